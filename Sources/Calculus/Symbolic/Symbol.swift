/// A value that records how it was made, instead of being computed: the algebra's tracing conformer.
///
/// Symbols are made by ``Graph/init(inputs:_:)``, which hands its closure one for each input. They
/// form a directed graph without cycles; equal subexpressions are shared when a graph is made of them.
public struct Symbol: TensorAlgebra {
  private(set) var node: Node

  public var shape: [Int] { node.shape }

  public static func apply(_ operation: Operation, to operands: [Symbol]) -> Symbol {
    let shape = operation.shape(operands.map(\.shape))
    if let simpler = simplified(operation, operands) { return simpler }
    return Symbol(node: Node(operation, operands, shape: shape))
  }

  /// A new input: unlike every other symbol, even of the same shape.
  static func input(shape: [Int]) -> Symbol {
    Symbol(node: Node(.input(shape: shape), [], shape: shape))
  }

  /// One recorded operation; its identity is its place in memory.
  final class Node: @unchecked Sendable {
    // Unchecked: the operands change only when nobody else can see them.
    let operation: Operation
    private(set) var operands: [Symbol]
    let shape: [Int]

    init(_ operation: Operation, _ operands: [Symbol], shape: [Int]) {
      self.operation = operation
      self.operands = operands
      self.shape = shape
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

  /// The operands, when the symbol was made by this operation.
  func operands(of operation: Operation) -> [Symbol]? {
    node.operation == operation ? node.operands : nil
  }
}
