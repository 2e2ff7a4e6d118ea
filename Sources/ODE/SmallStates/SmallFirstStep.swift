import Tensors

extension SmallIntegration {
  /// Chooses the first step from the sizes of the state, its velocity and, at the price of one
  /// evaluation, its second derivative.
  ///
  /// > Source: Hairer, Norsett & Wanner, Solving Ordinary Differential Equations I (1993), II.4,
  /// > "Starting step size".
  @inlinable
  mutating func chooseFirstStep(
    _ control: AdaptiveControl, _ limits: StepLimits, _ measure: SmallErrorMeasure?,
    absolute: Component, relative: Component
  ) {
    let direction = progress.direction
    let t = progress.t
    let longest = min(abs(progress.stop - t), limits.longest)
    if let first = control.initialStep {
      progress.h = direction * min(first, longest)
      return
    }
    let choice = FirstStep(longest: longest, giveUp: limits.shortest(at: t))
    func norm(_ place: Int) -> Double {
      if let measure { return stepper.norm(place, measure) }
      return stepper.norm(place, absolute: absolute, relative: relative)
    }
    let slope = norm(1)
    let trial = choice.trial(size: norm(0), slope: slope)
    let (x, k1, y) = (stepper.components(0), stepper.components(1), stepper.components(8))
    let (k2, change) = (stepper.components(2), stepper.components(9))
    let h = Component(direction * trial)
    stepper.forEachComponent { y[$0] = x[$0] + h * k1[$0] }
    stepper.evaluate(at: Component(t + direction * trial), 8, into: 2)
    firstEvaluations += 1
    stepper.forEachComponent { change[$0] = k2[$0] - k1[$0] }
    let curvature = norm(9) / trial
    progress.h =
      direction
      * choice.first(
        trial: trial, slope: slope, curvature: curvature, estimatePower: tableau.estimatePower)
  }
}
