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

/// Compositions on mechanical systems.
@Suite struct CompositionTests {
  static let pendulum = ClosureSeparableField<Double>(dimension: 2) { p, dq in
    dq[0] = p[0]
  } force: { _, q, dp in
    dp[0] = -sin(q[0])
  }
  static let driven = ClosureSeparableField<Double>(dimension: 2) { p, dq in
    dq[0] = p[0]
  } force: { t, q, dp in
    dp[0] = -sin(q[0]) + cos(3 * t)
  }
  static let kepler = ClosureSeparableField<Double>(dimension: 4) { p, dq in
    dq[0] = p[0]
    dq[1] = p[1]
  } force: { _, q, dp in
    let square = q[0] * q[0] + q[1] * q[1]
    let cube = square * square.squareRoot()
    dp[0] = -q[0] / cube
    dp[1] = -q[1] / cube
  }
  static let start = Tensor<Double>([1.1, 0.3])

  @Test(
    "Weights satisfy the conditions of their order, and not of the next",
    arguments: CompositionTableau.all)
  func conditions(tableau: CompositionTableau) {
    let conditions = CompositionConditions(weights: tableau.weights, degree: tableau.order + 1)
    let residuals = (1...tableau.order + 1).map { conditions.residual(degree: $0) }
    print("\(tableau.name): residuals \(residuals)")
    #expect(residuals.dropLast().allSatisfy { $0 < 1e-14 })
    #expect(residuals[tableau.order] > 2e-4)
  }

  private func error(
    _ field: ClosureSeparableField<Double>, _ method: SteppingMethod, steps: Int,
    _ reference: [Double]
  ) -> Double {
    let end = Integrator(method: method, control: .fixed(steps: steps)).ends(
      of: field, from: CompositionTests.start, over: TimeSpan(to: 2)
    ).states.elements
    return max(abs(end[0] - reference[0]), abs(end[1] - reference[1]))
  }

  /// References at time 2 by mpmath 1.3 with 25 digits: its Taylor method for the driven pendulum, 4000
  /// steps of order 8 for the other.
  @Test("Orders are those of theory", arguments: SteppingMethod.separable)
  func orders(method: SteppingMethod) {
    for (field, reference) in [
      (CompositionTests.pendulum, [0.046343955091872857, -1.0865819708400425]),
      (CompositionTests.driven, [-0.045461196973215820, -1.2674420802729693]),
    ] {
      let steps = method.order == 8 ? [10, 14, 20] : [32, 48, 72]
      let slopes = zip(steps, steps.dropFirst()).map { few, many in
        log(
          error(field, method, steps: few, reference) / error(field, method, steps: many, reference)
        )
          / log(Double(many) / Double(few))
      }
      print("\(method.name): observed orders \(slopes)")
      #expect(abs(slopes[1] - Double(method.order)) < 0.1)
    }
  }

  @Test("Dense output is of order 3", arguments: SteppingMethod.separable)
  func denseOutput(method: SteppingMethod) {
    func error(_ steps: Int) -> Double {
      let integrator = Integrator(method: method, control: .fixed(steps: steps))
      let fine = Integrator(method: .kahanLi8, control: .fixed(steps: 60))
      let times = (1..<20).map { Double($0) / 10 + 0.013 }
      let states = integrator.trajectory(
        of: CompositionTests.pendulum, from: CompositionTests.start, over: TimeSpan(to: 2),
        at: times
      ).states.elements
      let exact = times.flatMap {
        fine.ends(
          of: CompositionTests.pendulum, from: CompositionTests.start, over: TimeSpan(to: $0)
        ).states.elements
      }
      return zip(states, exact).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }
    let slope = log2(error(16) / error(32))
    let theory = Double(min(method.order, 4))
    print("\(method.name): order inside steps \(slope), of \(theory)")
    #expect(abs(slope - theory) < 0.1)
  }

  /// A field of closures over whole states.
  private final class Counter: @unchecked Sendable { var velocities = 0, forces = 0 }

  @Test("Halves of a separable field are evaluated apart", arguments: SteppingMethod.separable)
  func halves(method: SteppingMethod) {
    let counter = Counter()
    let field = ClosureSeparableField<Double>(dimension: 2) { p, dq in
      counter.velocities += 1
      dq[0] = p[0]
    } force: { _, q, dp in
      counter.forces += 1
      dp[0] = -sin(q[0])
    }
    let whole = ClosureField<Double>(dimension: 2) { _, x, dx in
      dx[0] = x[1]
      dx[1] = -sin(x[0])
    }
    let integrator = Integrator(method: method, control: .fixed(steps: 10))
    let a = integrator.ends(of: field, from: CompositionTests.start, over: TimeSpan(to: 1))
    let b = integrator.ends(of: whole, from: CompositionTests.start, over: TimeSpan(to: 1))
    #expect(a.states.elements == b.states.elements)
    #expect(a.statistics == b.statistics)
    guard case .composition(let tableau) = method else { return }
    let stages = tableau.weights.count
    // The first velocity is evaluated whole.
    #expect(counter.velocities == 10 * stages + 1)
    #expect(counter.forces == 10 * stages + 1)
    #expect(a.statistics[0].evaluations == 10 * 2 * stages + 1)
  }

  @Test("Steps backwards undo steps forwards", arguments: SteppingMethod.separable)
  func symmetry(method: SteppingMethod) {
    let integrator = Integrator(method: method, control: .fixed(steps: 40))
    let there = integrator.ends(
      of: CompositionTests.pendulum, from: CompositionTests.start, over: TimeSpan(to: 5))
    let back = integrator.ends(
      of: CompositionTests.pendulum, from: there.states, over: TimeSpan(from: 5, to: 0))
    for (a, b) in zip(back.states.elements, CompositionTests.start.elements) {
      #expect(abs(a - b) < 1e-13)
    }
  }

  #if !DEBUG
  /// A planet of eccentricity 0.6 over 1,000,000 steps, 200 a turn: the energy comes back to where it
  /// was after each turn, and rounding makes what drift there is.
  @Test("The energy does not drift in a million steps", arguments: SteppingMethod.separable)
  func energy(method: SteppingMethod) {
    let drift = Drift(
      of: method, on: CompositionTests.kepler, control: .fixed(steps: 200 * Drift.turns))
    // Rounding alone is a random walk of a million steps.
    #expect(drift.last < 1.05 * drift.first + 2e-12)
    #expect(drift.momentum < 6e-13)
  }

  /// Beside them the implicit midpoint rule, which is symplectic for every field and keeps quadratic
  /// invariants as far as its systems are solved, and methods that are not: their energy drifts by as
  /// much in each turn as in the one before.
  @Test("The energy of the implicit midpoint rule does not drift, that of others does")
  func energyOfOthers() {
    let control = StepControl.fixed(steps: 200 * Drift.turns)
    let midpoint = Drift(of: .implicitMidpoint, on: CompositionTests.kepler, control: control)
    #expect(midpoint.last < 1.05 * midpoint.first)
    #expect(midpoint.momentum < 1.2e-10)
    for method in [SteppingMethod.rungeKutta4, .dormandPrince] {
      let drift = Drift(of: method, on: CompositionTests.kepler, control: control)
      #expect(drift.last > 5 * drift.first)
      #expect(drift.momentum > 5e-7)
    }
  }

  /// How far energy and angular momentum are from their values at the beginning.
  private struct Drift {
    static let turns = 5_000

    let first: Double
    let last: Double
    let momentum: Double

    init(of method: SteppingMethod, on field: some VectorField<Double>, control: StepControl) {
      let energy = StateFunction<Double>(count: 2) { _, x, y in
        y[0] = (x[2] * x[2] + x[3] * x[3]) / 2 - 1 / (x[0] * x[0] + x[1] * x[1]).squareRoot()
        y[1] = x[0] * x[3] - x[1] * x[2]
      }
      let trajectory = Integrator(method: method, control: control).trajectory(
        of: field, from: Tensor([0.4, 0, 0, 2]), over: TimeSpan(to: Double(Drift.turns) * 2 * .pi),
        everySteps: 7, reading: energy)
      let values = trajectory.states(ofRow: 0).elements
      let count = values.count / 2
      func most(_ range: Range<Int>) -> Double {
        range.reduce(0) { max($0, abs(values[2 * $1] + 0.5)) }
      }
      (first, last) = (most(0..<count / 10), most(count * 9 / 10..<count))
      momentum = (0..<count).reduce(0) { max($0, abs(values[2 * $1 + 1] - 0.8)) }
      print(
        "\(method.name): energy off by \(first) in the first tenth, \(last) in the last; "
          + "angular momentum by \(momentum)")
    }
  }
  #endif
}
