import DataIO
import Learning
import ODE
import Testing

@Suite struct FlowSolverJSONTests {
  /// What a solver's JSON describes is the solver.
  @Test(arguments: [
    FlowSolver.fixed(FlowScheme(method: .rungeKutta4, steps: 3)),
    .fixed(FlowScheme(method: .heun, steps: 7, from: 1, to: 2, coupling: 0.9)),
    .adaptive(AdaptiveScheme(adjoint: .backsolve, costateNorm: .states)),
    .adaptive(AdaptiveScheme(adjoint: .interpolating)),
  ])
  func roundTrip(_ solver: FlowSolver) throws {
    #expect(try FlowSolver(json: solver.json).json == solver.json)
  }

  /// Files without a norm have the default; couplings out of bounds are refused.
  @Test func missingAndWrongKeys() throws {
    var adaptive = try #require(FlowSolver.adaptive(AdaptiveScheme()).json.object)
    adaptive["costate_norm"] = nil
    guard case .adaptive(let scheme) = try FlowSolver(json: .object(adaptive)) else {
      Issue.record("not adaptive")
      return
    }
    #expect(scheme.costateNorm == .withoutParameters)
    var fixed = try #require(
      FlowSolver.fixed(FlowScheme(method: .euler, steps: 1)).json.object)
    fixed["coupling"] = 1.5
    let error = #expect(throws: JSONShapeError.self) {
      try FlowSolver(json: .object(fixed))
    }
    #expect(error?.description == "coupling should be above 0 and at most 1, not 1.5")
  }
}
