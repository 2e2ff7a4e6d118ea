import Calculus
import ODE
import Optimization
import Tensors
import Testing

@testable import Control

@Suite struct SuccessiveApproximationTests {
  private static func start(seed: UInt64) -> Tensor<Double> {
    var stream = RandomStream(seed: seed)
    return 0.005 * Tensor<Double>.uniform(shape: [600], in: -1..<1, using: &stream)
  }

  /// A loss of 25 π²/3 - 10 + 1/2 over uniform x, when all states stay at x.
  @Test func lossOfTheIdentityIsKnown() {
    let rows = 2000
    let x = Tensor<Double>(
      (0..<rows).map { (row: Int) -> Double in
        let part = (Double(row) + 0.5) / Double(rows)
        return Double.pi * (2 * part - 1)
      })
    let ensemble = Ensemble(
      states: Tensor(stacking: (0..<5).map { _ in x }, along: 1),
      targets: x.sin().reshaped(to: [rows, 1]))
    let objective = EnsembleObjective(SineProblem.problem(decay: 0), pool: ForkJoinPool(threads: 1))
    let cost = objective.value(Tensor(repeating: 0, shape: [600]), over: ensemble)
    let known: Double = 25 * Double.pi * Double.pi / 3 - 9.5
    #expect(abs(cost - known) < 1e-4, "\(cost)")
  }

  #if !DEBUG
  /// From near zero, where gradient methods stay on a plateau: below 0.1 within 50 iterations and
  /// below 0.02 after 500, as the source's figure 1.
  @Test func extendedMethodEscapesTheZeroStart() {
    let rows = 100
    let ensemble = SineProblem.ensemble(rows: rows, seed: 1)
    let pool = ForkJoinPool(threads: 2)
    let trainer = SuccessiveApproximationTrainer(
      SineProblem.problem(decay: 1e-3),
      method: SuccessiveApproximations(
        augmentation: SuccessiveApproximations.residualNetworkPenalty(1, rows: rows, step: 0.25)),
      pool: pool)
    let loss = EnsembleObjective(SineProblem.problem(decay: 0), pool: pool)
    var theta = Self.start(seed: 7)
    var least = Double.infinity
    let time = ContinuousClock().measure {
      for _ in 0..<50 {
        _ = trainer.improve(&theta, over: ensemble)
        least = min(least, loss.value(theta, over: ensemble))
      }
      for _ in 50..<500 { _ = trainer.improve(&theta, over: ensemble) }
    }
    #expect(least < 0.022, "\(least)")
    let last = loss.value(theta, over: ensemble)
    #expect(last < 0.0034, "\(last)")
    #expect(time < .seconds(5), "\(time)")
  }
  #endif

  /// The automatic penalty never lets the cost rise.
  @Test func automaticPenaltyIsMonotone() {
    let ensemble = SineProblem.ensemble(rows: 50, seed: 2)
    let trainer = SuccessiveApproximationTrainer(
      SineProblem.problem(decay: 1e-3), pool: ForkJoinPool(threads: 2))
    var theta = Self.start(seed: 3)
    var costs: [Double] = []
    for _ in 0..<12 { costs.append(trainer.improve(&theta, over: ensemble).cost) }
    for (before, after) in zip(costs, costs.dropFirst()) { #expect(after <= before, "\(costs)") }
    #expect(costs[11] < 2.5, "\(costs)")
  }

  /// The basic method is not: without penalties the cost rises.
  @Test func basicMethodIsNotMonotone() {
    let ensemble = SineProblem.ensemble(rows: 50, seed: 2)
    let trainer = SuccessiveApproximationTrainer(
      SineProblem.problem(decay: 1e-3), method: SuccessiveApproximations(augmentation: .none),
      pool: ForkJoinPool(threads: 1))
    var theta = Self.start(seed: 3)
    let costs = (0..<12).map { _ in trainer.improve(&theta, over: ensemble).cost }
    let rises = zip(costs, costs.dropFirst()).count { $1 > 2 * $0 }
    #expect(rises >= 3, "\(costs)")
  }

  /// One ascent step on the Hamiltonians of all nodes and of the read-out is a step of gradient descent
  /// by back-propagation (proposition 5 of the source), for methods of several stages, weights of rows
  /// and running costs.
  @Test(arguments: [SteppingMethod.euler, .rungeKutta4, .dormandPrince])
  func ascentStepIsBackPropagation(_ method: SteppingMethod) {
    let problem = ControlProblem(
      dynamics: RegulatedProblem.dynamics, terminal: RegulatedProblem.terminal,
      solver: .fixed(
        FlowScheme(method: method, steps: 8, to: 2, control: .piecewiseConstant(pieces: 4))))
    let ensemble = RegulatedProblem.ensemble(rows: 5, weights: [0.3, 2, 0, 1e-3, 1])
    let pool = ForkJoinPool(threads: 1)
    let trainers: [any ControlTrainer<Double>] = [
      SuccessiveApproximationTrainer(
        problem,
        method: SuccessiveApproximations(
          augmentation: .none, maximization: .gradientAscent(rate: 0.1, steps: 1)), pool: pool),
      GradientTrainer(problem, rule: .gradientDescent(learningRate: 0.1), pool: pool),
    ]
    let start = RegulatedProblem.numbers([problem.parameterCount], seed: 5)
    let ends = trainers.map { trainer in
      var theta = start
      _ = trainer.improve(&theta, over: ensemble)
      return theta
    }
    let gap = (ends[0] - ends[1]).absolute().maximum()
    #expect(gap < 1e-14, "\(gap)")
    #expect((ends[0] - start).norm > 0.01)
  }

  /// Rows that weigh nothing are as if they were not there.
  @Test(arguments: [
    SuccessiveApproximations.Augmentation.none, .fixed(state: 2, costate: 3),
    .automatic(initial: 1),
  ])
  func rowsWithoutWeightDoNotCount(_ augmentation: SuccessiveApproximations.Augmentation) {
    let problem = RegulatedProblem.problem(
      .fixed(FlowScheme(method: .rungeKutta4, steps: 4, control: .piecewiseConstant(pieces: 2))))
    let ends = [[1.0, 0.5, 0, 0], [1, 0.5]].map { weights in
      let trainer = SuccessiveApproximationTrainer(
        problem, method: SuccessiveApproximations(augmentation: augmentation),
        pool: ForkJoinPool(threads: 1))
      let all = RegulatedProblem.ensemble(rows: 4)
      let rows = 0..<weights.count
      let ensemble = Ensemble(
        states: all.states.rows(rows), targets: all.targets.rows(rows), weights: Tensor(weights))
      var theta = RegulatedProblem.numbers([problem.parameterCount], seed: 5)
      _ = trainer.improve(&theta, over: ensemble)
      return theta
    }
    let gap = (ends[0] - ends[1]).absolute().maximum()
    #expect(gap < 1e-12, "\(gap)")
  }

  /// Schemes along which the augmented Hamiltonian cannot be had are refused with a reason.
  @Test func schemesAreRefusedWithAReason() async {
    func scheme(_ method: SteppingMethod, to end: Double = 1) -> FlowScheme {
      FlowScheme(method: method, steps: 2, to: end)
    }
    #expect(scheme(.euler).augmentationDefect == nil)
    #expect(scheme(.rungeKutta4).augmentationDefect == nil)
    #expect(
      scheme(.dormandPrince).augmentationDefect
        == "stage 1 of dopri5 has the weight 0.0: the penalties of an augmented Hamiltonian need "
        + "positive ones, as of euler and rk4")
    #expect(
      scheme(.euler, to: -1).augmentationDefect
        == "an augmented Hamiltonian along a flow from 0.0 back to -1.0")
    await #expect(processExitsWith: .failure) {
      _ = SuccessiveApproximationTrainer(
        RegulatedProblem.problem(.fixed(FlowScheme(method: .tsitouras, steps: 2))),
        pool: ForkJoinPool(threads: 1))
    }
    await #expect(processExitsWith: .failure) {
      _ = SuccessiveApproximationTrainer(
        RegulatedProblem.problem(.fixed(FlowScheme(method: .euler, steps: 2, coupling: 0.9))),
        pool: ForkJoinPool(threads: 1))
    }
  }

  /// No bit depends on the threads.
  @Test func threadsDoNotMatter() {
    let ensemble = SineProblem.ensemble(rows: 100, seed: 4)
    let ends = [1, 2].map { threads in
      var theta = Self.start(seed: 5)
      let trainer = SuccessiveApproximationTrainer(
        SineProblem.problem(decay: 1e-3), pool: ForkJoinPool(threads: threads))
      for _ in 0..<3 { _ = trainer.improve(&theta, over: ensemble) }
      return theta.elements
    }
    #expect(ends[0] == ends[1])
  }
}
