import Calculus
import Optimization
import Tensors
import Testing

@testable import Control

/// tanh of an affine map, with or without the state it began at; states may change their width.
private struct AffineStep: ControlledStep {
  let inputs, outputs: Int
  var isResidual = false
  var inputShape: [Int] { [inputs] }
  var parameters: ParameterLayout { ParameterLayout(["w": [inputs, outputs], "b": [outputs]]) }

  func next<A: TensorAlgebra>(_ x: A, _ theta: Parameters<A>) -> A {
    let change = (x • theta[0] + theta[1]).tanh()
    return isResidual ? x + 0.5 * change : change
  }
}

/// A convolution of images of 3 by 3 that leaves their numbers side by side.
private struct ImageStep: ControlledStep {
  let inputShape = [3, 3, 1]
  let parameters = ParameterLayout(["kernel": [3, 3, 1, 2]])

  func next<A: TensorAlgebra>(_ x: A, _ theta: Parameters<A>) -> A {
    let y = x.convolved(with: theta[0], stride: 1, padding: .same).tanh()
    return y.reshaped(to: [x.shape[0], 18])
  }
}

private struct Distance: TerminalCost {
  let dimension = 2
  let targetDimension = 2
  let parameters = ParameterLayout()

  func cost<A: TensorAlgebra>(_ x: A, _ y: A, _ theta: Parameters<A>) -> A {
    (x - y).squared().sum(over: -1)
  }
}

@Suite struct LayeredTrainerTests {
  private let problem = LayeredProblem<Double>(
    steps: [
      ImageStep(), AffineStep(inputs: 18, outputs: 4),
      AffineStep(inputs: 4, outputs: 4, isResidual: true), AffineStep(inputs: 4, outputs: 2),
    ], terminal: Distance(), decay: 1e-2)

  private func batch(_ rows: Int, _ stream: inout RandomStream) -> RowEnsemble<Double> {
    let x = Tensor<Double>.normal(shape: [rows, 3, 3, 1], using: &stream)
    let y = Tensor<Double>.uniform(shape: [rows, 2], in: -0.8..<0.8, using: &stream)
    let weights = Tensor<Double>.uniform(shape: [rows], in: 0.5..<1.5, using: &stream)
    return RowEnsemble([x, y], weights: weights / weights.sum())
  }

  private func start(_ stream: inout RandomStream) -> Tensor<Double> {
    0.4 * Tensor<Double>.normal(shape: [problem.parameters.count], using: &stream)
  }

  @Test func stepsLieOneAfterAnother() {
    #expect(problem.shapes == [[3, 3, 1], [18], [4], [4], [2]])
    #expect(problem.ranges == [0..<18, 18..<94, 94..<114, 114..<124])
    #expect(problem.parameters.segments.map(\.name).prefix(2) == ["step0.kernel", "step1.w"])
  }

  /// Proposition 5: without penalties, one ascent step on every Hamiltonian is a step of
  /// back-propagation; for any number of threads.
  @Test func ascentIsBackPropagation() {
    var stream = RandomStream(seed: 4)
    let batch = batch(77, &stream)
    let start = start(&stream)
    let method = SuccessiveApproximations(
      augmentation: .none, maximization: .gradientAscent(rate: 0.1, steps: 1))
    let ends = [1, 3].flatMap { threads -> [Tensor<Double>] in
      let pool = ForkJoinPool(threads: threads)
      let trainers: [any LayeredTrainer<Double>] = [
        LayeredApproximationTrainer(problem, method: method, pool: pool),
        LayeredGradientTrainer(
          problem, rule: .gradientDescent(learningRate: .constant(0.1)), pool: pool),
      ]
      return trainers.map { trainer in
        var theta = start
        #expect(trainer.improve(&theta, over: batch).isFinite)
        return theta
      }
    }
    #expect((ends[0] - ends[1]).absolute().maximum() < 1e-14)
    #expect((ends[0] - start).absolute().maximum() > 1e-2)
    #expect(ends[0] == ends[2] && ends[1] == ends[3])
  }

  /// The costates that the sweep carries back are the derivatives of the objective by the states: the
  /// objective of the later steps, begun at a state that is moved, has that slope.
  @Test func costatesAreDerivativesByStates() {
    var stream = RandomStream(seed: 8)
    let batch = batch(5, &stream)
    let theta = start(&stream)
    let pool = ForkJoinPool(threads: 1)
    let records = LayeredSweep(problem, pool: pool).records(theta, over: batch)
    func cost(_ x: Tensor<Double>) -> Double {
      RowObjective(problem.loss, pool: pool)
        .value(theta, over: RowEnsemble([x, batch.inputs[1]], weights: batch.weights))
    }
    #expect(abs(records.cost - cost(batch.inputs[0])) < 1e-15)
    for index in [0, 7, 22, 44] {
      let ends = [1e-5, -1e-5].map { step in
        var x = batch.inputs[0]
        x.withUnsafeMutableElements { $0[index] += step }
        return cost(x)
      }
      let slope = (ends[0] - ends[1]) / 2e-5
      #expect(abs(slope - records.cotangents[0].elements[index]) < 1e-10)
    }
    let final = problem.finalStates(from: batch.inputs[0], theta: theta, on: pool)
    #expect(final == records.states[4])
  }

  /// The augmented Hamiltonian's gradient, which takes second derivatives of steps, against
  /// differences.
  @Test func augmentedGradientAgreesWithDifferences() {
    var stream = RandomStream(seed: 2)
    let pool = ForkJoinPool(threads: 1)
    for step in problem.steps {
      let shapes = step.hamiltonian(isAugmented: true).inputs
      let rows = RowEnsemble(
        shapes.map { Tensor<Double>.normal(shape: [4] + $0, using: &stream) },
        weights: .ones([4]))
      let objective = RowObjective(step.hamiltonian(isAugmented: true), pool: pool)
      let theta = 0.5 * Tensor<Double>.normal(shape: [step.parameters.count], using: &stream)
      var gradient = theta
      _ = objective.value(theta, over: rows, gradient: &gradient)
      for index in stride(from: 0, to: theta.count, by: 5) {
        let ends = [1e-5, -1e-5].map { move in
          var moved = theta
          moved.withUnsafeMutableElements { $0[index] += move }
          return objective.value(moved, over: rows)
        }
        #expect(abs((ends[0] - ends[1]) / 2e-5 - gradient.elements[index]) < 3e-8)
      }
    }
  }

  /// The augmented Hamiltonian of x ↦ tanh(x W + b), whose terms are written out here.
  @Test func augmentedHamiltonianIsTheFormulas() {
    var stream = RandomStream(seed: 4)
    let step = StepProgram<Double>(AffineStep(inputs: 3, outputs: 2), hasCostate: true)
    let rows = RowEnsemble(
      step.hamiltonian(isAugmented: true).inputs.map {
        Tensor<Double>.normal(shape: [4] + $0, using: &stream)
      }, weights: .ones([4]))
    let (x, kappa, sigma) = (rows.inputs[0], rows.inputs[1], rows.inputs[2])
    let (y, tau, q) = (rows.inputs[3], rows.inputs[4], rows.inputs[5])
    let theta = Tensor<Double>.normal(shape: [8], using: &stream)
    let (w, b) = (theta.rows(0..<6).reshaped(to: [3, 2]), theta.rows(6..<8))
    let next = (x • w + b).tanh()
    let transport = (kappa * (1 - next.squared())).product(w, transposing: .right)
    let terms =
      (kappa * next).sum(over: 1) + sigma.sum(over: 1) * (y - next).squared().sum(over: 1)
      + tau.sum(over: 1) * (q - transport).squared().sum(over: 1)
    let pool = ForkJoinPool(threads: 1)
    let value = RowObjective(step.hamiltonian(isAugmented: true), pool: pool).value(
      theta, over: rows)
    print("augmented Hamiltonian: \(value), off by \(value - terms.sum())")
    #expect(abs(value - terms.sum()) < 1e-13)
  }

  /// With a penalty that is raised until the objective falls, it falls at each step, further than with
  /// as many gradient steps; without one it rises at some.
  @Test func automaticPenaltyDescends() {
    var stream = RandomStream(seed: 6)
    let batch = batch(40, &stream)
    let start = start(&stream)
    let pool = ForkJoinPool(threads: 1)
    func costs(_ trainer: any LayeredTrainer<Double>) -> [Double] {
      var theta = start
      return (0..<15).map { _ in trainer.improve(&theta, over: batch) }
    }
    func costs(_ augmentation: SuccessiveApproximations.Augmentation) -> [Double] {
      costs(
        LayeredApproximationTrainer(
          problem, method: SuccessiveApproximations(augmentation: augmentation), pool: pool))
    }
    func rises(_ costs: [Double]) -> Int { zip(costs, costs.dropFirst()).count { !($1 <= $0) } }
    let (automatic, basic) = (costs(.automatic(initial: 1)), costs(.none))
    let descent = costs(
      LayeredGradientTrainer(
        problem, rule: .gradientDescent(learningRate: .constant(0.1)), pool: pool))
    #expect(rises(automatic) == 0 && rises(basic) >= 3, "\(automatic) \(basic)")
    #expect(automatic[14] < descent[14] && automatic[14] < 0.7 * automatic[0])
    let held = costs(.fixed(state: 1e9, costate: 1e9))
    #expect(abs(held[14] - held[0]) < 1e-3 * held[0])
  }
}
