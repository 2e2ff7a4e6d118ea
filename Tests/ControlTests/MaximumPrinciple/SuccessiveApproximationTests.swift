import Calculus
import Control
import ODE
import Optimization
import Tensors
import Testing

@Suite struct SuccessiveApproximationTests {
  @Test func sineProblemTry() {
    let rows = 100
    let ensemble = SineProblem.ensemble(rows: rows, seed: 1)
    let problem = SineProblem.problem(decay: 1e-3)
    let plain = SineProblem.problem(decay: 0)
    let pool = ForkJoinPool(threads: 2)
    let trainer = SuccessiveApproximationTrainer(
      problem,
      method: SuccessiveApproximations(
        augmentation: SuccessiveApproximations.residualNetworkPenalty(1, rows: rows, step: 0.25)),
      pool: pool)
    let objective = EnsembleObjective(plain, pool: pool)
    var theta = Tensor<Double>(repeating: 0, shape: [600])
    print("start", objective.value(theta, over: ensemble))
    var stream = RandomStream(seed: 7)
    theta = 0.005 * Tensor<Double>.uniform(shape: [600], in: -1..<1, using: &stream)
    let clock = ContinuousClock()
    let start = clock.now
    for k in 1...500 {
      let it = trainer.improve(&theta, over: ensemble)
      if [1, 5, 10, 20, 50, 100, 200, 500].contains(k) {
        print(k, it.cost, it.gain, objective.value(theta, over: ensemble), clock.now - start)
      }
    }
  }
}
