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

/// Gonzalez' discrete gradient on fields with and without friction.
@Suite struct DiscreteGradientTests {
  /// A pendulum with friction.
  static func pendulum(_ friction: Double) -> ClosureDissipativeField<Double> {
    ClosureDissipativeField(dimension: 2) { x in
      x[1] * x[1] / 2 - cos(x[0])
    } gradient: { x, g in
      g[0] = sin(x[0])
      g[1] = x[1]
    } descent: { _, g, dx in
      dx[0] = g[1]
      dx[1] = -g[0] - friction * g[1]
    }
  }

  /// Rosenbrock's valley with a rotation that depends on the state: stiff, far from convex.
  static let valley = ClosureDissipativeField<Double>(dimension: 2) { x in
    let (a, b) = (1 - x[0], x[1] - x[0] * x[0])
    return a * a + 100 * b * b
  } gradient: { x, g in
    let b = x[1] - x[0] * x[0]
    g[0] = -2 * (1 - x[0]) - 400 * x[0] * b
    g[1] = 200 * b
  } descent: { x, g, dx in
    let turn = 2 * sin(x[0] + x[1])
    dx[0] = -g[0] - turn * g[1]
    dx[1] = turn * g[0] - (1 + x[0] * x[0]) * g[1]
  }

  private func value(_ x: [Double]) -> Double { x[1] * x[1] / 2 - cos(x[0]) }

  @Test("Steps have order 2")
  func order() {
    let field = DiscreteGradientTests.pendulum(0.2)
    func end(_ method: SteppingMethod, _ steps: Int) -> [Double] {
      Integrator(method: method, control: .fixed(steps: steps)).ends(
        of: field, from: Tensor([2, 0.5]), over: TimeSpan(to: 3)
      ).states.elements
    }
    let exact = end(.dormandPrince853, 200)
    let errors = [40, 80, 160].map { steps in
      zip(end(.discreteGradient, steps), exact).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }
    #expect(abs(log2(errors[1] / errors[2]) - 2) < 0.05)
    let ends = Integrator(method: .discreteGradient, control: .fixed(steps: 40)).ends(
      of: field, from: Tensor([2, 0.5]), over: TimeSpan(to: 3))
    #expect(ends.statistics[0].jacobians == 40)
    #expect(ends.statistics[0].evaluations < 40 * 16)
  }

  @Test("Without friction the energy stays, to rounding")
  func conservation() {
    let trajectory = Integrator(method: .discreteGradient, control: .fixed(steps: 2000)).trajectory(
      of: DiscreteGradientTests.pendulum(0), from: Tensor([2, 0.5]), over: TimeSpan(to: 400),
      everySteps: 1)
    let states = trajectory.states(ofRow: 0).elements
    #expect(trajectory.outcomes == [.completed])
    let energy = value([2, 0.5])
    for step in 0..<states.count / 2 {
      #expect(abs(value([states[2 * step], states[2 * step + 1]]) - energy) < 1e-12)
    }
    // It moves, too.
    #expect(states.contains { $0 > 1.9 } && states.contains { $0 < -1.9 })
  }

  @Test("A row comes to rest, and stays there")
  func rest() {
    let ends = Integrator(method: .discreteGradient, control: .fixed(steps: 4000)).ends(
      of: DiscreteGradientTests.pendulum(0.5), from: Tensor([2, 0.5]), over: TimeSpan(to: 400))
    #expect(ends.outcomes == [.completed])
    #expect(ends.states.elements.allSatisfy { abs($0) < 1e-6 })
  }

  /// Steps from random states of random lengths, up to fifty times what an explicit method can take.
  @Test("No step raises the potential")
  func monotone() {
    #if DEBUG
    let (rows, rounds) = (500, 4)
    #else
    let (rows, rounds) = (10_000, 100)
    #endif
    var stream = RandomStream(seed: 11)
    var (raised, failed, still) = (0, 0, 0)
    func value(_ x: ArraySlice<Double>) -> Double {
      let (x, y) = (x[x.startIndex], x[x.startIndex + 1])
      let (a, b) = (1 - x, y - x * x)
      return a * a + 100 * b * b
    }
    for round in 0..<rounds {
      let size = round.isMultiple(of: 2) ? 2.0 : 0.01
      let x0 = (0..<2 * rows).map { _ in
        1 + size * (2 * Double.random(in: 0..<1, using: &stream) - 1)
      }
      let spans = (0..<rows).map { _ in
        TimeSpan(to: pow(10, -5 + 3 * Double.random(in: 0..<1, using: &stream)))
      }
      let ends = Integrator(method: .discreteGradient, control: .fixed(steps: 1)).ends(
        of: DiscreteGradientTests.valley, from: Tensor(x0, shape: [rows, 2]), over: spans)
      let x1 = ends.states.elements
      for row in 0..<rows {
        let (before, after) = (value(x0[2 * row..<2 * row + 2]), value(x1[2 * row..<2 * row + 2]))
        if ends.outcomes[row] != .completed {
          failed += 1
        } else if after > before {
          raised += 1
        } else if after == before {
          still += 1
        }
      }
    }
    let count = rows * rounds
    print("\(count) steps: \(raised) raised V, \(still) kept it, \(failed) systems were not solved")
    #expect(raised == 0)
    #expect(still < count / 100)
    #expect(failed < count / 20)
  }
}
