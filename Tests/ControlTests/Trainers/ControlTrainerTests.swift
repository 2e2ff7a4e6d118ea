import Calculus
import Control
import ODE
import Optimization
import Tensors
import Testing

/// Trainers of one problem are interchangeable.
@Suite struct ControlTrainerTests {
  private static let scheme = FlowScheme(
    method: .euler, steps: 8, control: .piecewiseConstant(pieces: 4))

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
