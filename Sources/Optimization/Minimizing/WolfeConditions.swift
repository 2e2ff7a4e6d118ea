/// What a ``LineSearch`` asks of a step, and when it gives up.
public struct WolfeConditions: Equatable, Sendable {
  /// The decrease asked for, as a fraction of the one that the first slope promises.
  public var sufficientDecrease: Double
  /// The slope allowed at the step, as a fraction of the first slope.
  public var curvature: Double
  /// The relative width of the interval at which the search ends.
  public var widthTolerance: Double
  /// The greatest step.
  public var greatestStep: Double
  /// The greatest number of evaluations.
  public var evaluationLimit: Int

  /// Conditions for a quasi-Newton method; a curvature of 0.1 or less suits conjugate gradients.
  ///
  /// - Precondition: `0 < sufficientDecrease < 1`, `0 < curvature < 1`.
  public init(
    sufficientDecrease: Double = 1e-4, curvature: Double = 0.9, widthTolerance: Double = 1e-15,
    greatestStep: Double = 1e20, evaluationLimit: Int = 40
  ) {
    precondition(
      0 < sufficientDecrease && sufficientDecrease < 1 && 0 < curvature && curvature < 1,
      "the fractions \(sufficientDecrease) and \(curvature) must lie between 0 and 1")
    self.sufficientDecrease = sufficientDecrease
    self.curvature = curvature
    self.widthTolerance = widthTolerance
    self.greatestStep = greatestStep
    self.evaluationLimit = evaluationLimit
  }
}
