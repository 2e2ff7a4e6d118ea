import Tensors

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

#if arch(x86_64) && canImport(Glibc)
/// The widest number with a C library of elementary functions.
typealias Wide = Float80
#else
typealias Wide = Double
#endif

/// What the kernels compute, in wide precision and by the C library.
enum Reference {
  static func value(_ operation: UnaryOperation, _ x: Wide) -> Wide {
    switch operation {
    case .negate: -x
    case .absolute: abs(x)
    case .sign: x > 0 ? 1 : (x < 0 ? -1 : x)
    case .square: x * x
    case .reciprocal: 1 / x
    case .squareRoot: x.squareRoot()
    case .exp: exp(x)
    case .log: log(x)
    case .sin: sin(x)
    case .cos: cos(x)
    case .tanh: tanh(x)
    case .sigmoid: sigmoid(x)
    case .softplus: (x > 0 ? x : 0) + log1p(exp(-abs(x)))
    case .relu: x < 0 ? 0 : x
    case .step: x > 0 ? 1 : 0
    case .erf: erf(x)
    case .gelu: x == -.infinity ? -0.0 : x * (erfc(-x * Wide(0.5).squareRoot()) / 2)
    case .silu: x == -.infinity ? -0.0 : x * sigmoid(x)
    }
  }

  private static func sigmoid(_ x: Wide) -> Wide {
    x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x))
  }

  static func value(_ operation: BinaryOperation, _ a: Wide, _ b: Wide) -> Wide {
    switch operation {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .maximum: a.isNaN || b.isNaN ? .nan : max(a, b)
    case .minimum: a.isNaN || b.isNaN ? .nan : min(a, b)
    case .power: pow(a, b)
    case .less: a < b ? 1 : 0
    case .lessOrEqual: a <= b ? 1 : 0
    case .equal: a == b ? 1 : 0
    }
  }

  /// The distance of a computed number from the true one, in units in the last place of the latter;
  /// infinite where one is infinite or NaN and the other not so.
  static func ulps<S: Scalar>(_ computed: S, _ expected: Wide) -> Double {
    let rounded = S(expected)
    if same(computed, rounded) { return rounded.isFinite ? distance(computed, expected) : 0 }
    guard rounded.isFinite, computed.isFinite else { return .infinity }
    return distance(computed, expected)
  }

  private static func distance<S: Scalar>(_ computed: S, _ expected: Wide) -> Double {
    Double(abs(Wide(computed) - expected) / Wide(S(expected).ulp))
  }
}

extension UnaryOperation {
  /// The bound on the error in units in the last place that the kernels' header states.
  func bound<S: Scalar>(in _: S.Type) -> Double {
    switch self {
    case .negate, .absolute, .sign, .relu, .step: 0
    // The oracle's own rounding comes on top.
    case .square, .reciprocal, .squareRoot: 0.501
    case .exp: 1.1
    case .log: 0.9
    case .sin, .cos: 1.6
    case .tanh: 2.6
    case .erf: 1.5
    case .sigmoid: 2.5
    case .softplus: 2
    case .gelu: S.self == Float.self ? 5 : 5.5
    case .silu: 3.5
    }
  }
}
