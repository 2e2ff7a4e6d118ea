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

  /// Two wells in each of five directions, coupled; M of rank 3, so that V need not fall, and W, both of
  /// random numbers.
  static func wells<Element: Scalar>(_: Element.Type) -> ClosureDissipativeField<Element> {
    let n = 5
    var stream = RandomStream(seed: 3)
    func number() -> Double { 2 * Double.random(in: 0..<1, using: &stream) - 1 }
    let (a, b) = ((0..<3 * n).map { _ in number() }, (0..<n * n).map { _ in number() })
    let matrix = (0..<n * n).map { entry in
      let (i, j) = (entry / n, entry % n)
      let m = (0..<3).reduce(0) { $0 + a[$1 * n + i] * a[$1 * n + j] }
      return Element(m + b[i * n + j] - b[j * n + i])
    }
    return ClosureDissipativeField(dimension: n) { x in
      var v = Element(0)
      for c in 0..<n {
        let well = x[c] * x[c] - 1
        v += well * well / 4 + x[c] * x[(c + 1) % n] / 5
      }
      return v
    } gradient: { x, g in
      for c in 0..<n {
        g[c] = x[c] * (x[c] * x[c] - 1) + (x[(c + 1) % n] + x[(c + n - 1) % n]) / 5
      }
    } descent: { _, g, dx in
      for c in 0..<n {
        var sum = Element(0)
        for d in 0..<n { sum -= matrix[c * n + d] * g[d] }
        dx[c] = sum
      }
    }
  }

  /// What came of steps from random states near 1.
  private struct Steps {
    var taken = 0
    var raised = 0
    var still = 0
    var failed = 0

    /// Takes steps until so many were taken, of lengths between 10^exponents.
    init<Element: Scalar>(
      of field: ClosureDissipativeField<Element>, count: Int, exponents: ClosedRange<Double>
    ) {
      let (rows, n) = (min(count, 10_000), field.dimension)
      var stream = RandomStream(seed: 11)
      var round = 0
      let evaluator = field.makeDissipativeEvaluator(rowCapacity: 1)
      func value(_ x: [Element], _ row: Int) -> Element {
        var v = Element.nan
        x.withUnsafeBufferPointer { x in
          guard let x = x.baseAddress else { return }
          let (number, time) = (Int32(0), Element(0))
          withUnsafePointer(to: number) { number in
            withUnsafePointer(to: time) { time in
              evaluator.potential(
                RowPoints(count: 1, rows: number, t: time, x: x + row * n), into: &v)
            }
          }
        }
        return v
      }
      while taken < count {
        let size = round.isMultiple(of: 2) ? 2.0 : 0.01
        round += 1
        let x0 = (0..<n * rows).map { _ in
          Element(1 + size * (2 * Double.random(in: 0..<1, using: &stream) - 1))
        }
        let spans = (0..<rows).map { _ in
          TimeSpan(to: pow(10, Double.random(in: exponents, using: &stream)))
        }
        let ends = Integrator(method: .discreteGradient, control: .fixed(steps: 1)).ends(
          of: field, from: Tensor(x0, shape: [rows, n]), over: spans)
        let x1 = ends.states.elements
        for row in 0..<rows {
          guard ends.outcomes[row] == .completed else {
            failed += 1
            continue
          }
          let (before, after) = (value(x0, row), value(x1, row))
          taken += 1
          if !(after <= before) { raised += 1 }
          if after == before { still += 1 }
        }
      }
      print("\(taken) steps: \(raised) raised V, \(still) kept it; \(failed) systems unsolved")
    }
  }

  #if DEBUG
  private static let count = 2_000
  #else
  private static let count = 1_000_000
  #endif

  /// Up to fifty times what an explicit method can take.
  @Test("No step raises the potential")
  func monotone() {
    let steps = Steps(of: Self.valley, count: Self.count, exponents: -5 ... -2)
    #expect(steps.raised == 0)
    #expect(steps.still < steps.taken / 100)
    #expect(steps.failed < steps.taken / 35)
  }

  @Test("No step raises the potential where its matrix is singular")
  func monotoneWithoutDefiniteness() {
    let steps = Steps(of: Self.wells(Double.self), count: Self.count / 4, exponents: -3...0)
    #expect(steps.raised == 0)
    #expect(steps.still < steps.taken / 100)
    #expect(steps.failed < steps.taken / 60)
  }

  @Test("No step raises the potential in single precision")
  func monotoneInSinglePrecision() {
    let steps = Steps(of: Self.wells(Float.self), count: Self.count / 4, exponents: -3...0)
    #expect(steps.raised == 0)
    #expect(steps.failed < steps.taken / 35)
  }
}
