import Tensors

extension MultipleShootingTrainer {
  /// As often may the damping be raised in one step.
  private static var mostRaises: Int { 40 }
  /// Steps shorter than 2^-20 are not tried: the damping is raised instead.
  private static var mostHalvings: Int { 20 }

  /// Takes a step that lowers cost and gaps; raises the damping until there is one.
  func search(
    _ theta: inout Tensor<Double>, _ current: Iterate, _ stages: [ShootingStage],
    _ end: (value: Double, gradient: Tensor<Double>, hessian: Tensor<Double>),
    _ defects: [Tensor<Double>], _ ensemble: Ensemble<Double>,
    _ improvement: inout ControlImprovement
  ) {
    let gap = defects.reduce(0) { $0 + $1.absolute().sum() }
    let scale = stages.reduce(1) { max($0, $1.huu.absolute().maximum()) }
    for _ in 0..<Self.mostRaises {
      guard
        let step = try? ShootingStep(
          stages, defects: defects, gradient: end.gradient, hessian: end.hessian, damping: damping)
      else {
        damping = max(8 * damping, 1e-6 * scale)
        continue
      }
      improvement.gradientNorm = slopeNorm(stages, step)
      price = max(price, 1.5 * (step.lambda.map { $0.absolute().maximum() }.max() ?? 0))
      // The derivative of cost + price × gap along the step, for gaps close linearly.
      let slope = step.slope - price * gap
      let merit = improvement.cost + price * gap
      // A model that promises no more than rounding is at its minimum: its step is taken whole.
      let isLast = abs(slope) <= 1e-13 * max(abs(merit), 1e-300) || step.isZero
      var length = 1.0
      for _ in 0..<Self.mostHalvings where slope < 0 || isLast {
        let (candidate, control) = moved(current, theta, step, by: length)
        let (cost, gaps) = merits(candidate, control, ensemble)
        if isLast || cost + price * gaps.sum <= merit + 1e-4 * length * slope {
          (theta, iterate, defect) = (control, candidate, gaps.most)
          improvement.hasConverged = isLast
          if length == 1 { damping = damping > 1e-9 * scale ? damping / 8 : 0 }
          return
        }
        length /= 2
      }
      damping = max(8 * damping, 1e-6 * scale)
    }
    defect = defects.map { $0.absolute().maximum() }.max() ?? 0
    improvement.hasConverged = true
  }

  /// The norm of the Lagrangian's gradient by the control, under the model's multipliers.
  private func slopeNorm(_ stages: [ShootingStage], _ step: ShootingStep) -> Double {
    let squares = stages.indices.map { k in
      let bar = stages[k].b.product(
        step.lambda[k].reshaped(to: [step.lambda[k].count, 1]), transposing: .left)
      return (stages[k].qu + bar.reshaped(to: [bar.count])).squared().sum()
    }
    return squares.reduce(0, +).squareRoot()
  }

  private func moved(
    _ current: Iterate, _ theta: Tensor<Double>, _ step: ShootingStep, by length: Double
  ) -> (Iterate, Tensor<Double>) {
    var next = current
    for k in next.states.indices { next.states[k] = current.states[k] + length * step.dx[k] }
    for k in next.lambda.indices {
      next.lambda[k] = current.lambda[k] + length * (step.lambda[k] - current.lambda[k])
    }
    return (next, theta + length * Tensor(step.du.flatMap(\.elements)))
  }

  /// The cost, and the sum and the largest of the gaps; infinite where numbers are not finite.
  private func merits(
    _ candidate: Iterate, _ theta: Tensor<Double>, _ ensemble: Ensemble<Double>
  ) -> (cost: Double, gaps: (sum: Double, most: Double)) {
    let parts = dealt { worker, piece in
      let (end, cost) = worker.values(
        at: self.time(piece), candidate.states[piece], self.control(piece, of: theta),
        weights: ensemble.weights)
      let gap = (end - candidate.states[piece + 1]).absolute()
      return (cost: cost, sum: gap.sum(), most: gap.maximum())
    }
    let cost = parts.reduce(lastCost(candidate.states[pieces], ensemble)) { $0 + $1.cost }
    let sum = parts.reduce(0) { $0 + $1.sum }
    guard cost.isFinite, sum.isFinite else { return (.infinity, (.infinity, .infinity)) }
    return (cost, (sum, parts.reduce(0) { max($0, $1.most) }))
  }
}

extension ShootingStep {
  /// Whether nothing moves.
  fileprivate var isZero: Bool {
    (dx + du).allSatisfy { $0.absolute().maximum() == 0 }
  }
}
