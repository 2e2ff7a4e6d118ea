import CAllocations
import Calculus
import Control
import Tensors
import Testing

@Suite struct RowObjectiveTests {
  /// A recurrent network that reads a sequence and is asked for a number at each place.
  struct Sequence: RowLoss {
    let length: Int
    var inputs: [[Int]] { [[length], [length]] }
    let parameters = ParameterLayout(["w": [5, 5], "u": [5], "b": [5], "c": [5, 1]])

    func loss<A: TensorAlgebra>(_ rows: [A], _ theta: Parameters<A>) -> A {
      var h = (rows[0].component(0) * theta[1]).tanh()
      var total = A.constant(0)
      for k in 0..<length {
        h = (h • theta[0] + rows[0].component(k) * theta[1] + theta[2]).tanh()
        total = total + (h • theta[3] - rows[1].component(k)).squared()
      }
      return total.sum(over: -1)
    }
  }

  /// The flow classifier, its Runge-Kutta steps written out.
  struct Unrolled: RowLoss {
    let field: FlowClassifierProblem.Field
    let cost: FlowClassifierProblem.LogisticLoss
    let steps: Int

    var inputs: [[Int]] { [[field.dimension], [1]] }
    var parameters: ParameterLayout {
      var layout = field.parameters
      layout.append(cost.parameters, prefix: "cost")
      return layout
    }

    func loss<A: TensorAlgebra>(_ rows: [A], _ theta: Parameters<A>) -> A {
      let h = 1 / Double(steps)
      var x = rows[0]
      func f(_ x: A) -> A { field.velocity(at: .constant(0), x, theta[0..<4]) }
      for _ in 0..<steps {
        let k1 = f(x)
        let k2 = f(x + h / 2 * k1)
        let k3 = f(x + h / 2 * k2)
        let k4 = f(x + h * k3)
        x = x + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
      }
      return cost.cost(x, rows[1], theta[4..<6])
    }
  }

  private func sequences<E: Scalar>(rows: Int, length: Int, _: E.Type) -> RowEnsemble<E> {
    var stream = RandomStream(seed: 4)
    let inputs = (0..<2).map { _ in Tensor<E>.normal(shape: [rows, length], using: &stream) }
    return RowEnsemble(inputs, weights: .uniform(shape: [rows], using: &stream))
  }

  private func parameters<E: Scalar>(_ layout: ParameterLayout, _: E.Type) -> Tensor<E> {
    var stream = RandomStream(seed: 5)
    return Tensor<E>.normal(shape: [layout.count], using: &stream) * 0.4
  }

  /// The gradient by every parameter is the central difference of the sum.
  @Test func gradientAgreesWithCentralDifferences() {
    let loss = Sequence(length: 7)
    let objective = RowObjective(
      RowLossProgram<Double>(loss), pool: ForkJoinPool(threads: 2), blockRows: 16)
    let ensemble = sequences(rows: 37, length: 7, Double.self)
    let theta = parameters(loss.parameters, Double.self)
    var gradient = theta
    let value = objective.value(theta, over: ensemble, gradient: &gradient)
    #expect(abs(value - objective.value(theta, over: ensemble)) < 1e-14 * abs(value))
    let scale = gradient.elements.map(abs).max() ?? 1
    for index in theta.elements.indices {
      let difference = fourthOrderDifference(step: 1e-3) { h in
        var moved = theta
        moved[index] += h
        return objective.value(moved, over: ensemble)
      }
      #expect(abs(gradient[index] - difference) < 1e-9 * scale)
    }
  }

  /// A flow written out as a loss of rows has the cost and the gradient of the control problem.
  @Test func unrolledFlowsAgreeWithTheirAdjoints() {
    let setting = FlowClassifierProblem(dimension: 3, hidden: 9, batch: 50)
    let ensemble = setting.ensemble(Double.self)
    let theta = setting.initialParameters(Double.self)
    let flow = EnsembleObjective(
      setting.problem(steps: 6, Double.self), pool: ForkJoinPool(threads: 1))
    let unrolled = RowObjective(
      RowLossProgram<Double>(
        Unrolled(
          field: .init(dimension: 3, hidden: 9), cost: .init(dimension: 3), steps: 6)),
      pool: ForkJoinPool(threads: 1))
    var (a, b) = (theta, theta)
    let first = flow.value(theta, over: ensemble, gradient: &a)
    let second = unrolled.value(
      theta, over: RowEnsemble([ensemble.states, ensemble.targets]), gradient: &b)
    #expect(abs(first - second) < 1e-14)
    for (x, y) in zip(a.elements, b.elements) { #expect(abs(x - y) < 1e-15) }
  }

  /// The same bits for one thread, two, and three.
  @Test func bitsDoNotDependOnThreads() {
    let program = RowLossProgram<Float>(Sequence(length: 5))
    let ensemble = sequences(rows: 301, length: 5, Float.self)
    let theta = parameters(program.parameters, Float.self)
    let results = [1, 2, 3].map { threads in
      let objective = RowObjective(program, pool: ForkJoinPool(threads: threads), blockRows: 16)
      var gradient = theta
      return (objective.value(theta, over: ensemble, gradient: &gradient), gradient)
    }
    #expect(results.allSatisfy { $0.0 == results[0].0 && $0.1 == results[0].1 })
  }

  #if !DEBUG
  // The promise is that of release builds: unoptimised code was seen to make allocations of its own.
  /// After the first evaluation nothing is allocated.
  @Test(.enabled(if: allocations_are_counted() != 0)) func evaluationsAllocateNothing() {
    let program = RowLossProgram<Float>(Sequence(length: 5))
    let objective = RowObjective(program, pool: ForkJoinPool(threads: 1), blockRows: 16)
    let ensemble = sequences(rows: 100, length: 5, Float.self)
    let theta = parameters(program.parameters, Float.self)
    var gradient = Tensor<Float>(repeating: 0, shape: theta.shape)
    func evaluate() {
      _ = objective.value(theta, over: ensemble, gradient: &gradient)
      _ = objective.value(theta, over: ensemble)
    }
    evaluate()
    let before = allocations_of_this_thread()
    evaluate()
    #expect(allocations_of_this_thread() == before)
  }
  #endif

  /// Memory is predicted, and blocks are as long as the cache is large.
  @Test func blocksFitTheCache() {
    let (short, long) = (RowLossProgram<Float>(Sequence(length: 2)), Sequence(length: 5000))
    let pool = ForkJoinPool(threads: 1)
    #expect(RowObjective(short, pool: pool).blockRows == 256)
    #expect(RowObjective(RowLossProgram<Float>(long), pool: pool).blockRows == 32)
    let objective = RowObjective(short, pool: pool, blockRows: 48)
    #expect(
      objective.predictedBytes == short.workspaceBytes(rows: 48) + 8 * 40 * MemoryLayout<Float>.size
    )
  }

  /// Losses of several rows together, or of a wrong shape, and wrong rows are refused.
  @Test func impossibleLossesAreRefused() async {
    struct Coupled: RowLoss {
      let inputs = [[2]]
      let parameters = ParameterLayout(["w": []])
      func loss<A: TensorAlgebra>(_ rows: [A], _ theta: Parameters<A>) -> A {
        (rows[0] - rows[0].mean(over: 0)).squared().sum(over: -1) * theta[0]
      }
    }
    struct Total: RowLoss {
      let inputs = [[2]]
      let parameters = ParameterLayout(["w": []])
      func loss<A: TensorAlgebra>(_ rows: [A], _ theta: Parameters<A>) -> A {
        rows[0].squared().sum() * theta[0]
      }
    }
    await #expect(processExitsWith: .failure) { _ = RowLossProgram<Double>(Coupled()) }
    await #expect(processExitsWith: .failure) { _ = RowLossProgram<Double>(Total()) }
    await #expect(processExitsWith: .failure) {
      let program = RowLossProgram<Double>(Sequence(length: 3))
      let objective = RowObjective(program, pool: ForkJoinPool(threads: 1))
      _ = objective.value(
        .zeros([program.parameters.count]), over: RowEnsemble([.zeros([4, 3]), .zeros([4, 2])]))
    }
  }
}
