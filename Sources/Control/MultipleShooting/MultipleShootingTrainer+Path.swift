import Tensors

extension MultipleShootingTrainer {
  /// A trajectory of one row: the times of its nodes, its states there, the costs that are left, and their
  /// gradients by the states.
  struct Path {
    let times, states, costs, gradients: Tensor<Double>
  }

  /// The trajectory at the nodes but the last, where there is nothing left to find; nil before the first
  /// step.
  func path(_ theta: Tensor<Double>, _ start: Ensemble<Double>) -> Path? {
    guard let current = iterate else { return nil }
    let parts = stages(current, theta, start)
    var left = lastCost(current.states[pieces], start)
    var costs: [Double] = []
    var gradients: [Tensor<Double>] = []
    for (piece, stage) in parts.enumerated().reversed() {
      left += stage.cost
      costs.append(left)
      // λ_k = ∂ℓ/∂x + Aᵀ λ_{k+1}.
      let lambda = current.lambda[piece]
      gradients.append(
        stage.qx
          + stage.a.product(lambda.reshaped(to: [lambda.count, 1]), transposing: .left)
          .reshaped(to: [lambda.count]))
    }
    return Path(
      times: Tensor((0..<pieces).map(time)),
      states: Tensor(stacking: Array(current.states.dropLast()), along: 0),
      costs: Tensor(costs.reversed()), gradients: Tensor(stacking: gradients.reversed(), along: 0))
  }
}
