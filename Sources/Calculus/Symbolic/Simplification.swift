import Tensors

extension Symbol {
  /// An equal, simpler symbol for an operation on operands; nil when there is none.
  ///
  /// Only identities that hold in floating point arithmetic are used, NaN and infinities included
  /// but for the sign of a zero, and only when the shape stays the same. Products with zero are left
  /// alone: they may hide an infinity.
  ///
  /// - Parameters:
  ///   - operation: the operation.
  ///   - operands: what it works on.
  ///   - shape: the shape of the result.
  /// - Returns: the simpler symbol; nil when there is none.
  /// - Precondition: the operation is defined for the operands' shapes.
  static func simplified(
    _ operation: Operation, _ operands: [Symbol], shape: [Int]
  ) -> Symbol? {
    switch operation {
    case .unary(let function):
      return folded(operation, operands) ?? ofRepeatedNumbers(operation, operands)
        ?? simplifiedUnary(function, operands[0])
    case .binary(let function):
      return folded(operation, operands)
        ?? ofRepeatedNumbers(operation, operands)
        ?? withoutBroadcasts(operation, operands, shape)
        ?? simplifiedBinary(function, operands[0], operands[1], shape)
    case .ternary:
      return folded(operation, operands) ?? withoutBroadcasts(operation, operands, shape)
    case .detach:
      return operands[0].number == nil ? nil : operands[0]
    case .sum(let axis), .maximum(let axis):
      return operands[0].shape[axis] == 1 ? operands[0] : nil
    case .extent(let axis):
      let extent = operands[0].shape[axis]
      return extent >= 0 ? .constant(Double(extent)) : nil
    case .broadcast:
      return operands[0].shape == operands[1].shape ? operands[0] : nil
    case .reshape(let shape): return simplifiedReshape(shape, operands[0])
    case .permute(let order): return simplifiedPermutation(order, operands[0])
    case .slice(let axis, let lower, let upper):
      return lower == 0 && upper == operands[0].shape[axis] ? operands[0] : nil
    case .pad(_, let before, let after): return before == 0 && after == 0 ? operands[0] : nil
    case .concatenate: return operands.count == 1 ? operands[0] : nil
    default: return nil
    }
  }

  /// The value of an elementwise operation on numbers.
  private static func folded(_ operation: Operation, _ operands: [Symbol]) -> Symbol? {
    guard operands.allSatisfy({ $0.isConstant && $0.shape.isEmpty }) else { return nil }
    let numbers = operands.compactMap(\.number)
    var result = 0.0
    switch operation {
    case .unary(let function): Double.apply(function, numbers, to: &result, count: 1)
    case .binary(let function):
      Double.apply(function, [numbers[0]], [numbers[1]], to: &result, count: 1)
    case .ternary(let function):
      Double.apply(function, [numbers[0]], [numbers[1]], [numbers[2]], to: &result, count: 1)
    default: return nil
    }
    return .constant(result)
  }

  private static func simplifiedUnary(_ function: UnaryOperation, _ x: Symbol) -> Symbol? {
    switch function {
    case .negate: x.operands(of: .unary(.negate))?[0]
    default: nil
    }
  }

  private static func simplifiedBinary(
    _ function: BinaryOperation, _ a: Symbol, _ b: Symbol, _ shape: [Int]
  ) -> Symbol? {
    var keepsA: Bool { a.shape == shape }
    var keepsB: Bool { b.shape == shape }
    switch function {
    case .add:
      if b.number == 0, keepsA { return a }
      if a.number == 0, keepsB { return b }
      if let negated = b.operands(of: .unary(.negate)) { return a - negated[0] }
      if let negated = a.operands(of: .unary(.negate)) { return b - negated[0] }
    case .subtract:
      if b.number == 0, keepsA { return a }
      if a.number == 0, keepsB { return -b }
      if let negated = b.operands(of: .unary(.negate)) { return a + negated[0] }
    case .multiply:
      if b.number == 1, keepsA { return a }
      if a.number == 1, keepsB { return b }
      if b.number == -1, keepsA { return -a }
      if a.number == -1, keepsB { return -b }
      if a.node === b.node { return a.squared() }
    case .divide:
      if b.number == 1, keepsA { return a }
    default: break
    }
    return nil
  }

  /// The operation on the values that its broadcast operands repeat, when the shape is unchanged:
  /// the operation repeats them itself, at no cost.
  private static func withoutBroadcasts(
    _ operation: Operation, _ operands: [Symbol], _ shape: [Int]
  ) -> Symbol? {
    for (index, operand) in operands.enumerated() {
      guard let value = operand.operands(of: .broadcast)?[0] else { continue }
      var shorter = operands
      shorter[index] = value
      guard Extents.broadcast(shorter.map(\.shape)) == shape else { continue }
      return apply(operation, to: shorter)
    }
    return nil
  }

  /// The operation on numbers, repeated, for the operation on numbers of which one is repeated to the
  /// result's shape.
  private static func ofRepeatedNumbers(
    _ operation: Operation, _ operands: [Symbol]
  ) -> Symbol? {
    guard let repeated = operands.first(where: { $0.repeatedNumber != nil }) else { return nil }
    let numbers = operands.compactMap { $0.repeatedNumber ?? ($0.shape.isEmpty ? $0 : nil) }
    guard numbers.count == operands.count, numbers.allSatisfy(\.isConstant),
      operands.allSatisfy({ $0.shape.isEmpty || $0.shape == repeated.shape })
    else { return nil }
    return apply(operation, to: numbers).broadcast(like: repeated.node.operands[1])
  }

  private static func simplifiedReshape(_ shape: [Int], _ x: Symbol) -> Symbol? {
    if shape == x.shape { return x }
    if let number = x.repeatedNumber {
      return number.broadcast(like: x.node.operands[1].reshaped(to: shape))
    }
    if case .reshape = x.node.operation { return x.node.operands[0].reshaped(to: shape) }
    if let number = x.number, shape.isEmpty { return .constant(number) }
    return nil
  }

  private static func simplifiedPermutation(_ order: [Int], _ x: Symbol) -> Symbol? {
    if order == Array(order.indices) { return x }
    // Where only axes of extent 1 change places, every element stays in its own.
    let long = order.filter { x.shape[$0] != 1 }
    if zip(long, long.dropFirst()).allSatisfy({ $0 < $1 }) {
      return x.reshaped(to: order.map { x.shape[$0] })
    }
    guard case .permute(let inner) = x.node.operation else { return nil }
    return x.node.operands[0].permuted(order.map { inner[$0] })
  }
}
