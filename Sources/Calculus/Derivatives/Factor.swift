import Tensors

/// The partial derivative of an elementwise operation by one operand.
enum Factor {
  case zero
  case one
  case minusOne
  case value(Symbol)

  /// The tangent or cotangent times this derivative; nil for zero.
  func times(_ vector: Symbol) -> Symbol? {
    switch self {
    case .zero: nil
    case .one: vector
    case .minusOne: -vector
    case .value(let derivative): vector * derivative
    }
  }
}

extension UnaryOperation {
  /// The derivative at x, where the function's value is y.
  func derivative(_ x: Symbol, _ y: Symbol) -> Factor {
    switch self {
    case .negate: .minusOne
    case .absolute: .value(x.sign())
    case .sign, .step: .zero
    case .square: .value(2 * x)
    case .reciprocal: .value(-y.squared())
    case .squareRoot: .value(0.5 / y)
    case .exp: .value(y)
    case .log: .value(x.reciprocal())
    case .sin: .value(x.cos())
    case .cos: .value(-x.sin())
    case .tanh: .value(1 - y.squared())
    case .sigmoid: .value(y - y.squared())
    case .softplus: .value(x.sigmoid())
    case .relu: .value(x.map(.step))
    case .erf: .value(2 / Double.pi.squareRoot() * (-x.squared()).exp())
    case .gelu: .value(UnaryOperation.geluDerivative(x))
    case .silu: .value(UnaryOperation.siluDerivative(x, y))
    }
  }

  /// Φ(x) + x φ(x).
  private static func geluDerivative(_ x: Symbol) -> Symbol {
    let distribution = 0.5 + 0.5 * (x * 0.5.squareRoot()).erf()
    let density = (-0.5 * x.squared()).exp() / (2 * Double.pi).squareRoot()
    return distribution + x * density
  }

  /// s + y (1 - s), s the sigmoid of x.
  private static func siluDerivative(_ x: Symbol, _ y: Symbol) -> Symbol {
    let s = x.sigmoid()
    return s + y * (1 - s)
  }
}

extension BinaryOperation {
  /// The derivatives by both operands, where the function's value is y.
  func derivatives(_ a: Symbol, _ b: Symbol, _ y: Symbol) -> (Factor, Factor) {
    switch self {
    case .add: (.one, .one)
    case .subtract: (.one, .minusOne)
    case .multiply: (.value(b), .value(a))
    case .divide: (.value(b.reciprocal()), .value(-(y / b)))
    case .maximum: (.value(.isLessOrEqual(b, a)), .value(.isLess(a, b)))
    case .minimum: (.value(.isLessOrEqual(a, b)), .value(.isLess(b, a)))
    case .power: (BinaryOperation.powerByBase(a, b), .value(y * BinaryOperation.safeLog(a)))
    case .less, .lessOrEqual, .equal: (.zero, .zero)
    }
  }

  /// b a^(b - 1), and 0 where b is 0, even at a = 0.
  private static func powerByBase(_ a: Symbol, _ b: Symbol) -> Factor {
    let slope = b * a.power(b - 1)
    guard let exponent = b.number else { return .value(.select(b, slope, .constant(0))) }
    return exponent == 0 ? .zero : .value(slope)
  }

  /// The logarithm where x > 0, and 0 elsewhere.
  private static func safeLog(_ x: Symbol) -> Symbol {
    Symbol.select(x.map(.step), x, .constant(1)).log()
  }
}
