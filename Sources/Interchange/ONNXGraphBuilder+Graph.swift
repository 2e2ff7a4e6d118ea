public import Calculus
import DataIO
import Tensors

extension ONNXGraphBuilder {
  /// Adds a recorded function.
  ///
  /// The batch may have any number of rows when the model runs.
  ///
  /// - Parameters:
  ///   - graph: the function; its numbers have no precision of their own.
  ///   - inputs: the names of the values it takes, of that precision and of its shapes.
  ///   - precision: the precision of all its numbers.
  /// - Returns: the names of its results.
  /// - Precondition: there are as many names as the function has inputs.
  public mutating func add(
    _ graph: Graph, inputs: [String], precision: ONNXPrecision
  ) -> [String] {
    let lowered = graph.lowered(for: precision)
    precondition(
      inputs.count == lowered.inputCount,
      "\(inputs.count) names given for a function of \(lowered.inputCount) inputs")
    var names = inputs
    // The builder moves to the emission and back: there is never a second copy of its lists.
    var emission = ONNXEmission(builder: self, precision: precision)
    self = ONNXGraphBuilder()
    for node in lowered.nodes[lowered.inputCount...] {
      emission.operands = node.operands.map { names[$0] }
      emission.shapes = node.operands.map { lowered.nodes[$0].shape }
      emission.shape = node.shape
      names.append(emission.emit(node.operation))
    }
    self = emission.builder
    return lowered.outputs.map { names[$0] }
  }
}

/// One operation on its way to become operators.
struct ONNXEmission {
  var builder: ONNXGraphBuilder
  let precision: ONNXPrecision
  /// The names of the operands.
  var operands: [String] = []
  var shapes: [[Int]] = []
  /// The shape of the result.
  var shape: [Int] = []

  /// Adds what the operation becomes.
  ///
  /// - Returns: the name of the result.
  mutating func emit(_ operation: Operation) -> String {
    switch operation {
    case .input: operands.first ?? ""
    case .constant(let constant):
      builder.constant(precision.elements(constant.elements), shape: constant.shape)
    case .unary(let function): unary(function)
    case .binary(let function): binary(function)
    case .ternary: select()
    case .detach: operands[0]
    case .product(let left, let right): product(left, right)
    case .sum(let axis):
      builder.add("ReduceSum", [operands[0], builder.integers([axis])], [.keepsAxes])
    case .maximum(let axis):
      builder.add("ReduceMax", operands, [ONNXAttribute("axes", .integers([axis])), .keepsAxes])
    case .extent(let axis): extent(axis)
    case .broadcast:
      builder.add("Expand", [operands[0], builder.add("Shape", [operands[1]])])
    case .reshape(let target): reshaped(operands[0], to: target)
    case .permute(let order):
      builder.add("Transpose", operands, [ONNXAttribute("perm", .integers(order))])
    case .slice(let axis, let lower, let upper):
      builder.add(
        "Slice",
        operands + [[lower], [upper], [axis]].map { builder.integers($0) })
    case .pad(let axis, let before, let after):
      builder.add("Pad", operands + [padding(axis, before, after)])
    case .concatenate(let axis):
      builder.add("Concat", operands, [ONNXAttribute("axis", .integer(axis))])
    case .gather:
      builder.add("Gather", [operands[0], rowNumbers(of: shapes[0], operands[0])])
    case .scatter: scatter()
    case .convolution(let form): convolution(form)
    }
  }
}

extension ONNXAttribute {
  /// Reductions keep the axis, with extent 1.
  static let keepsAxes = ONNXAttribute("keepdims", .integer(1))
}
