public import Tensors

/// Tensors compute at once: elementwise operations by a kernel, all others as a program of one step.
///
/// For checking and exploring; what runs often is traced into a ``Graph`` and compiled as a whole.
extension Tensor: TensorAlgebra {
  public static func apply(_ operation: Operation, to operands: [Tensor]) -> Tensor {
    precondition(
      operation.arity == nil || operation.arity == operands.count,
      "\(operation) takes \(operation.arity ?? 0) operands, not \(operands.count)")
    switch operation {
    case .unary(let function): return operands[0].map(function)
    case .binary(let function): return operands[0].combined(with: operands[1], by: function)
    default: return compute(operation, operands)
    }
  }

  private static func compute(_ operation: Operation, _ operands: [Tensor]) -> Tensor {
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
