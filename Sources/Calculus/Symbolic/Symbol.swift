/// A value that records how it was made, instead of being computed: the algebra's tracing conformer.
///
/// Symbols are made by ``Graph/init(inputs:_:)``, which hands its closure one for each input. They
/// form a directed graph without cycles; equal subexpressions are shared when a graph is made of them.
public struct Symbol: TensorAlgebra {
  private(set) var node: Node

  public var shape: [Int] { node.shape }

  public static func apply(_ operation: Operation, to operands: [Symbol]) -> Symbol {
    let shape = shape(of: operation, operands)
    if let simpler = simplified(operation, operands, shape: shape) { return simpler }
    return recorded(operation, operands, shape: shape)
  }

  /// A symbol for an operation as it is, when its shape is known and nothing is to be simplified.
  static func recorded(_ operation: Operation, _ operands: [Symbol], shape: [Int]) -> Symbol {
    var trace: Trace?
    for operand in operands {
      if let found = operand.node.trace {
        trace = found
        break
      }
    }
    return Symbol(node: Node(operation, operands, shape: shape, trace: trace))
  }

  private static func shape(of operation: Operation, _ operands: [Symbol]) -> [Int] {
    if case .binary = operation, operands.count == 2 {
      let (a, b) = (operands[0].shape, operands[1].shape)
      if a == b || b.isEmpty { return a }
      if a.isEmpty { return b }
    }
    return operation.shape(operands.map(\.shape))
  }

  /// One recorded operation; its identity is its place in memory.
  final class Node: @unchecked Sendable {
    // Unchecked: the operands change only when nobody else can see them.
    let operation: Operation
    private(set) var operands: [Symbol]
    let shape: [Int]
    /// The recording that the symbol belongs to; nil for what is made of constants alone.
    let trace: Trace?
    /// The symbol's number in its recording.
    let number: Int

    init(_ operation: Operation, _ operands: [Symbol], shape: [Int], trace: Trace?) {
      self.operation = operation
      self.operands = operands
      self.shape = shape
      self.trace = trace
      number = trace?.next() ?? 0
    }

    /// Frees what only this node needs in a loop: a release that goes from node to node would take as
    /// much stack as the expression is deep.
    deinit {
      var pending: [Symbol] = []
      swap(&pending, &operands)
      while var symbol = pending.popLast() {
        guard isKnownUniquelyReferenced(&symbol.node) else { continue }
        pending.append(contentsOf: symbol.node.operands)
        symbol.node.operands = []
      }
    }
  }
}

extension Symbol {
  /// The number, when the symbol is a constant of one element, whatever its shape.
  var number: Double? {
    guard case .constant(let constant) = node.operation, constant.elements.count == 1 else {
      return nil
    }
    return constant.elements[0]
  }

  /// The number of shape `[]` that the symbol repeats.
  var repeatedNumber: Symbol? {
    guard case .broadcast = node.operation, node.operands[0].shape.isEmpty else { return nil }
    return node.operands[0]
  }

  /// Whether the symbol is a constant.
  var isConstant: Bool {
    if case .constant = node.operation { return true }
    return false
  }

  /// The operands, when the symbol was made by this operation.
  func operands(of operation: Operation) -> [Symbol]? {
    node.operation == operation ? node.operands : nil
  }
}
