import Calculus
import Tensors
import Testing

@testable import ODE

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Solves that are stopped, saved and resumed.
@Suite struct SteppedSolveTests {
  /// Stiff for a while, with time in it, one row blowing up.
  private static func field<Element: Scalar>(_: Element.Type) -> ClosureField<Element> {
    ClosureField(dimension: 2) { t, x, dx in
      dx[0] = x[1]
      dx[1] = 20 * ((1 - x[0] * x[0]) * x[1]) - x[0] + (t > 1 ? 1 : t)
    }
  }

  private static func same<Element: Scalar>(_ a: FlowEnds<Element>, _ b: FlowEnds<Element>) -> Bool
  {
    a.states.elements == b.states.elements && a.times == b.times && a.outcomes == b.outcomes
      && a.statistics == b.statistics
  }

  private func check<Element: Scalar>(
    _ integrator: Integrator, rows: Int, _ precision: Element.Type, seed: UInt64
  ) {
    var stream = RandomStream(seed: seed)
    let field = SteppedSolveTests.field(precision)
    let x0 = Tensor<Element>((0..<2 * rows).map { Element($0 % 7) / 3 - 0.8 }, shape: [rows, 2])
    let span = TimeSpan(to: 3)
    let plain = integrator.ends(of: field, from: x0, over: span)
    var solve = SteppedSolve(of: field, from: x0, over: span, by: integrator)
    var resumed = 0
    while solve.advance(rounds: 1 + Int.random(in: 0..<12, using: &stream)), resumed < 200 {
      solve = SteppedSolve(
        resuming: SolverState(numbers: Array(solve.state.numbers)), of: field, by: integrator)
      resumed += 1
    }
    #expect(SteppedSolveTests.same(solve.finish(), plain), "\(integrator.method.name)")
    #expect(resumed > 2)
    #expect(solve.active == 0 && solve.time == nil)
  }

  @Test(
    "A resumed solve has the bits of one in one go",
    arguments: SteppingMethod.adaptive + [.automatic])
  func adaptive(method: SteppingMethod) {
    let tolerance = method.order < 3 ? 1e-3 : 1e-5
    var control = AdaptiveControl(relative: tolerance, absolute: tolerance)
    control.maximumSteps = 4000
    let integrator = Integrator(method: method, control: .adaptive(control))
    let rows = method == .automatic ? 1 : 5
    check(integrator, rows: rows, Double.self, seed: 1)
    check(integrator, rows: rows, Float.self, seed: 2)
    var knobs = control
    knobs.stops = StepStops(at: [0.3, 2.2], jumps: [1])
    knobs.controller = .h211PI
    check(Integrator(method: method, control: .adaptive(knobs)), rows: rows, Double.self, seed: 3)
  }

  @Test("So it is of equal steps", arguments: SteppingMethod.all)
  func equal(method: SteppingMethod) {
    let integrator = Integrator(method: method, control: .fixed(steps: 90))
    check(integrator, rows: 3, Double.self, seed: 4)
  }

  @Test("A solve tells where it is on the way")
  func progress() {
    let field = ClosureField<Double>(dimension: 1) { _, x, dx in dx[0] = -x[0] }
    let solve = SteppedSolve(
      of: field, from: Tensor([1]), over: TimeSpan(to: 5), by: Integrator())
    #expect(solve.time == 0)
    solve.advance(rounds: 3)
    let ends = solve.ends
    let t = ends.times[0]
    #expect(ends.outcomes == [.underWay(t: t)] && solve.time == t && !ends.allCompleted)
    #expect(abs(ends.states.elements[0] - exp(-t)) < 1e-6)
    #expect(solve.finish().outcomes == [.completed])
  }
}
