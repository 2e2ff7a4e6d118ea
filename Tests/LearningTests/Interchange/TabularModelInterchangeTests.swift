import Calculus
import DataIO
import Learning
import Models
import ODE
import Tensors
import Testing

@Suite struct TabularModelInterchangeTests {
  /// A trained model of a number and a category, with a solver.
  private func model(
    _ solver: FlowSolver, target: String = "k", precision: Precision = .double
  ) throws -> TabularModel {
    var stream = RandomStream(seed: 2)
    var text = "u,c,k,y\n"
    for row in 0..<60 {
      let u = stream.normal()
      text += "\(u),\(row % 3 == 0 ? "p" : "q"),\(u > 0 ? "a" : "b"),\(3 * u)\n"
    }
    let table = try table(text)
    var options = TrainingOptions(epochs: 3)
    options.batchSize = 8
    let encoder = try TableEncoder(
      fitting: table, target: target, dropping: [target == "k" ? "y" : "k"])
    return try TabularModel.fit(
      encoder, on: table,
      architecture: FlowArchitecture(hidden: [5], activation: .tanh, solver: solver),
      options: options, precision: precision
    ).model
  }

  private static let adaptive = FlowSolver.adaptive(
    AdaptiveScheme(method: .tsitouras, steps: AdaptiveControl(relative: 1e-10, absolute: 1e-12)))

  /// Equal steps come nearer to adaptive ones with their fourth power.
  @Test func equalStepsStandForAdaptiveOnes() throws {
    let model = try model(Self.adaptive)
    let errors = [4, 8].map { steps in
      model.largestDifference(
        from: model.solved(by: .fixed(FlowScheme(method: .rungeKutta4, steps: steps))), rows: 50)
    }
    #expect(errors[0].what == "probabilities")
    #expect(errors[1].value > 0 && errors[0].value > 12 * errors[1].value)
    #expect(errors[0].value < 24 * errors[1].value)
    let other = try self.model(Self.adaptive, target: "y")
    #expect(other.largestDifference(from: other, rows: 3) == (0, "standardised predictions"))
  }

  @Test func flowsWithoutOperatorsAreRefused() throws {
    let model = try model(Self.adaptive)
    #expect(
      sentence { try model.onnx(version: "1") }
        == "each row takes its own steps of tsit5, as many as it needs, and ONNX has no operator for "
        + "that: a number of equal steps of an explicit method must stand for them")
    let coupled = model.solved(
      by: .fixed(FlowScheme(method: .rungeKutta4, steps: 2, coupling: 0.9)))
    #expect(
      sentence { try coupled.onnx(version: "1") }
        == "the steps of reversible rk4 are found by solving equations, and ONNX has no operator for "
        + "that: a number of equal steps of an explicit method must stand for them")
  }

  @Test func graphsTakeColumnsOrFeatures() throws {
    let model = try model(.fixed(FlowScheme(method: .heun, steps: 3)))
    let columns = try model.onnx(version: "1.2")
    #expect(columns.graph.inputs.map(\.name) == ["u", "c"])
    #expect(columns.graph.inputs.map(\.type) == [.float64, .text])
    #expect(columns.graph.outputs.map(\.name) == ["label", "probabilities"])
    #expect(columns.producer == "flowlearn" && columns.version == "1.2")
    let matrix = try model.onnx(inputs: .matrix, version: "1.2")
    #expect(matrix.graph.inputs.map(\.shape) == [[.named("rows"), .fixed(3)]])
    #expect(!matrix.graph.nodes.contains { $0.domain == "ai.onnx.ml" })
  }

  /// 64 evaluations are written out, more are a loop.
  @Test func longFlowsAreLoops() throws {
    for (steps, isLoop) in [(16, false), (17, true)] {
      let model = try model(.fixed(FlowScheme(method: .rungeKutta4, steps: steps)))
      let graph = try model.onnx(version: "1").graph
      #expect(graph.nodes.contains { $0.type == "Scan" } == isLoop)
    }
  }

  /// Each number stands for itself in all three forms, in the precision of the model.
  @Test(arguments: [Precision.single, .double])
  func weightsAreTheModels(_ precision: Precision) throws {
    let model = try model(
      .fixed(FlowScheme(method: .heun, steps: 2)), target: "y", precision: precision)
    let names = model.storedWeights.map(\.name)
    #expect(
      names == [
        "features.mean", "features.scale", "flow.layer0.weight", "flow.layer0.bias",
        "flow.layer1.weight", "flow.layer1.bias", "readout.weight", "readout.bias", "target.mean",
        "target.scale",
      ])
    let archive = model.weightsArchive
    #expect(archive.members.map(\.name) == names + ["metadata"])
    for tensor in model.storedWeights {
      let isNetwork = tensor.name.hasPrefix("flow") || tensor.name.hasPrefix("readout")
      #expect(tensor.type == (isNetwork && precision == .single ? .float32 : .float64))
      let numbers = try #require(tensor.doubles)
      #expect(try archive.array(tensor.name).doubles == numbers)
      let entry = try #require(model.weightsJSON["tensors"]?[tensor.name])
      #expect(entry["shape"]?.array?.compactMap(\.int) == tensor.shape)
      let found = entry["values"]?.numbers ?? []
      #expect(
        tensor.type == .float32
          ? found.map(Float.init) == numbers.map(Float.init) : found == numbers)
    }
    #expect(model.weights.metadata["task"] == "regression")
    #expect(model.weights.metadata["classes"] == "[]")
  }
}

extension JSONValue {
  /// The numbers in arrays of arrays.
  fileprivate var numbers: [Double] { array?.flatMap(\.numbers) ?? double.map { [$0] } ?? [] }
}
