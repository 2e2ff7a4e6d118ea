import Calculus
import ODE
import Tensors
import Testing

@Suite struct FlowFieldTests {
  /// A controlled field with its parameters given, simulated with equal steps, ends where the discrete
  /// flow ends.
  @Test(arguments: [SteppingMethod.rungeKutta4, .dormandPrince])
  func simulationIsTheDiscreteFlow(_ method: SteppingMethod) {
    check(method, Double.self, tolerance: 1e-14)
    check(method, Float.self, tolerance: 3e-6)
  }

  private func check<E: Scalar>(_ method: SteppingMethod, _: E.Type, tolerance: Double) {
    let program = HamiltonianProgram<E>(Hamiltonian(field: FlowProblem.Field()))
    let numbers = FlowProblem.numbers(program.parameters.count, seed: 1, scale: 0.8)
    let theta = Tensor(numbers.map { E($0) })
    let x0 = Tensor(FlowProblem.numbers(15, seed: 2, scale: 1).map { E($0) }, shape: [5, 3])
    let simulated = Integrator(method: method, control: .fixed(steps: 7)).ends(
      of: FlowField(program, theta: theta), from: x0, over: TimeSpan(from: 0.2, to: 1.4))
    let flow = DiscreteFlow(
      program, scheme: FlowScheme(method: method, steps: 7, from: 0.2, to: 1.4), rows: 5,
      keepsTape: false)
    let ends = theta.withUnsafeElements { theta -> [E] in
      guard let base = theta.baseAddress else { return [] }
      flow.setParameters(base)
      let states = flow.solve(from: x0.elements, count: 5).states
      return (0..<15).map { states[$0] }
    }
    for (a, b) in zip(simulated.states.elements, ends) {
      #expect(abs(Double(a) - Double(b)) < tolerance)
    }
  }

  /// A field with a running cost can be simulated, too: the cost is left out.
  @Test func runningCostIsLeftOut() {
    let theta = Tensor(FlowProblem.numbers(FlowProblem.program.parameters.count, seed: 1, scale: 1))
    let x0 = Tensor(FlowProblem.numbers(15, seed: 2, scale: 1), shape: [5, 3])
    let plain = HamiltonianProgram<Double>(Hamiltonian(field: FlowProblem.Field()))
    let integrator = Integrator(method: .rungeKutta4, control: .fixed(steps: 5))
    let ends = [plain, FlowProblem.program].map { program in
      integrator.ends(of: FlowField(program, theta: theta), from: x0, over: TimeSpan(to: 1)).states
    }
    #expect(ends[0] == ends[1])
  }

  @Test func missingParametersAreRefused() async {
    await #expect(processExitsWith: .failure) {
      _ = FlowField(FlowProblem.program, theta: Tensor([1]))
    }
    await #expect(processExitsWith: .failure) {
      let flow = FlowSolver.adaptive(AdaptiveScheme())
        .makeFlow(FlowProblem.program, rows: 1, keepsTape: true)
      _ = flow.solve(from: [0, 0, 0], count: 1)
    }
    await #expect(processExitsWith: .failure) {
      let flow = FlowSolver.adaptive(AdaptiveScheme())
        .makeFlow(FlowProblem.program, rows: 1, keepsTape: true)
      var theta = [Double](repeating: 0, count: 100)
      flow.setParameters(&theta)
      _ = flow.solve(from: [0, 0, 0, 0, 0, 0], count: 2)
    }
  }
}
