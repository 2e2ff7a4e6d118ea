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

  /// What is wrong with the set's numbers, in one sentence; nil when nothing is.
  var defect: String? {
    switch self {
    case .ball(let radius) where !(radius >= 0):
      "no control has a length of at most \(radius): a ball's radius is at least 0"
    case .absoluteSum(let bound) where !(bound >= 0):
      "no control's absolute values add up to at most \(bound): the bound is at least 0"
    case .box(let range) where range.lowerBound == .infinity || range.upperBound == -.infinity:
      "no number lies between \(range.lowerBound) and \(range.upperBound): a box has finite members"
    default: nil
    }
  }
}
