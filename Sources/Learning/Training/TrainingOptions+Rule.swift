import Optimization

extension TrainingOptions {
  /// The optimiser's steps of one epoch over so many rows.
  func stepsPerEpoch(rows: Int) -> Int {
    method == .lbfgs ? 1 : (rows + batchSize - 1) / max(batchSize, 1)
  }

  /// The update rule, with clipping before it.
  func updateRule(totalSteps: Int, decaying ranges: [Range<Int>]) -> UpdateRule {
    let rate = rates(totalSteps: max(totalSteps, 1))
    var rule =
      switch method {
      case .sgd, .lbfgs, .msa, .emsa: UpdateRule.gradientDescent(learningRate: rate)
      case .momentum: UpdateRule.momentum(learningRate: rate)
      case .nesterov: UpdateRule.nesterov(learningRate: rate)
      case .adam: UpdateRule.adam(learningRate: rate)
      case .adamw: UpdateRule.adamW(learningRate: rate, weightDecay: weightDecay, in: ranges)
      }
    if method != .adamw && weightDecay > 0 {
      rule = rule.preceded(by: AddDecayedWeights(weightDecay, in: ranges))
    }
    if let clipNorm { rule = rule.preceded(by: ClipByGlobalNorm(clipNorm)) }
    return rule
  }

  private func rates(totalSteps: Int) -> LearningRateSchedule {
    let cosine = LearningRateSchedule.cosine(
      from: learningRate, over: totalSteps, finalFraction: 0.01)
    return switch schedule {
    case .constant: .constant(learningRate)
    case .cosine: cosine
    case .step:
      .staircase(from: learningRate, factor: 0.1, every: max((totalSteps + 2) / 3, 1))
    case .warmup:
      LearningRateSchedule.cosine(
        from: learningRate, over: max(totalSteps - totalSteps / 20, 1), finalFraction: 0.01
      ).warmedUp(over: totalSteps / 20)
    }
  }
}
