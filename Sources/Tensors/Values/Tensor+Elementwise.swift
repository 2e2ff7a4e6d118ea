extension Tensor {
  /// The operation applied to every element.
  public func map(_ operation: UnaryOperation) -> Tensor {
    Tensor(filling: shape) { y in
      withStart { Element.apply(operation, $0, to: y, count: count) }
    }
  }

  /// Replaces every element by the operation's result.
  public mutating func apply(_ operation: UnaryOperation) {
    let count = count
    withMutableStart { Element.apply(operation, $0, to: $0, count: count) }
  }

  /// The operation applied to pairs of elements, shapes repeated to fit each other.
  ///
  /// - Precondition: the shapes fit: aligned from the last axis, extents agree or one is 1.
  public func combined(with other: Tensor, by operation: BinaryOperation) -> Tensor {
    if other.isSingle(within: self) { return map(operation, number: other.single, side: .right) }
    if isSingle(within: other) { return other.map(operation, number: single, side: .left) }
    let a = broadcast(to: broadcastShape(shape, other.shape))
    return Tensor(filling: a.shape) { y in
      a.withStart { x in
        if other.shape == a.shape {
          other.withStart { Element.apply(operation, x, $0, to: y, count: a.count) }
        } else {
          other.write(to: y, broadcastTo: a.shape)
          Element.apply(operation, x, y, to: y, count: a.count)
        }
      }
    }
  }

  /// Replaces every element by the operation's result with its partner in another tensor.
  ///
  /// - Precondition: the other's shape can be repeated to this one's.
  public mutating func combine(with other: Tensor, by operation: BinaryOperation) {
    if other.count == 1, other.rank <= rank {
      return combine(with: other.single, by: operation)
    }
    let count = count
    other.broadcast(to: shape).withStart { z in
      withMutableStart { Element.apply(operation, $0, z, to: $0, count: count) }
    }
  }

  /// Replaces every element by the operation's result with one number as its right operand.
  public mutating func combine(with number: Element, by operation: BinaryOperation) {
    let count = count
    withMutableStart {
      applyToChunks(operation, number: number, side: .right, $0, to: $0, count: count)
    }
  }

  func map(_ operation: BinaryOperation, number: Element, side: OperandSide) -> Tensor {
    Tensor(filling: shape) { y in
      withStart {
        applyToChunks(operation, number: number, side: side, $0, to: y, count: count)
      }
    }
  }

  /// Whether this is one number that takes the other's shape.
  private func isSingle(within other: Tensor) -> Bool { count == 1 && rank <= other.rank }

  private var single: Element { withStart { $0[0] } }
}

/// On which side of an operation a number stands.
enum OperandSide {
  case left
  case right
}

/// Applies an operation between a number and every element.
///
/// The number is repeated over one short buffer that stays in cache, not over the whole length.
private func applyToChunks<Element: Scalar>(
  _ operation: BinaryOperation, number: Element, side: OperandSide,
  _ x: UnsafePointer<Element>, to y: UnsafeMutablePointer<Element>, count: Int
) {
  let length = min(512, count)
  withUnsafeTemporaryAllocation(of: Element.self, capacity: max(length, 1)) { chunk in
    guard let numbers = chunk.baseAddress, length > 0 else { return }
    Element.fill(numbers, with: number, count: length)
    for start in stride(from: 0, to: count, by: length) {
      let count = min(length, count - start)
      switch side {
      case .left: Element.apply(operation, numbers, x + start, to: y + start, count: count)
      case .right: Element.apply(operation, x + start, numbers, to: y + start, count: count)
      }
    }
  }
}
