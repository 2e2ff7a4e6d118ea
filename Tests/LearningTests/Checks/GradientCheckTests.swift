import Calculus
import DataIO
import Learning
import Models
import ODE
import Tensors
import Testing

@Suite struct GradientCheckTests {
  static let architectures: [FlowArchitecture] = [
    smallArchitecture(),
    smallArchitecture(control: .piecewiseConstant(pieces: 2), augmentation: 1),
    smallArchitecture(control: .piecewiseLinear(pieces: 2), time: true),
    FlowArchitecture(
      hidden: [6, 5], activation: .gelu,
      solver: .fixed(FlowScheme(method: .tsitouras, steps: 3, from: 1, to: -0.5))),
    FlowArchitecture(
      hidden: [6], activation: .silu, solver: .adaptive(AdaptiveScheme(adjoint: .discrete))),
    FlowArchitecture(
      hidden: [6], activation: .silu, dependsOnTime: true,
      solver: .adaptive(
        AdaptiveScheme(
          method: .dormandPrince, steps: AdaptiveControl(relative: 1e-3, absolute: 1e-5),
          control: .piecewiseLinear(pieces: 2), adjoint: .costate))),
  ]

  @Test(arguments: architectures)
  func derivativesOfAModelHold(_ architecture: FlowArchitecture) throws {
    let table = try table(TabularModelTests.people)
    for target in ["smokes", "town", "income"] {
      let encoder = try TableEncoder(fitting: table, target: target)
      let model = try TabularModel(
        untrained: encoder, on: table, architecture: architecture, precision: .single)
      let check = try model.gradientCheck(on: table)
      #expect(check.holds, "\(check.json.text())")
      // Measured: at most 5e-11 with equal steps, 1e-8 with adaptive ones.
      let bound = architecture.solver.json["steps"] == "fixed" ? 2e-9 : 3e-8
      for item in check.checks {
        #expect(item.relativeError < bound, "\(item.name): \(item.relativeError)")
      }
      #expect(check.checks.first?.name == "gradient flow.layer0.weight")
      #expect(
        check.checks.suffix(3).map(\.name) == [
          "costate of the first states", "gradient by transposed steps against costate equation",
          "pullback against pushforward of the field",
        ])
    }
  }

  @Test func kinksAreAllowedFor() throws {
    let table = try table(TabularModelTests.people)
    let encoder = try TableEncoder(fitting: table, target: "income")
    let model = try TabularModel(
      untrained: encoder, on: table, architecture: FlowArchitecture(hidden: [16], activation: .relu)
    )
    #expect(try model.gradientCheck(on: table).holds)
  }

  @Test func oneWrongNumberDoesNotHold() {
    let right = GradientCheck.Check(name: "a", relativeError: 1e-9, tolerance: 1e-7)
    let wrong = GradientCheck.Check(name: "b", relativeError: 1e-6, tolerance: 1e-7)
    let check = GradientCheck(checks: [right, wrong])
    #expect(!check.holds)
    #expect(
      check.json.text()
        == #"{"checks":[{"name":"a","relative_error":1e-09,"tolerance":1e-07,"holds":true},"#
        + #"{"name":"b","relative_error":1e-06,"tolerance":1e-07,"holds":false}],"holds":false}"#)
  }
}
