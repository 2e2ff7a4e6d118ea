import Calculus
import Control
import ODE
import Optimization
import Tensors
import Testing

/// Trainers of one problem are interchangeable: they find the same minimum.
@Suite struct ControlTrainerTests {
  private static let scheme = FlowScheme(
    method: .euler, steps: 8, control: .piecewiseConstant(pieces: 4))

  private func trained(
    _ trainer: any ControlTrainer<Double>, _ ensemble: Ensemble<Double>, steps: Int
  ) -> (theta: Tensor<Double>, cost: Double) {
    var theta = 0.3 * RegulatedProblem.numbers([trainer.problem.parameterCount], seed: 5)
    for _ in 0..<steps where !trainer.improve(&theta, over: ensemble).hasConverged {}
    let pool = ForkJoinPool(threads: 1)
    return (theta, EnsembleObjective(trainer.problem, pool: pool).value(theta, over: ensemble))
  }

  #if !DEBUG
  @Test func gradientAndMaximumPrincipleMeet() {
    let problem = RegulatedProblem.problem(.fixed(Self.scheme))
    let ensemble = RegulatedProblem.ensemble(rows: 20)
    let pool = ForkJoinPool(threads: 2)
    let newton = trained(QuasiNewtonTrainer(problem, pool: pool), ensemble, steps: 400)
    let maximum = trained(
      SuccessiveApproximationTrainer(problem, pool: pool), ensemble, steps: 3000)
    let adam = trained(
      GradientTrainer(problem, rule: .adam(learningRate: 0.01), pool: pool), ensemble, steps: 3000)
    print("costs: L-BFGS \(newton.cost), E-MSA \(maximum.cost), Adam \(adam.cost)")
    #expect(abs(maximum.cost - newton.cost) < 0.05 * newton.cost)
    #expect(abs(adam.cost - newton.cost) < 0.05 * newton.cost)
  }
  #endif

  /// Every trainer keeps to a box.
  @Test func boxIsHonoured() {
    let problem = ControlProblem(
      dynamics: RegulatedProblem.dynamics, terminal: RegulatedProblem.terminal,
      solver: .fixed(Self.scheme), admissible: .box(-0.2...0.2))
    let ensemble = RegulatedProblem.ensemble(rows: 20)
    let pool = ForkJoinPool(threads: 1)
    let trainers: [any ControlTrainer<Double>] = [
      GradientTrainer(problem, rule: .adam(learningRate: 0.05), pool: pool),
      QuasiNewtonTrainer(problem, pool: pool),
      SuccessiveApproximationTrainer(problem, pool: pool),
    ]
    for trainer in trainers {
      var theta = problem.admissibleControl(
        nearestTo: RegulatedProblem.numbers([problem.parameterCount], seed: 5))
      let first = trainer.improve(&theta, over: ensemble).cost
      for _ in 0..<20 { _ = trainer.improve(&theta, over: ensemble) }
      let last = trainer.improve(&theta, over: ensemble).cost
      #expect(last < first, "\(type(of: trainer)) \(first) \(last)")
      let count = problem.dynamics.parameters.count
      for node in 0..<4 {
        #expect(problem.admissible.contains(theta.rows(node * count..<(node + 1) * count)))
      }
    }
  }
}
