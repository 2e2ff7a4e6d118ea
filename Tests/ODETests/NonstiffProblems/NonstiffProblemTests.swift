#if !DEBUG
import Foundation
import ODE
import Tensors
import Testing

/// The 25 problems of DETEST: errors at the end against tolerances, and the work of Dormand and Prince's
/// method against Hairer's code DOPRI5.
@Suite(.serialized) struct NonstiffProblemTests {
  private struct Run {
    let evaluations: Int
    /// The largest error relative to 1 + |x|.
    let error: Double
  }

  private static func run(
    _ problem: NonstiffProblem, _ method: SteppingMethod, _ tolerance: Double
  ) throws -> Run {
    let reference = try #require(NonstiffReference.all[problem.name])
    let ends = Integrator(
      method: method, control: .adaptive(relative: tolerance, absolute: tolerance)
    ).ends(of: problem.field, from: Tensor(problem.start), over: TimeSpan(to: 20))
    #expect(ends.outcomes[0].isCompleted, "\(problem.name) \(method) \(ends.outcomes[0])")
    let errors = zip(ends.states.elements, reference.state).map { abs($0 - $1) / (1 + abs($1)) }
    return Run(evaluations: ends.total.evaluations, error: errors.max() ?? .nan)
  }

  /// About three times the largest error over tolerance that was measured, over all classes.
  ///
  /// No one-step method keeps global errors within a few tolerances over three revolutions of the
  /// orbits of class D: DOPRI5's own, in the reference, are up to 881 times its tolerance.
  private static let bounds = [
    "midpoint": 165.0, "heun": 530, "bosh3": 1430, "rkf45": 5900, "dopri5": 2650, "tsit5": 1950,
    "cash-karp": 2700, "vern6": 610, "vern7": 145, "dop853": 540, "trbdf2": 16400, "kvaerno5": 5730,
    "rodas4": 640, "rodas5p": 1350,
  ]

  /// The largest errors over tolerances, class by class.
  ///
  /// Euler's implicit method damps orbits until
  /// they end in the sun, and is left out.
  @Test(arguments: SteppingMethod.adaptive.filter { $0 != .implicitEuler })
  func errorsFollowTolerances(method: SteppingMethod) throws {
    let classes = [
      NonstiffProblem.single, NonstiffProblem.small, NonstiffProblem.moderate,
      NonstiffProblem.orbits, NonstiffProblem.higherOrder,
    ]
    let tolerances = method.order > 2 ? [1e-3, 1e-6, 1e-9] : [1e-3, 1e-5]
    for tolerance in tolerances {
      let worst = try classes.map { problems in
        try problems.map { try Self.run($0, method, tolerance).error / tolerance }.max() ?? .nan
      }
      #expect((worst.max() ?? .nan) < Self.bounds[method.name] ?? 0)
      let text = worst.map { String(format: "%.3g", $0) }.joined(separator: ", ")
      print("error / tolerance \(method), \(tolerance), classes A to E: \(text)")
    }
  }

  /// The geometric mean of our evaluations over those of DOPRI5 at the same error, between its
  /// tolerances 1e-4 and 1e-9, interpolated in logarithms.
  @Test func evaluationsAreThoseOfHairersCode() throws {
    var ratios: [Double] = []
    for problem in NonstiffProblem.all {
      let others = try #require(NonstiffReference.all[problem.name]).dopri5
      let own = try (2...11).map { try Self.run(problem, .dormandPrince, pow(10, -Double($0))) }
      var logs: [Double] = []
      for other in others.dropFirst().dropLast() {
        guard let count = Self.evaluations(own, at: other.error) else { continue }
        logs.append(log(count / Double(other.evaluations)))
      }
      let ratio = exp(logs.reduce(0, +) / Double(logs.count))
      print("evaluations of \(problem.name) over DOPRI5's at equal error: \(ratio)")
      ratios.append(ratio)
    }
    let mean = exp(ratios.reduce(0) { $0 + log($1) } / Double(ratios.count))
    print("evaluations over DOPRI5's at equal error, all problems: \(mean)")
    #expect(abs(mean - 1) < 0.05)
  }

  /// The evaluations at which runs of falling tolerance first pass an error.
  private static func evaluations(_ runs: [Run], at error: Double) -> Double? {
    for (a, b) in zip(runs, runs.dropFirst()) where a.error >= error && b.error < error {
      let share = log(a.error / error) / log(a.error / b.error)
      return exp(
        log(Double(a.evaluations)) * (1 - share) + log(Double(b.evaluations)) * share)
    }
    return nil
  }
}
#endif
