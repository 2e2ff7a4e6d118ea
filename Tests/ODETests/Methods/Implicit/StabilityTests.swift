import Calculus
import ODE
import Tensors
import Testing

/// What implicit methods do with x' = λx: their stability functions R(hλ), seen by taking one step.
@Suite struct StabilityTests {
  private static let implicit = SteppingMethod.all.filter(\.isImplicit)

  /// |R(a + ib)|: one step of size 1 of the field of a rotation that decays.
  private static func growth(_ method: SteppingMethod, _ a: Double, _ b: Double) -> Double {
    let field = ClosureField<Double>(dimension: 2) { _, x, dx in
      dx[0] = a * x[0] - b * x[1]
      dx[1] = b * x[0] + a * x[1]
    }
    let end = Integrator(method: method, control: .fixed(steps: 1)).ends(
      of: field, from: Tensor([1, 0]), over: TimeSpan(to: 1))
    #expect(end.allCompleted, "\(method) \(end.outcomes)")
    let x = end.states.elements
    return (x[0] * x[0] + x[1] * x[1]).squareRoot()
  }

  /// A-stability: no growth on the imaginary axis, where a rational function without poles to the left
  /// is largest, nor at places to the left of it.
  @Test(arguments: implicit)
  func isStableInTheLeftHalfPlane(method: SteppingMethod) {
    for b in [0.01, 0.1, 0.5, 1, 2, 3, 5, 8, 13, 30, 100, 1e4] {
      #expect(StabilityTests.growth(method, 0, b) < 1 + 1e-7, "\(method) \(b)")
      #expect(StabilityTests.growth(method, -b, b) < 1 + 1e-7, "\(method) \(b)")
    }
  }

  /// L-stability: what is infinitely stiff vanishes in one step; the midpoint and the trapezoidal rule
  /// reflect it.
  @Test(arguments: implicit)
  func stiffComponentsVanish(method: SteppingMethod) {
    let growth = StabilityTests.growth(method, -1e7, 0)
    if [.implicitMidpoint, .trapezoid].contains(method) {
      #expect(abs(growth - 1) < 1e-5, "\(method) \(growth)")
    } else {
      #expect(growth < 1e-5, "\(method) \(growth)")
    }
  }

  @Test(arguments: DiagonallyImplicitTableau.all)
  func coefficientsSatisfyTheirConditions(tableau: DiagonallyImplicitTableau) {
    #expect(tableau.conditionResidual < 5e-14, "\(tableau) \(tableau.conditionResidual)")
  }

  /// The implicit midpoint rule keeps quadratic invariants: here the spin of a rigid body, and its
  /// energy.
  @Test func midpointKeepsQuadraticInvariants() {
    let inertia = [2.0, 1, 2.0 / 3]
    let body = ClosureField<Double>(dimension: 3) { _, x, dx in
      dx[0] = (1 / inertia[2] - 1 / inertia[1]) * x[1] * x[2]
      dx[1] = (1 / inertia[0] - 1 / inertia[2]) * x[2] * x[0]
      dx[2] = (1 / inertia[1] - 1 / inertia[0]) * x[0] * x[1]
    }
    let start = Tensor([0.8, 0.6, 0.3])
    func invariants(_ x: [Double]) -> (Double, Double) {
      let squares = x.map { $0 * $0 }
      return (squares.reduce(0, +), zip(squares, inertia).reduce(0) { $0 + $1.0 / $1.1 })
    }
    let trajectory = Integrator(method: .implicitMidpoint, control: .fixed(steps: 1000))
      .trajectory(of: body, from: start, over: TimeSpan(to: 100))
    let first = invariants(start.elements)
    for index in trajectory.times.indices {
      let (spin, energy) = invariants(trajectory.states(at: index).elements)
      #expect(abs(spin - first.0) < 1e-12 && abs(energy - first.1) < 1e-12)
    }
    // The trapezoidal rule over the same steps does not keep them.
    let other = Integrator(method: .trapezoid, control: .fixed(steps: 1000)).ends(
      of: body, from: start, over: TimeSpan(to: 100))
    #expect(abs(invariants(other.states.elements).0 - first.0) > 1e-8)
  }
}
