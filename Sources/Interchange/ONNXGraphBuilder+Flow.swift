public import Calculus
import DataIO
public import ODE

extension ONNXGraphBuilder {
  /// The most evaluations of a field that are written out one by one.
  public static var unrolledEvaluations: Int { 64 }

  /// Adds a flow of equal steps: written out, or, where that would be long, as a `Scan` over the steps.
  ///
  /// - Parameters:
  ///   - scheme: the steps, and how the control depends on time.
  ///   - field: the field.
  ///   - states: the name of the states at the beginning, shape `[rows, dimension]`.
  ///   - parameters: the names of the field's parameters at all nodes of the control, one for each
  ///     segment of its layout, shape `[nodes, ...]`.
  ///   - precision: the precision of all numbers.
  ///   - limit: the most evaluations that are written out.
  /// - Returns: the name of the states at the end.
  /// - Precondition: the scheme's steps are expressions.
  public mutating func add(
    _ scheme: FlowScheme, of field: some ControlledField, from states: String,
    parameters: [String], precision: ONNXPrecision,
    unrolling limit: Int = ONNXGraphBuilder.unrolledEvaluations
  ) -> String {
    if scheme.evaluations > limit {
      return scan(scheme, of: field, from: states, parameters: parameters, precision: precision)
    }
    let shapes = field.parameters.segments.map { [scheme.control.nodeCount] + $0.shape }
    let graph = Graph(inputs: [[Extents.rows, field.dimension]] + shapes) { inputs in
      let nodes = (0..<scheme.control.nodeCount).map { node in
        Parameters(
          zip(inputs.dropFirst(), field.parameters.segments).map { values, segment in
            values.sliced(node..<node + 1, along: 0).reshaped(to: segment.shape)
          })
      }
      return [scheme.end(of: field, from: inputs[0], along: nodes)]
    }
    return add(graph, inputs: [states] + parameters, precision: precision)[0]
  }

  /// The steps as a loop, whose body is one step.
  private mutating func scan(
    _ scheme: FlowScheme, of field: some ControlledField, from states: String,
    parameters: [String], precision: ONNXPrecision
  ) -> String {
    let steps = (0..<scheme.steps).map(scheme.numbers(ofStep:))
    var loop = StepLoop(scheme, precision: precision, prefix: freePrefix("step/"))
    var inputs = [
      states, constant(precision.elements(steps.flatMap(\.times)), shape: loop.shape(of: steps)),
    ]
    if loop.isWeighted {
      inputs.append(
        constant(precision.elements(steps.flatMap(\.weights)), shape: loop.shape(of: steps)))
    }
    if !loop.isConstant {
      inputs.append(constant(.int64(steps.map { Int64($0.node) }), shape: [steps.count]))
    }
    let body = loop.body(of: field, parameters: parameters)
    return add(
      "Scan", inputs,
      [
        ONNXAttribute("body", .graph(body)),
        ONNXAttribute("num_scan_inputs", .integer(inputs.count - 1)),
      ])
  }
}

/// The body of a loop over a flow's steps: a graph that sees the values of the graph around it.
private struct StepLoop {
  let scheme: FlowScheme
  let precision: ONNXPrecision
  var builder: ONNXGraphBuilder

  private let prefix: String
  private let stages: Int

  init(_ scheme: FlowScheme, precision: ONNXPrecision, prefix: String) {
    self.scheme = scheme
    self.precision = precision
    self.prefix = prefix
    stages = scheme.evaluations / scheme.steps
    builder = ONNXGraphBuilder(prefix: prefix)
  }

  var isConstant: Bool { scheme.control == .constant }
  /// Whether stages have mixtures of two nodes.
  var isWeighted: Bool {
    if case .piecewiseLinear = scheme.control { true } else { false }
  }

  /// The shape of numbers of which each step has one for each stage.
  func shape(of steps: [FlowScheme.StepNumbers]) -> [Int] { [steps.count, stages] }

  /// One step as a graph.
  mutating func body(of field: some ControlledField, parameters: [String]) -> ONNXGraph {
    var inputs = [
      value("states", precision.type, [.named("rows"), .fixed(field.dimension)]),
      value("times", precision.type, [.fixed(stages)]),
    ]
    if isWeighted { inputs.append(value("weights", precision.type, [.fixed(stages)])) }
    var names = inputs.map(\.name)
    let node = value("node", .int64, [])
    if !isConstant { inputs.append(node) }
    let first = isConstant ? integer(0) : node.name
    names += parameters.map { builder.add("Gather", [$0, first]) }
    if isWeighted {
      let second = builder.add("Add", [first, integer(1)])
      names += parameters.map { builder.add("Gather", [$0, second]) }
    }
    let result = builder.add(step(of: field), inputs: names, precision: precision)[0]
    return builder.graph(
      named: "step", inputs: inputs,
      outputs: [
        ONNXValue(name: result, type: precision.type, shape: inputs[0].shape)
      ])
  }

  /// One step of states, times, weights if stages have them, and parameters at one node or two.
  private func step(of field: some ControlledField) -> Graph {
    let segments = field.parameters.segments.map(\.shape)
    let numbers = Array(repeating: [stages], count: isWeighted ? 2 : 1)
    let shapes =
      [[Extents.rows, field.dimension]] + numbers + segments + (isWeighted ? segments : [])
    return Graph(inputs: shapes) { inputs in
      let theta = Parameters(Array(inputs[(shapes.count - segments.count)...]))
      guard isWeighted else {
        return [
          scheme.step(
            of: field, from: inputs[0], times: inputs[1].entries,
            parameters: Array(repeating: theta, count: stages))
        ]
      }
      let before = Parameters(Array(inputs[3..<3 + segments.count]))
      let mixtures = inputs[2].entries.map { Parameters.mixture(before, theta, weight: $0) }
      return [
        scheme.step(
          of: field, from: inputs[0], times: inputs[1].entries, parameters: mixtures)
      ]
    }
  }

  private func value(_ name: String, _ type: ONNXType, _ shape: [ONNXValue.Extent]) -> ONNXValue {
    ONNXValue(name: prefix + name, type: type, shape: shape)
  }

  private mutating func integer(_ number: Int) -> String {
    builder.constant(.int64([Int64(number)]), shape: [])
  }
}

extension TensorAlgebra {
  /// The elements of a vector, numbers of shape `[]`.
  fileprivate var entries: [Self] {
    (0..<shape[0]).map { sliced($0..<$0 + 1, along: 0).reshaped(to: []) }
  }
}
