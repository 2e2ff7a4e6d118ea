// The four operations of arithmetic. Operands of different shapes are repeated to fit each other as
// `combined(with:by:)` says; an assignment repeats its right operand only.

extension Tensor {
  /// The elements with their signs changed.
  public static prefix func - (x: Tensor) -> Tensor { x.map(.negate) }

  /// The sums of two tensors' elements.
  public static func + (a: Tensor, b: Tensor) -> Tensor { a.combined(with: b, by: .add) }

  /// The sums of a tensor's elements and a number.
  public static func + (a: Tensor, b: Element) -> Tensor {
    a.map(.add, number: b, side: .right)
  }

  /// The sums of a number and a tensor's elements.
  public static func + (a: Element, b: Tensor) -> Tensor { b.map(.add, number: a, side: .left) }

  /// The differences of two tensors' elements.
  public static func - (a: Tensor, b: Tensor) -> Tensor { a.combined(with: b, by: .subtract) }

  /// The differences of a tensor's elements and a number.
  public static func - (a: Tensor, b: Element) -> Tensor {
    a.map(.subtract, number: b, side: .right)
  }

  /// The differences of a number and a tensor's elements.
  public static func - (a: Element, b: Tensor) -> Tensor {
    b.map(.subtract, number: a, side: .left)
  }

  /// The products of two tensors' elements.
  public static func * (a: Tensor, b: Tensor) -> Tensor { a.combined(with: b, by: .multiply) }

  /// The products of a tensor's elements and a number.
  public static func * (a: Tensor, b: Element) -> Tensor {
    a.map(.multiply, number: b, side: .right)
  }

  /// The products of a number and a tensor's elements.
  public static func * (a: Element, b: Tensor) -> Tensor {
    b.map(.multiply, number: a, side: .left)
  }

  /// The quotients of two tensors' elements.
  public static func / (a: Tensor, b: Tensor) -> Tensor { a.combined(with: b, by: .divide) }

  /// The quotients of a tensor's elements and a number.
  public static func / (a: Tensor, b: Element) -> Tensor {
    a.map(.divide, number: b, side: .right)
  }

  /// The quotients of a number and a tensor's elements.
  public static func / (a: Element, b: Tensor) -> Tensor { b.map(.divide, number: a, side: .left) }

  /// Adds another tensor's elements.
  public static func += (a: inout Tensor, b: Tensor) { a.combine(with: b, by: .add) }

  /// Adds a number to every element.
  public static func += (a: inout Tensor, b: Element) { a.combine(with: b, by: .add) }

  /// Subtracts another tensor's elements.
  public static func -= (a: inout Tensor, b: Tensor) { a.combine(with: b, by: .subtract) }

  /// Subtracts a number from every element.
  public static func -= (a: inout Tensor, b: Element) { a.combine(with: b, by: .subtract) }

  /// Multiplies by another tensor's elements.
  public static func *= (a: inout Tensor, b: Tensor) { a.combine(with: b, by: .multiply) }

  /// Multiplies every element by a number.
  public static func *= (a: inout Tensor, b: Element) { a.combine(with: b, by: .multiply) }

  /// Divides by another tensor's elements.
  public static func /= (a: inout Tensor, b: Tensor) { a.combine(with: b, by: .divide) }

  /// Divides every element by a number.
  public static func /= (a: inout Tensor, b: Element) { a.combine(with: b, by: .divide) }

  /// Adds `scale * other`, element by element.
  ///
  /// - Precondition: the shapes are equal.
  public mutating func add(_ other: Tensor, scaledBy scale: Element) {
    precondition(other.shape == shape, "cannot add shape \(other.shape) to shape \(shape)")
    other.withStart { x in
      withMutableStart { Element.scaleAdd(scale, x, 1, to: $0, count: other.count) }
    }
  }
}
