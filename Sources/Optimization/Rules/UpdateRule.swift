/// How gradients move parameters: `theta = theta - rate(step) * transform(gradient)`.
///
///     UpdateRule.adamW(learningRate: .cosine(from: 1e-3, over: 5000), weightDecay: 0.01)
public struct UpdateRule: Sendable {
  /// What becomes of the gradient.
  public var transform: any GradientTransform
  /// How far the parameters go.
  public var learningRate: LearningRateSchedule

  /// A rule of a transform and a schedule.
  public init(_ transform: any GradientTransform, learningRate: LearningRateSchedule) {
    self.transform = transform
    self.learningRate = learningRate
  }

  /// This rule behind other transforms of the gradient, such as ``ClipByGlobalNorm``.
  public func preceded(by transform: any GradientTransform) -> UpdateRule {
    UpdateRule(Chain(transform, self.transform), learningRate: learningRate)
  }
}

extension UpdateRule {
  /// Gradient descent.
  public static func gradientDescent(learningRate: LearningRateSchedule) -> UpdateRule {
    UpdateRule(Chain(), learningRate: learningRate)
  }

  /// Gradient descent with Polyak's momentum.
  public static func momentum(
    learningRate: LearningRateSchedule, decay: Double = 0.9
  ) -> UpdateRule {
    UpdateRule(Momentum(decay: decay), learningRate: learningRate)
  }

  /// Gradient descent with Nesterov's momentum.
  public static func nesterov(
    learningRate: LearningRateSchedule, decay: Double = 0.9
  ) -> UpdateRule {
    UpdateRule(NesterovMomentum(decay: decay), learningRate: learningRate)
  }

  /// Adagrad.
  public static func adagrad(
    learningRate: LearningRateSchedule, _ scaling: ScaleByAdagrad = ScaleByAdagrad()
  ) -> UpdateRule {
    UpdateRule(scaling, learningRate: learningRate)
  }

  /// Adam.
  public static func adam(
    learningRate: LearningRateSchedule, _ scaling: ScaleByAdam = ScaleByAdam()
  ) -> UpdateRule {
    UpdateRule(scaling, learningRate: learningRate)
  }

  /// Adam with decoupled weight decay, on all parameters or on those in the given ranges.
  public static func adamW(
    learningRate: LearningRateSchedule, weightDecay: Double, in ranges: [Range<Int>]? = nil,
    _ scaling: ScaleByAdam = ScaleByAdam()
  ) -> UpdateRule {
    UpdateRule(
      Chain(scaling, AddDecayedWeights(weightDecay, in: ranges)), learningRate: learningRate)
  }
}
