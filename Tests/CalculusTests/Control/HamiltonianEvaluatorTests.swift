import Calculus
import Tensors
import Testing

@Suite struct HamiltonianEvaluatorTests {
  struct Field: ControlledField {
    let dimension = 3
    let parameters = ParameterLayout(["w1": [3, 4], "b1": [4], "w2": [4, 3], "rate": []])

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      (x • theta[0] + theta[1]).silu() • theta[2] * t.cos() - theta[3] * x * x.component(1)
    }
  }

  /// A running cost in each of the shapes that it may have.
  struct Cost: RunningCost {
    enum Kind: CaseIterable { case vector, column, number }
    let kind: Kind

    func rate<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      switch kind {
      case .vector: x.squared().sum(over: -1) * theta[3]
      case .column: x.component(0).exp() * t
      case .number: theta[0].squared().sum() + 2
      }
    }
  }

  @Test(arguments: Cost.Kind.allCases)
  func evaluatesWhatTheFieldSays(_ kind: Cost.Kind) {
    check(Cost(kind: kind), Double.self, tolerance: 1e-13)
    check(Cost(kind: kind), Float.self, tolerance: 3e-5)
  }

  /// Values against the field over tensors, cotangents against the derived graphs, for several
  /// numbers of rows in one evaluator.
  private func check<E: Scalar>(_ cost: Cost, _: E.Type, tolerance: Double) {
    let hamiltonian = Hamiltonian(field: Field(), runningCost: cost)
    let program = HamiltonianProgram<E>(hamiltonian)
    let evaluator = program.makeEvaluator(rows: 9)
    let theta = OperationCase.directions([[program.parameters.count]], seed: 2, as: E.self)[0]
    let parts = program.parameters.segments.map {
      Tensor(Array(theta.elements[$0.range]), shape: $0.shape)
    }
    theta.withUnsafeElements { if let base = $0.baseAddress { evaluator.setParameters(base) } }
    for rows in [9, 1, 4] {
      // The evaluator reads the parameters where they lie.
      defer { withExtendedLifetime(theta) {} }
      let numbers = OperationCase.directions(
        [[rows, 1], [rows, 3], [rows, 3], [rows, 1]], seed: UInt64(rows), as: E.self)
      let call = Call(evaluator, numbers, rows: rows)
      let velocity = Field().velocity(at: numbers[0], numbers[1], Parameters(parts))
      let rate = cost.rate(at: numbers[0], numbers[1], Parameters(parts))
      #expect(largestDifference(call.velocity, velocity) < tolerance)
      #expect(
        largestDifference(
          call.cost, rate.count == 1 ? Tensor(repeating: rate.elements[0], shape: [rows]) : rate)
          < tolerance)
      #expect(call.linearizedVelocity == call.velocity && call.linearizedCost == call.cost)
      let bars = Program<E>(hamiltonian.dynamics.pullback())(
        Array(numbers[..<2]) + parts + Array(numbers[2...]))
      let thetaBar = bars[2...].flatMap(\.elements).map { $0 + 1 }
      #expect(largestDifference(call.tBar, bars[0]) < tolerance)
      #expect(largestDifference(call.xBar, bars[1]) < tolerance)
      #expect(largestDifference(call.thetaBar, Tensor(thetaBar)) < 10 * tolerance)
    }
  }

  /// One evaluation, its linearization and its pullback; the parameters' cotangent is added to 1.
  private struct Call<E: Scalar> {
    var velocity, cost, linearizedVelocity, linearizedCost, tBar, xBar, thetaBar: Tensor<E>

    init(_ evaluator: HamiltonianEvaluator<E>, _ numbers: [Tensor<E>], rows: Int) {
      let program = evaluator.program
      // The evaluator's states have the batch last.
      let (t, x) = (numbers[0].elements, numbers[1].transposed().elements)
      var (f, l) = ([E](repeating: 0, count: 3 * rows), [E](repeating: 0, count: rows))
      evaluator.evaluate(rows, t: t, x: x, velocity: &f, cost: &l)
      func rowsFirst(_ x: [E]) -> Tensor<E> {
        Tensor(Tensor(x, shape: [3, rows]).transposed().elements)
      }
      (velocity, cost) = (rowsFirst(f), Tensor(l))
      var residuals = [E](repeating: 0, count: program.residualCount(rows: rows))
      evaluator.linearize(rows, t: t, x: x, velocity: &f, cost: &l, residuals: &residuals)
      (linearizedVelocity, linearizedCost) = (rowsFirst(f), Tensor(l))
      var (tau, xi) = (l, f)
      var bar = [E](repeating: 1, count: program.parameters.count)
      evaluator.pullback(
        rows, t: t, x: x, residuals: residuals, velocity: numbers[2].transposed().elements,
        cost: numbers[3].elements, tBar: &tau, xBar: &xi)
      evaluator.collect(into: &bar)
      // What has been collected is gone.
      evaluator.collect(into: &bar)
      (tBar, xBar, thetaBar) = (Tensor(tau), rowsFirst(xi), Tensor(bar))
    }
  }

  @Test func impossibleFieldsAreRefused() async {
    await #expect(processExitsWith: .failure) {
      struct Flat: ControlledField {
        let dimension = 2
        let parameters = ParameterLayout()
        func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A { t }
      }
      _ = Hamiltonian(field: Flat())
    }
    await #expect(processExitsWith: .failure) {
      struct Crowd: ControlledField {
        let dimension = 2
        let parameters = ParameterLayout()
        func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
          x - x.mean(over: 0)
        }
      }
      _ = Hamiltonian(field: Crowd())
    }
    await #expect(processExitsWith: .failure) {
      struct Wide: RunningCost {
        func rate<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A { x }
      }
      _ = Hamiltonian(field: Field(), runningCost: Wide())
    }
    await #expect(processExitsWith: .failure) {
      let evaluator = HamiltonianProgram<Double>(Hamiltonian(field: Field())).makeEvaluator(rows: 1)
      var velocity = [0.0, 0, 0]
      evaluator.evaluate(1, t: [0], x: [0, 0, 0], velocity: &velocity, cost: nil)
    }
  }
}
