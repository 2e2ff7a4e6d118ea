public import CKernels

/// A function of one number, applied to every element.
public enum UnaryOperation: Int, Sendable, Hashable, CaseIterable {
  case negate, absolute, sign, square, reciprocal, squareRoot
  case exp, log, sin, cos
  case tanh, sigmoid, softplus, relu
  /// 1 where x > 0, else 0: the derivative of `relu`.
  case step
  /// The error function.
  case erf
  /// x times the normal distribution function.
  case gelu
  /// x times sigmoid(x).
  case silu
}

/// A function of two numbers, applied element by element; comparisons give 1 or 0.
public enum BinaryOperation: Int, Sendable, Hashable, CaseIterable {
  case add, subtract, multiply, divide, maximum, minimum, power
  case less, lessOrEqual, equal
}

/// A function of three numbers, applied element by element.
public enum TernaryOperation: Int, Sendable, Hashable, CaseIterable {
  /// `a != 0 ? b : c`.
  case select
  /// `a * b + c`.
  case multiplyAdd
  /// `c - a * b`.
  case subtractProduct
}

extension UnaryOperation {
  /// The kernel's number for this operation.
  @inlinable public var kernel: fl_unary { fl_unary(rawValue: UInt32(rawValue)) }
}

extension BinaryOperation {
  /// The kernel's number for this operation.
  @inlinable public var kernel: fl_binary { fl_binary(rawValue: UInt32(rawValue)) }
}

extension TernaryOperation {
  /// The kernel's number for this operation.
  @inlinable public var kernel: fl_ternary { fl_ternary(rawValue: UInt32(rawValue)) }
}
