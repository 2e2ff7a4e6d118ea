/// The knobs of adaptive steps.
///
/// A step is accepted when the error estimate e satisfies
///
///     err = sqrt( mean over i of (e_i / (absolute + relative * max(|x_i|, |x_i at the end|)))^2 ) ≤ 1,
///
/// and the next step is longer by the factor `safety * err^-α * previousErr^β`, α = 1/k - 3β/4, where
/// k - 1 is the lower of the pair's orders.
///
/// > Source: Gustafsson, ACM TOMS 17 (1991); constants as in Hairer, Norsett & Wanner, Solving Ordinary
/// > Differential Equations I (1993), II.4 and the code DOPRI5.
public struct AdaptiveControl: Sendable, Hashable {
  /// The tolerance relative to the components of the state, at least 0.
  public var relative: Double { didSet { check() } }
  /// The tolerance that is added to it, above 0.
  public var absolute: Double { didSet { check() } }
  /// How much a step is kept shorter than the estimate says.
  public var safety = 0.9 { didSet { check() } }
  /// β: how much the error of the step before counts; 0 for the plain controller.
  public var beta = 0.04 { didSet { check() } }
  /// The smallest factor from one step to the next.
  public var smallestFactor = 0.2 { didSet { check() } }
  /// The largest factor; after a rejected step it is 1.
  public var largestFactor = 10.0 { didSet { check() } }
  /// The length of the first step, above 0; chosen by the field when nil.
  public var initialStep: Double? { didSet { check() } }
  /// The length below which a row gives up.
  public var minimumStep = 0.0 { didSet { check() } }
  /// The length that no step exceeds.
  public var maximumStep = Double.infinity { didSet { check() } }
  /// The number of steps, rejected ones included, after which a row gives up.
  public var maximumSteps = 100_000 { didSet { check() } }

  /// Knobs at their defaults, but for the tolerances.
  ///
  /// - Precondition: `relative` is at least 0 and `absolute` above 0, both finite.
  public init(relative: Double = 1e-6, absolute: Double = 1e-9) {
    self.relative = relative
    self.absolute = absolute
    check()
  }

  private func check() {
    precondition(
      relative >= 0 && relative.isFinite && absolute > 0 && absolute.isFinite,
      "tolerances relative \(relative) (at least 0) and absolute \(absolute) (above 0)")
    precondition(
      safety > 0 && safety < 1 && beta >= 0 && beta < 0.2,
      "a controller with safety \(safety) (between 0 and 1) and beta \(beta) (from 0 to 0.2)")
    precondition(
      smallestFactor > 0 && smallestFactor < 1 && largestFactor > 1,
      "factors from \(smallestFactor) (below 1) to \(largestFactor) (above 1)")
    precondition(
      minimumStep >= 0 && maximumStep > minimumStep && (initialStep ?? 1) > 0 && maximumSteps >= 1,
      "steps from \(minimumStep) to \(maximumStep), the first \(initialStep ?? .nan), at most "
        + "\(maximumSteps)")
  }
}
