/// The knobs of adaptive steps.
///
/// A step is accepted when the error estimate e satisfies
///
///     err = sqrt( mean over i of (e_i / (absolute + relative * max(|x_i|, |x_i at the end|)))^2 ) ≤ 1,
///
/// or what another ``norm`` makes of these ratios, and ``controller`` says how long the next step is.
///
/// > Source: Gustafsson, ACM TOMS 17 (1991); constants as in Hairer, Norsett & Wanner, Solving Ordinary
/// > Differential Equations I (1993), II.4 and the code DOPRI5.
public struct AdaptiveControl: Sendable, Hashable {
  /// The tolerance relative to the components of the state, at least 0.
  public var relative: Double { didSet { check() } }
  /// The tolerance that is added to it, above 0.
  public var absolute: Double { didSet { check() } }
  /// Tolerances of each component, in place of the two for all.
  public var componentTolerances: ComponentTolerances?
  /// What makes one number of the components' errors.
  public var norm = ErrorNorm.rootMeanSquare
  /// How the errors of the last steps make the next one longer or shorter.
  public var controller = StepController.proportionalIntegral()
  /// How much a step is kept shorter than the estimate says.
  public var safety = 0.9 { didSet { check() } }
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
  /// Times at which a step ends, and those at which the field jumps.
  public var stops = StepStops()

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
      safety > 0 && safety < 1, "a controller with safety \(safety) (between 0 and 1)")
    precondition(
      smallestFactor > 0 && smallestFactor < 1 && largestFactor > 1,
      "factors from \(smallestFactor) (below 1) to \(largestFactor) (above 1)")
    precondition(
      minimumStep >= 0 && maximumStep > minimumStep && (initialStep ?? 1) > 0 && maximumSteps >= 1,
      "steps from \(minimumStep) to \(maximumStep), the first \(initialStep ?? .nan), at most "
        + "\(maximumSteps)")
  }
}
