public import Tensors

/// Tensors compute: each operation is a program of one step, compiled and run at once.
///
/// For checking and exploring; what runs often is traced into a ``Graph`` and compiled as a whole.
extension Tensor: TensorAlgebra {
  public static func apply(_ operation: Operation, to operands: [Tensor]) -> Tensor {
    let concrete = operation.concrete(operands.map(\.count))
    let graph = Graph(inputs: operands.map(\.shape)) { [Symbol.apply(concrete, to: $0)] }
    return Program<Element>(graph)(operands)[0]
  }
}

extension Operation {
  /// The operation with the batch axis of a target shape replaced by its extent.
  fileprivate func concrete(_ counts: [Int]) -> Operation {
    guard case .reshape(let shape) = self, let axis = shape.firstIndex(where: { $0 < 0 }) else {
      return self
    }
    var known = shape
    known[axis] = 1
    known[axis] = counts[0] / max(known.reduce(1, *), 1)
    return .reshape(known)
  }
}
