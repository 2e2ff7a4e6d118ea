import Calculus
import ODE
import Systems
import Tensors
import Testing

/// The steps that Hairer and Wanner's code DOPRI5 takes.
@Suite struct PublishedStatisticsTests {
  /// Evaluations and accepted steps of SciPy 1.17.1's `ode(f).set_integrator("dopri5", rtol=tol,
  /// atol=tol)`, the original code; for the orbit at 1e-7 they are the published 1442 evaluations,
  /// 240 steps, 216 accepted.
  private static let counts: [(String, Double, evaluations: Int, accepted: Int)] = [
    ("arenstorf", 1e-5, 728, 93),
    ("arenstorf", 1e-7, 1442, 216),
    ("arenstorf", 1e-9, 3212, 530),
    ("lorenz63", 1e-5, 1352, 215),
    ("lorenz63", 1e-7, 3176, 527),
    ("lorenz63", 1e-9, 7898, 1316),
  ]

  @Test(arguments: counts)
  func dormandPrinceTakesTheStepsOfItsCode(
    name: String, tolerance: Double, evaluations: Int, accepted: Int
  ) throws {
    let system = try #require(DynamicalSystem<Double>.named(name))
    var control = AdaptiveControl(relative: tolerance, absolute: tolerance)
    control.initialStep = PublishedStatisticsTests.firstStep(system, tolerance)
    let ends = Integrator(method: .dormandPrince, control: .adaptive(control)).ends(
      of: system.field, from: system.start, over: system.span)
    #expect(ends.total.evaluations == evaluations - 1)
    #expect(ends.total.accepted == accepted)
    #expect(ends.total.rejected == (evaluations - 2) / 6 - accepted)
  }

  @Test func ownFirstStepTakesAboutAsMany() {
    let system = DynamicalSystem<Double>.arenstorf
    let ends = Integrator(
      method: .dormandPrince, control: .adaptive(relative: 1e-7, absolute: 1e-7)
    ).ends(of: system.field, from: system.start, over: system.span)
    #expect(abs(ends.total.accepted - 216) <= 3)
    #expect(abs(ends.total.rejected - 24) <= 3)
    #expect(abs(ends.states[0, 0] - 0.9940021016) < 3e-6)
  }

  /// The first step as the code DOPRI5 chooses it: with sums where we take means.
  private static func firstStep(_ system: DynamicalSystem<Double>, _ tolerance: Double) -> Double {
    let x = system.initialState
    let scale = x.map { tolerance + tolerance * abs($0) }
    func norm(_ e: [Double]) -> Double {
      zip(e, scale).reduce(0) { $0 + ($1.0 / $1.1) * ($1.0 / $1.1) }.squareRoot()
    }
    let f0 = velocity(system, x)
    let h = 0.01 * norm(x) / norm(f0)
    let f1 = velocity(system, zip(x, f0).map { $0 + h * $1 })
    let curvature = norm(zip(f1, f0).map { $0 - $1 }) / h
    let steepest = max(curvature, norm(f0))
    return min(100 * h, root5(0.01 / steepest))
  }

  private static func velocity(_ system: DynamicalSystem<Double>, _ x: [Double]) -> [Double] {
    let field = system.field
    let evaluator = field.makeEvaluator(rowCapacity: 1)
    var velocity = x
    x.withUnsafeBufferPointer { x in
      velocity.withUnsafeMutableBufferPointer { dx in
        var (row, t) = (Int32(0), 0.0)
        guard let x = x.baseAddress, let dx = dx.baseAddress else { return }
        evaluator.evaluate(RowPoints(count: 1, rows: &row, t: &t, x: x), into: dx)
      }
    }
    return velocity
  }

  private static func root5(_ x: Double) -> Double {
    var root = max(x, 1).squareRoot()
    for _ in 0..<200 { root -= (root - x / (root * root * root * root)) / 5 }
    return root
  }
}
