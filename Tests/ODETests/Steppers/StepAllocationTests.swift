#if !DEBUG
import CAllocations
import Calculus
import Tensors
import Testing

@testable import ODE

/// Steps allocate nothing, of whatever method: a solve of more rounds allocates as often as one of fewer.
@Suite(.enabled(if: allocations_are_counted() != 0)) struct StepAllocationTests {
  private static let field = ClosureField<Double>(dimension: 3) { t, x, dx in
    dx[0] = x[1]
    dx[1] = 8 * ((1 - x[0] * x[0]) * x[1]) - x[0]
    dx[2] = t - x[2] * x[0]
  }

  private func allocations(_ integrator: Integrator, rows: Int, rounds: Int) -> Int {
    let x0 = Tensor<Double>((0..<3 * rows).map { Double($0 % 5) / 4 }, shape: [rows, 3])
    let solve = SteppedSolve(
      of: StepAllocationTests.field, from: x0, over: TimeSpan(to: 1e4), by: integrator)
    solve.advance(rounds: 30)
    let before = allocations_of_this_thread()
    solve.advance(rounds: rounds)
    return Int(allocations_of_this_thread() - before)
  }

  @Test(
    "Adaptive steps allocate nothing", arguments: SteppingMethod.adaptive + [.automatic])
  func adaptive(method: SteppingMethod) {
    var control = AdaptiveControl(relative: 1e-4, absolute: 1e-4)
    control.maximumSteps = 1_000_000
    let integrator = Integrator(method: method, control: .adaptive(control))
    let rows = method == .automatic ? 1 : 7
    // A block's description is made once a call.
    let few = allocations(integrator, rows: rows, rounds: 10)
    let many = allocations(integrator, rows: rows, rounds: 400)
    print("\(method.name): \(few) allocations in 10 rounds, \(many) in 400")
    #expect(many == few)
  }

  @Test("Tolerances of each component, norms and stops allocate nothing")
  func knobs() {
    for norm in [ErrorNorm.maximum, .weighted([1, 2, 3])] {
      var control = AdaptiveControl(relative: 1e-4, absolute: 1e-4)
      control.maximumSteps = 1_000_000
      control.componentTolerances = ComponentTolerances(
        relative: [1e-3, 1e-4, 1e-5], absolute: [1e-4])
      control.norm = norm
      control.stops = StepStops(at: (1..<200).map { Double($0) / 3 }, jumps: [1.5, 2.5])
      for method in [SteppingMethod.tsitouras, .kvaerno5] {
        let integrator = Integrator(method: method, control: .adaptive(control))
        #expect(
          allocations(integrator, rows: 7, rounds: 400)
            == allocations(integrator, rows: 7, rounds: 10))
      }
    }
  }

  @Test("Equal steps allocate nothing", arguments: SteppingMethod.all)
  func equal(method: SteppingMethod) {
    let integrator = Integrator(method: method, control: .fixed(steps: 1_000_000))
    #expect(
      allocations(integrator, rows: 7, rounds: 400) == allocations(integrator, rows: 7, rounds: 10))
  }
}
#endif
