/// The set Θ in which a control has its values: which numbers a node may have.
///
/// It is declared once, with the problem, and every trainer stays in it.
///
/// > Source: the admissible controls of Pontryagin's principle; for the discrete sets, Li & Hao, ICML
/// > (2018).
public enum AdmissibleSet: Sendable, Hashable {
  /// All numbers.
  case free
  /// Each number in an interval.
  case box(ClosedRange<Double>)
  /// Vectors of at most a Euclidean length.
  case ball(radius: Double)
  /// Vectors whose absolute values add up to at most a bound.
  case absoluteSum(atMost: Double)
  /// Each number -1 or 1.
  case binary
  /// Each number -1, 0 or 1.
  case ternary

  /// Whether a mixture of two members is a member: what methods that move along lines need.
  public var isConvex: Bool {
    switch self {
    case .free, .box, .ball, .absoluteSum: true
    case .binary, .ternary: false
    }
  }
}
