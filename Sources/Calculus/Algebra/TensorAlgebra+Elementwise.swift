public import Tensors

infix operator • : MultiplicationPrecedence

extension TensorAlgebra {
  /// A function of every element.
  public func map(_ operation: UnaryOperation) -> Self { .apply(.unary(operation), to: [self]) }

  static func map(_ operation: BinaryOperation, _ a: Self, _ b: Self) -> Self {
    apply(.binary(operation), to: [a, b])
  }

  /// The element by element sum, broadcasting.
  public static func + (a: Self, b: Self) -> Self { map(.add, a, b) }
  /// The element by element difference, broadcasting.
  public static func - (a: Self, b: Self) -> Self { map(.subtract, a, b) }
  /// The element by element product, broadcasting.
  public static func * (a: Self, b: Self) -> Self { map(.multiply, a, b) }
  /// The element by element quotient, broadcasting.
  public static func / (a: Self, b: Self) -> Self { map(.divide, a, b) }
  /// The negative of every element.
  public static prefix func - (a: Self) -> Self { a.map(.negate) }

  /// Every element plus a number.
  public static func + (a: Self, b: Double) -> Self { a + constant(b) }
  /// A number plus every element.
  public static func + (a: Double, b: Self) -> Self { constant(a) + b }
  /// Every element minus a number.
  public static func - (a: Self, b: Double) -> Self { a - constant(b) }
  /// A number minus every element.
  public static func - (a: Double, b: Self) -> Self { constant(a) - b }
  /// Every element times a number.
  public static func * (a: Self, b: Double) -> Self { a * constant(b) }
  /// A number times every element.
  public static func * (a: Double, b: Self) -> Self { constant(a) * b }
  /// Every element divided by a number.
  public static func / (a: Self, b: Double) -> Self { a / constant(b) }
  /// A number divided by every element.
  public static func / (a: Double, b: Self) -> Self { constant(a) / b }

  /// The larger of two, element by element; on a tie the derivative goes to the first.
  public static func maximum(_ a: Self, _ b: Self) -> Self { map(.maximum, a, b) }
  /// The smaller of two, element by element; on a tie the derivative goes to the first.
  public static func minimum(_ a: Self, _ b: Self) -> Self { map(.minimum, a, b) }

  /// 1 where a < b, else 0.
  public static func isLess(_ a: Self, _ b: Self) -> Self { map(.less, a, b) }
  /// 1 where a <= b, else 0.
  public static func isLessOrEqual(_ a: Self, _ b: Self) -> Self { map(.lessOrEqual, a, b) }
  /// 1 where a == b, else 0.
  public static func isEqual(_ a: Self, _ b: Self) -> Self { map(.equal, a, b) }

  /// `a` where the condition is not 0, `b` where it is, element by element, broadcasting.
  public static func select(_ condition: Self, _ a: Self, _ b: Self) -> Self {
    apply(.ternary(.select), to: [condition, a, b])
  }

  /// Every element raised to a power: x^y, defined for x >= 0 when y is no integer.
  public func power(_ exponent: Self) -> Self { .map(.power, self, exponent) }
  /// Every element raised to a power.
  public func power(_ exponent: Double) -> Self { power(.constant(exponent)) }

  /// |x|.
  public func absolute() -> Self { map(.absolute) }
  /// -1, 0 or 1.
  public func sign() -> Self { map(.sign) }
  /// x².
  public func squared() -> Self { map(.square) }
  /// 1/x.
  public func reciprocal() -> Self { map(.reciprocal) }
  /// √x.
  public func squareRoot() -> Self { map(.squareRoot) }
  /// e^x.
  public func exp() -> Self { map(.exp) }
  /// The natural logarithm.
  public func log() -> Self { map(.log) }
  /// sin x.
  public func sin() -> Self { map(.sin) }
  /// cos x.
  public func cos() -> Self { map(.cos) }
  /// tanh x.
  public func tanh() -> Self { map(.tanh) }
  /// 1 / (1 + e^-x).
  public func sigmoid() -> Self { map(.sigmoid) }
  /// log(1 + e^x), without overflow.
  public func softplus() -> Self { map(.softplus) }
  /// max(x, 0).
  public func relu() -> Self { map(.relu) }
  /// The error function.
  public func erf() -> Self { map(.erf) }
  /// x Φ(x), Φ the normal distribution function.
  public func gelu() -> Self { map(.gelu) }
  /// x / (1 + e^-x).
  public func silu() -> Self { map(.silu) }
}
