import ODE
import Systems
import Tensors
import Testing

/// Implicit methods on the catalogue's stiff systems, against their reference states and against the
/// steps of another program.
@Suite(.serialized) struct StiffSystemsTests {
  /// The accepted steps of `scipy.integrate.solve_ivp(method="Radau")`, SciPy 1.17.1, at relative
  /// tolerances 1e-4 and 1e-7; the absolute tolerance is a thousandth, a millionth for Robertson's.
  private static let radauSteps = [
    "robertson": [38, 171], "hires": [67, 321], "oregonator": [366, 1855],
    "van-der-pol-stiff": [323, 1648],
  ]
  private static let tolerances = [1e-4, 1e-7]

  private struct Run {
    let steps: Int
    let error: Double
  }

  private static func run(
    _ system: DynamicalSystem<Double>, _ method: SteppingMethod, _ tolerance: Double
  ) throws -> Run {
    let reference = try #require(system.reference)
    let absolute = tolerance * (system.name == "robertson" ? 1e-6 : 1e-3)
    let ends = Integrator(
      method: method, control: .adaptive(relative: tolerance, absolute: absolute)
    ).ends(of: system.field, from: system.start, over: system.span)
    #expect(ends.outcomes[0].isCompleted, "\(system.name) \(method): \(ends.outcomes[0])")
    let error =
      zip(ends.states.elements, reference.state).map { abs($0 - $1) / abs($1) }.max() ?? .nan
    let work = ends.statistics[0]
    print(
      "\(system.name), \(method), \(tolerance): relative error \(error), \(work.accepted) steps,",
      "\(work.rejected) rejected, \(work.evaluations) evaluations, \(work.jacobians) matrices,",
      "\(work.factorizations) factorizations")
    return Run(steps: work.accepted, error: error)
  }

  /// Methods of order 5: errors at most 30 times the tolerance, in at most 1.5 times Radau's steps.
  @Test(
    arguments: [DynamicalSystem<Double>.robertson, .hires, .oregonator, .vanDerPolStiff],
    [SteppingMethod.kvaerno5, .rodas5P])
  func stepsAreAsFewAsRadaus(system: DynamicalSystem<Double>, method: SteppingMethod) throws {
    let others = try #require(StiffSystemsTests.radauSteps[system.name])
    for (tolerance, radau) in zip(StiffSystemsTests.tolerances, others) {
      let run = try StiffSystemsTests.run(system, method, tolerance)
      #expect(run.error <= 30 * tolerance)
      #expect(2 * run.steps <= 3 * radau, "\(run.steps) steps, Radau \(radau)")
    }
  }

  /// A method of order 4 keeps its tolerances; one of order 2 comes within a part that falls with them.
  @Test(arguments: [DynamicalSystem<Double>.robertson, .hires, .oregonator, .vanDerPolStiff])
  func lowerOrdersConverge(system: DynamicalSystem<Double>) throws {
    let rodas = try StiffSystemsTests.tolerances.map {
      try StiffSystemsTests.run(system, .rodas4, $0).error
    }
    #expect(rodas[0] < 30e-4 && rodas[1] < 30e-7)
    let second = try StiffSystemsTests.tolerances.map {
      try StiffSystemsTests.run(system, .trBDF2, $0).error
    }
    #expect(second[0] < 0.1 && second[1] < second[0] / 30)
  }
}
