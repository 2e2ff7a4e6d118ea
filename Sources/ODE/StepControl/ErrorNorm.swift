/// What makes one number of the errors of a state's components, each relative to its tolerance.
///
/// A step is accepted when the number is at most 1. Whatever the norm, a step to a state that is not
/// finite is not.
public enum ErrorNorm: Sendable, Hashable {
  /// The root of the mean of the squares.
  case rootMeanSquare
  /// The largest.
  case maximum
  /// The root of the weighted mean of the squares, Σ w_i e_i² / Σ w_i; one weight a component, at
  /// least 0, not all 0. Components of weight 0 do not control the steps: a seminorm.
  case weighted([Double])
  /// What a closure makes of the errors.
  case custom(CustomErrorNorm)

  /// The root of the mean of the squares of some components: a seminorm.
  ///
  /// - Precondition: they are components of states of that dimension, at least one.
  public static func components(_ components: some Sequence<Int>, of dimension: Int) -> ErrorNorm {
    var weights = [Double](repeating: 0, count: dimension)
    for component in components {
      precondition(
        weights.indices.contains(component), "component \(component) of dimension \(dimension)")
      weights[component] = 1
    }
    precondition(weights.contains(1), "a norm of no component")
    return .weighted(weights)
  }

  /// Stops when it is of no use for states of a dimension.
  func check(dimension: Int) {
    guard case .weighted(let weights) = self else { return }
    precondition(
      weights.count == dimension && weights.allSatisfy { $0 >= 0 && $0.isFinite }
        && weights.contains { $0 > 0 },
      "weights \(weights) of a norm of \(dimension) components")
  }
}

/// A norm of the user's.
///
/// Two are equal when their names are.
public struct CustomErrorNorm: Sendable, Hashable {
  /// The name.
  public let name: String
  /// Computes the norm of a row's errors, each relative to its tolerance, in absolute value; one number
  /// a component.
  ///
  /// A number that is above 1, infinite or none rejects the step.
  public let norm: @Sendable (_ ratios: Span<Double>) -> Double

  /// A norm that a closure computes.
  public init(
    name: String, _ norm: @escaping @Sendable (_ ratios: Span<Double>) -> Double
  ) {
    self.name = name
    self.norm = norm
  }

  public static func == (a: CustomErrorNorm, b: CustomErrorNorm) -> Bool { a.name == b.name }

  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
