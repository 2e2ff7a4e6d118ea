import Calculus
import Models
import ODE
import Tensors

/// Something that grows while everything else stays: the cost is fitted by a power of it.
public struct ScalingAxis: Sendable {
  /// What grows: `batch`.
  public let name: String
  /// What is done, in one line.
  public let summary: String
  /// How large it is, growing.
  public let sizes: [Int]
  let makeCase: @Sendable (_ size: Int) -> any BenchmarkCase

  /// The axes: the rows, width, depth and steps of a training step, and the rows of a simulation.
  public static let all: [ScalingAxis] = [
    ScalingAxis(
      name: "batch", summary: "rows of W1's training step",
      sizes: [64, 128, 256, 512, 1024, 2048, 4096]
    ) { FlowSteps.flow("scaling", 2, 64, batch: $0, steps: 20, 1, Float.self) },
    ScalingAxis(
      name: "width", summary: "hidden units of a training step in 16 dimensions",
      sizes: [16, 32, 64, 128, 256, 512]
    ) { FlowSteps.flow("scaling", 16, $0, batch: 256, steps: 10, 1, Float.self) },
    ScalingAxis(
      name: "depth", summary: "hidden layers of 64 units in a training step",
      sizes: [1, 2, 4, 8, 16], makeCase: { deep($0) }),
    ScalingAxis(
      name: "steps", summary: "Runge-Kutta steps of W1's training step",
      sizes: [5, 10, 20, 40, 80, 160]
    ) { FlowSteps.flow("scaling", 2, 64, batch: 256, steps: $0, 1, Float.self) },
    ScalingAxis(
      name: "rows", summary: "Lorenz trajectories to time 2, each with its own steps",
      sizes: [64, 128, 256, 512, 1024, 2048, 4096]
    ) { LorenzEnsembleCase(tolerance: 1e-6, rows: $0, threads: 1, end: 2) },
  ]

  private static func deep(_ layers: Int) -> any BenchmarkCase {
    let hidden = [Int](repeating: 64, count: layers)
    return ClassifierCase<Float, NeuralField<Perceptron>>(
      identity: CaseIdentity(
        workload: "scaling", name: "layers\(layers)", precision: Float.precisionName),
      summary: "", field: NeuralField(dimension: 64, hidden: hidden),
      fieldWork: FieldWork(widths: [64] + hidden + [64], function: .tanh),
      solver: .fixed(FlowScheme(method: .rungeKutta4, steps: 5)), features: 64, batch: 128)
  }
}

/// The cost along an axis.
public struct ScalingResult: Sendable, Equatable {
  /// What grew.
  public let axis: String
  /// How large it was.
  public let sizes: [Int]
  /// The shortest time of the processor at each size; seconds.
  public let minima: [Double]
  /// The law that fits them.
  public let law: PowerLaw

  /// Costs along an axis, fitted.
  ///
  /// - Precondition: there are at least two sizes, and a positive time for each.
  public init(axis: String, sizes: [Int], minima: [Double]) {
    self.axis = axis
    self.sizes = sizes
    self.minima = minima
    law = PowerLaw(sizes: sizes.map(Double.init), costs: minima)
  }
}

extension BenchmarkRunner {
  /// Measures the cost along an axis: the processor's shortest times, which other work on the machine
  /// changes least.
  public func measure(_ axis: ScalingAxis) -> ScalingResult {
    let minima = axis.sizes.map { shortest(axis.makeCase($0)) }
    return ScalingResult(axis: axis.name, sizes: axis.sizes, minima: minima)
  }
}
