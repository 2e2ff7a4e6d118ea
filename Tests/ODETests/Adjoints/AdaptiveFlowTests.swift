import Calculus
import ODE
import Tensors
import Testing

@Suite struct AdaptiveFlowTests {
  static let controls: [ControlShape] = [
    .constant, .piecewiseConstant(pieces: 2), .piecewiseLinear(pieces: 2),
  ]

  private func scheme(
    _ control: ControlShape, tolerance: Double, adjoint: AdaptiveScheme.Adjoint = .discrete
  ) -> AdaptiveScheme {
    AdaptiveScheme(
      method: .dormandPrince,
      steps: AdaptiveControl(relative: tolerance, absolute: tolerance * 1e-2), from: 0.2, to: 1.7,
      control: control, adjoint: adjoint)
  }

  /// With a first step that nothing shortens, each row takes one step: the gradient is that of one
  /// Dormand-Prince step exactly.
  @Test func oneStepIsTransposedExactly() {
    var steps = AdaptiveControl(relative: 1e3, absolute: 1e3)
    steps.initialStep = 10
    let adaptive = FlowProblem(
      .adaptive(AdaptiveScheme(method: .dormandPrince, steps: steps, from: 0.2, to: 0.9)))
    let fixed = FlowProblem(
      .fixed(FlowScheme(method: .dormandPrince, steps: 1, from: 0.2, to: 0.9)))
    let (a, b) = (adaptive.gradient(), fixed.gradient())
    #expect(a.work.steps == FlowProblem.rows)
    #expect(relativeError(a.theta, b.theta) < 1e-14)
    #expect(relativeError(a.x0, b.x0) < 1e-14)
  }

  /// The gradient is the central difference of the solution with the steps frozen: each row's own
  /// steps, taken again one by one.
  @Test func gradientIsThatOfTheFrozenSteps() {
    let problem = FlowProblem(.adaptive(scheme(.constant, tolerance: 1e-4)))
    let frozen = FrozenSteps(problem, scheme(.constant, tolerance: 1e-4))
    let gradient = problem.gradient()
    #expect(Set(frozen.times.map(\.count)).count > 1, "rows should take different steps")
    let theta = problem.theta.indices.map { index in
      centralDifference { h in
        var moved = problem.theta
        moved[index] += h
        return frozen.objective(moved)
      }
    }
    #expect(relativeError(gradient.theta, theta) < 1e-9)
  }

  /// As the tolerance shrinks, the discrete adjoint, the continuous costate and central differences
  /// of a nearly exact solution become one.
  @Test(arguments: controls)
  func adjointsConverge(_ control: ControlShape) {
    let exact = FlowProblem(.adaptive(scheme(control, tolerance: 1e-12))).gradient()
    for tolerance in [1e-5, 1e-7, 1e-9] {
      let discrete = FlowProblem(.adaptive(scheme(control, tolerance: tolerance))).gradient()
      let costate = FlowProblem(
        .adaptive(scheme(control, tolerance: tolerance, adjoint: .costate))
      ).gradient()
      for gradient in [discrete, costate] {
        #expect(relativeError(gradient.theta, exact.theta) < 10 * tolerance)
        #expect(relativeError(gradient.x0, exact.x0) < 10 * tolerance)
        #expect(abs(gradient.horizon.end - exact.horizon.end) < 20 * tolerance)
        #expect(abs(gradient.horizon.start - exact.horizon.start) < 20 * tolerance)
      }
    }
  }

  /// At a tight tolerance the gradients are central differences of the solution itself.
  @Test func tightGradientsAreCentralDifferences() {
    let problem = FlowProblem(.adaptive(scheme(.constant, tolerance: 1e-12)))
    let theta = [0, 7, 13, 20, 27].map { index in
      (
        index,
        centralDifference(1e-2) { h in
          var moved = problem
          moved.theta[index] += h
          return moved.objective()
        }
      )
    }
    let costate = FlowProblem(
      .adaptive(scheme(.constant, tolerance: 1e-12, adjoint: .costate))
    ).gradient()
    for (index, difference) in theta {
      #expect(abs(problem.gradient().theta[index] - difference) < 1e-7)
      #expect(abs(costate.theta[index] - difference) < 1e-7)
    }
  }

  /// Solves that keep no steps end in the same place, bit for bit.
  @Test(arguments: controls)
  func keptStepsDoNotChangeTheSolution(_ control: ControlShape) {
    let problem = FlowProblem(.adaptive(scheme(control, tolerance: 1e-6)))
    #expect(problem.states(keepsTape: true) == problem.states(keepsTape: false))
  }

  /// A row's result is the same, bit for bit, alone and among others.
  @Test(arguments: controls)
  func rowsDoNotDependOnTheirNeighbours(_ control: ControlShape) {
    let problem = FlowProblem(.adaptive(scheme(control, tolerance: 1e-6)))
    let together = problem.states(keepsTape: true)
    for row in 0..<FlowProblem.rows {
      let alone = problem.states(keepsTape: true, rows: row..<row + 1)
      #expect(alone == Array(together[3 * row..<3 * row + 3]))
    }
  }
}
