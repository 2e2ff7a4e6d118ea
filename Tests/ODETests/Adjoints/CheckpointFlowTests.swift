import Calculus
import ODE
import Tensors
import Testing

/// Flows that keep less than all tapes.
@Suite struct CheckpointFlowTests {
  #if DEBUG
  static let methods: [SteppingMethod] = [.rungeKutta4, .bogackiShampine]
  #else
  static let methods = SteppingMethod.all.filter { !$0.isImplicit }
  #endif

  private static let program = FlowProblem.program

  /// Budgets from the least one to that of all tapes, for so many rows.
  private func budgets(_ scheme: FlowScheme, rows: Int) -> [MemoryBudget] {
    let least = DiscreteFlow.leastBytes(Self.program, scheme: scheme, rows: rows)
    let all = DiscreteFlow.bytes(Self.program, scheme: scheme, rows: rows, memory: .everything)
    return [0, 0.03, 0.1, 0.3, 0.6, 1].map { .bytes(least + Int(Double(all - least) * $0)) }
  }

  /// The result, the integral of the cost, and the gradient by θ, x₀ and the horizon have the same
  /// bits with any budget, at a first pullback and at a second one: for every method and control,
  /// with time in the field and a running cost, for odd numbers of steps and few rows.
  @Test(arguments: methods, DiscreteFlowTests.controls)
  func bitsDoNotDependOnTheBudget(_ method: SteppingMethod, _ control: ControlShape) {
    for (steps, rows) in [(1, 5), (2, 3), (7, 5), (23, 2)] {
      let scheme = FlowScheme(method: method, steps: steps, from: 0.2, to: 1.4, control: control)
      let everything = bits(scheme, rows: rows, memory: .everything)
      #expect(everything.count == 2)
      for budget in budgets(scheme, rows: FlowProblem.rows) {
        #expect(bits(scheme, rows: rows, memory: budget) == everything)
      }
    }
  }

  private struct Bits: Equatable {
    var states: [Double] = []
    var cost: [Double] = []
    var start: [Double] = []
    var theta: [Double] = []
    var horizon: [Double] = []
  }

  /// What a flow made for ``FlowProblem/rows`` rows gives for so many: at the first and at the second
  /// pullback, after it has solved another problem.
  private func bits(_ scheme: FlowScheme, rows: Int, memory: MemoryBudget) -> [Bits] {
    let problem = FlowProblem(.fixed(scheme))
    let flow = DiscreteFlow(
      Self.program, scheme: scheme, rows: FlowProblem.rows, memory: memory)
    return problem.theta.withUnsafeBufferPointer { theta in
      guard let base = theta.baseAddress else { return [] }
      flow.setParameters(base)
      _ = flow.solve(from: problem.end, count: FlowProblem.rows)
      let (states, cost) = flow.solve(from: problem.x0, count: rows)
      return (0..<2).map { _ in
        var theta = problem.theta.map { _ in 0.0 }
        var horizon = HorizonGradient()
        let p = problem.cost.withUnsafeBufferPointer {
          flow.pullback(problem.end, cost: $0.baseAddress, into: &theta, horizon: &horizon)
        }
        return Bits(
          states: (0..<3 * rows).map { states[$0] }, cost: (0..<rows).map { cost[$0] },
          start: (0..<3 * rows).map { p[$0] }, theta: theta,
          horizon: [horizon.start, horizon.end])
      }
    }
  }

  /// Single precision has the same bits too, for a field without time or cost.
  @Test func bitsOfSinglePrecision() {
    let program = HamiltonianProgram<Float>(Hamiltonian(field: FlowProblem.Field()))
    let scheme = FlowScheme(method: .rungeKutta4, steps: 31)
    let least = DiscreteFlow.leastBytes(program, scheme: scheme, rows: 40)
    var results: [[Float]] = []
    for memory in [MemoryBudget.everything, .bytes(least), .bytes(2 * least)] {
      let flow = DiscreteFlow(program, scheme: scheme, rows: 40, memory: memory)
      let theta = FlowProblem.numbers(program.parameters.count, seed: 1, scale: 1).map { Float($0) }
      var thetaBar = theta.map { _ in Float(0) }
      let x0 = FlowProblem.numbers(120, seed: 2, scale: 1).map { Float($0) }
      theta.withUnsafeBufferPointer { theta in
        guard let base = theta.baseAddress else { return }
        flow.setParameters(base)
        let end = flow.solve(from: x0, count: 40).states
        let p = flow.pullback(end, cost: nil, into: &thetaBar, horizon: nil)
        results.append((0..<120).map { p[$0] } + thetaBar)
      }
    }
    #expect(results[0].allSatisfy(\.isFinite) && results[0].count > 120)
    #expect(results[1] == results[0] && results[2] == results[0])
  }

  /// What is evaluated again is what the plan says: nothing with all tapes.
  @Test func repeatedEvaluationsAreThoseOfThePlan() {
    let scheme = FlowScheme(method: .rungeKutta4, steps: 29)
    for budget in budgets(scheme, rows: FlowProblem.rows) + [.everything] {
      let plan = DiscreteFlow.plan(
        Self.program, scheme: scheme, rows: FlowProblem.rows, memory: budget)
      let expected = 4 * FlowProblem.rows * (plan?.repeatedSteps ?? -1)
      let work = FlowProblem(.fixed(scheme)).gradient(memory: budget).work
      #expect(work.repeatedEvaluations == expected)
      #expect(work.forwardEvaluations == 4 * 29 * FlowProblem.rows)
      if budget == .everything { #expect(expected == 0) }
    }
  }

  /// A flow takes no more than its budget, repeats less the more it has, and keeps all where that fits.
  @Test func budgetsAreKept() {
    let scheme = FlowScheme(method: .dormandPrince, steps: 40)
    let least = DiscreteFlow.leastBytes(Self.program, scheme: scheme, rows: 7)
    let all = DiscreteFlow.bytes(Self.program, scheme: scheme, rows: 7, memory: .everything)
    #expect(DiscreteFlow.bytes(Self.program, scheme: scheme, rows: 7) == all)
    let none = DiscreteFlow.plan(
      Self.program, scheme: scheme, rows: 7, memory: .bytes(least - 8))
    #expect(none == nil)
    var repeated = Int.max
    for bytes in stride(from: least, through: all, by: 512) {
      #expect(
        DiscreteFlow.bytes(Self.program, scheme: scheme, rows: 7, memory: .bytes(bytes)) <= bytes)
      let plan = DiscreteFlow.plan(Self.program, scheme: scheme, rows: 7, memory: .bytes(bytes))
      #expect(plan.map { $0.repeatedSteps <= repeated } == true)
      repeated = plan?.repeatedSteps ?? 0
    }
    #expect(
      DiscreteFlow.plan(Self.program, scheme: scheme, rows: 7, memory: .bytes(all))?
        .keepsEverything == true)
  }

  /// A long flow does not take more by itself than a short one.
  @Test func longFlowsKeepCheckpointsByThemselves() {
    let scheme = FlowScheme(method: .rungeKutta4, steps: 1_000_000)
    let all = DiscreteFlow.bytes(Self.program, scheme: scheme, rows: 64, memory: .everything)
    let bytes = DiscreteFlow.bytes(Self.program, scheme: scheme, rows: 64)
    #expect(all > 100 * bytes)
    #expect(bytes < 32 << 20)
    let plan = DiscreteFlow.plan(Self.program, scheme: scheme, rows: 64, memory: .automatic)
    #expect((plan?.repeatedSteps ?? .max) < 2 * scheme.steps)
  }

  @Test func tooSmallABudgetStops() async {
    await #expect(processExitsWith: .failure) {
      let scheme = FlowScheme(method: .rungeKutta4, steps: 9)
      let least = DiscreteFlow.leastBytes(FlowProblem.program, scheme: scheme, rows: 4)
      _ = DiscreteFlow(FlowProblem.program, scheme: scheme, rows: 4, memory: .bytes(least - 1))
    }
  }
}
