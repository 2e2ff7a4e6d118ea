import Calculus
import Foundation
import ODE
import Tensors
import Testing

@Suite struct ErrorNormTests {
  /// A rotation, beside which a component swings a hundred times as fast.
  private static let rotation = ClosureField<Double>(dimension: 2) { _, x, dx in
    dx[0] = x[1]
    dx[1] = -x[0]
  }
  private static let withRipple = ClosureField<Double>(dimension: 3) { t, x, dx in
    dx[0] = x[1]
    dx[1] = -x[0]
    dx[2] = 100 * cos(100 * t)
  }

  private struct Ripple: SmallField {
    func velocity(at t: Double, _ x: InlineArray<3, Double>) -> InlineArray<3, Double> {
      let x = x.span
      return [x[1], -x[0], 100 * cos(100 * t)]
    }
  }

  private static func control(_ change: (inout AdaptiveControl) -> Void) -> AdaptiveControl {
    var control = AdaptiveControl(relative: 1e-6, absolute: 1e-8)
    change(&control)
    return control
  }

  private func ends(
    _ field: ClosureField<Double>, _ x0: [Double], _ control: AdaptiveControl, to end: Double = 20
  ) -> FlowEnds<Double> {
    Integrator(method: .dormandPrince, control: .adaptive(control)).ends(
      of: field, from: Tensor(x0), over: TimeSpan(to: end))
  }

  private func small(_ control: AdaptiveControl) -> Statistics {
    Integrator(method: .dormandPrince, control: .adaptive(control)).end(
      of: Ripple(), from: [1, 0, 0], over: TimeSpan(to: 20)
    ).statistics
  }

  /// A component outside of the norm does not change the steps.
  @Test func seminormSeesItsComponentsOnly() {
    let plain = ends(ErrorNormTests.rotation, [1, 0], ErrorNormTests.control { _ in })
    let control = ErrorNormTests.control { $0.norm = .components([0, 1], of: 3) }
    let seminorm = ends(ErrorNormTests.withRipple, [1, 0, 0], control)
    // The first step may differ, for the first norms are of sums of other numbers of squares.
    #expect(abs(seminorm.total.accepted - plain.total.accepted) <= 2)
    #expect(abs(seminorm.states[0, 0] - plain.states[0, 0]) < 3e-6)
    let full = ends(ErrorNormTests.withRipple, [1, 0, 0], ErrorNormTests.control { _ in })
    #expect(full.total.accepted > 20 * plain.total.accepted)
    #expect(small(control).accepted == seminorm.total.accepted)
  }

  /// A tolerance of its own that is wide does the same.
  @Test func tolerancesAreThoseOfEachComponent() {
    let control = ErrorNormTests.control {
      $0.componentTolerances = ComponentTolerances(relative: [1e-6], absolute: [1e-8, 1e-8, 1e9])
    }
    let wide = ends(ErrorNormTests.withRipple, [1, 0, 0], control)
    let plain = ends(ErrorNormTests.rotation, [1, 0], ErrorNormTests.control { _ in })
    #expect(wide.total.accepted < plain.total.accepted + 2)
    #expect(small(control).accepted == wide.total.accepted)
    // All equal, they are the two tolerances for all.
    let equal = ErrorNormTests.control {
      $0.componentTolerances = ComponentTolerances(relative: [1e-6, 1e-6], absolute: [1e-8])
    }
    let same = ends(ErrorNormTests.rotation, [1, 0], equal)
    #expect(same.total == plain.total)
    #expect(abs(same.states[0, 0] - plain.states[0, 0]) < 1e-14)
  }

  @Test func customNormDoesWhatItsClosureSays() {
    let maximum = CustomErrorNorm(name: "largest") { ratios in
      ratios.indices.reduce(0) { max($0, ratios[$1]) }
    }
    let own = ends(
      ErrorNormTests.withRipple, [1, 0, 0], ErrorNormTests.control { $0.norm = .custom(maximum) },
      to: 2)
    let control = ErrorNormTests.control { $0.norm = .maximum }
    let largest = ends(ErrorNormTests.withRipple, [1, 0, 0], control, to: 2)
    #expect(own.total == largest.total)
    #expect(abs(own.states[0, 0] - largest.states[0, 0]) < 1e-13)
    #expect(small(control) == small(ErrorNormTests.control { $0.norm = .custom(maximum) }))
    // The largest of three errors that are alike but one is the root of three times their mean.
    let mean = ends(ErrorNormTests.withRipple, [1, 0, 0], ErrorNormTests.control { _ in }, to: 2)
    let ratio = Double(largest.total.accepted) / Double(mean.total.accepted)
    #expect(abs(ratio - pow(3, 0.1)) < 0.02, "\(ratio)")
    #expect(ErrorNorm.custom(maximum) == .custom(CustomErrorNorm(name: "largest") { _ in 0 }))
  }

  /// Whatever the norm, a state that is not finite is not accepted.
  @Test(arguments: [
    ErrorNorm.maximum, .components([1], of: 2), .custom(CustomErrorNorm(name: "none") { _ in 0 }),
  ])
  func statesThatAreNotFiniteAreRejected(norm: ErrorNorm) {
    let rush = ClosureField<Double>(dimension: 2) { _, _, dx in
      dx[0] = 1e308
      dx[1] = 0
    }
    let control = ErrorNormTests.control { $0.norm = norm }
    let end = ends(rush, [0, 0], control)
    #expect(!end.outcomes[0].isCompleted && end.states[0, 0].isFinite && end.times[0] < 1.8)
  }

  @Test func rowsDoNotDependOnTheirCompany() {
    let control = ErrorNormTests.control {
      $0.norm = .weighted([1, 0.5, 0.1])
      $0.componentTolerances = ComponentTolerances(
        relative: [1e-5, 1e-6, 1e-3], absolute: [1e-7, 1e-8, 1e-4])
    }
    var stream = RandomStream(seed: 4)
    let x0 = Tensor<Double>.normal(shape: [19, 3], using: &stream)
    let integrator = Integrator(control: .adaptive(control))
    let span = TimeSpan(to: 1)
    let batch = integrator.ends(of: ErrorNormTests.withRipple, from: x0, over: span)
    for row in 0..<19 {
      let alone = integrator.ends(
        of: ErrorNormTests.withRipple, from: Tensor((0..<3).map { x0[row, $0] }), over: span)
      #expect((0..<3).allSatisfy { alone.states[0, $0] == batch.states[row, $0] })
    }
  }

  @Test func wrongNumbersStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      _ = ComponentTolerances(relative: [1e-3], absolute: [0])
    }
    await #expect(processExitsWith: .failure) {
      var control = AdaptiveControl()
      control.norm = .weighted([1])
      _ = Integrator(control: .adaptive(control)).ends(
        of: ErrorNormTests.rotation, from: Tensor([1.0, 0]), over: TimeSpan(to: 1))
    }
  }
}
