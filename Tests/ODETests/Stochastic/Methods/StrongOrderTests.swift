import ODE
import Tensors
import Testing

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

#if !DEBUG
/// An equation whose solution is a function of time and the motion's value.
struct SolvedEquation: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let field: ClosureStochasticField<Double>
  let start: Double
  let solution: @Sendable (_ t: Double, _ w: Double) -> Double

  /// dx = a x dt + b x dW, in either sense.
  static func growth(_ sense: StochasticSense) -> SolvedEquation {
    let (a, b) = (0.5, 0.8)
    let rate = sense == .ito ? a - b * b / 2 : a
    return SolvedEquation(
      testDescription: "geometric Brownian motion, \(sense)",
      field: ClosureStochasticField(
        dimension: 1, noise: .diagonal, sense: sense, drift: { _, x, f in f[0] = a * x[0] },
        diffusion: { _, x, g in g[0] = b * x[0] }),
      start: 1, solution: { t, w in exp(rate * t + b * w) })
  }

  /// dx = x/2 dt + √(1 + x²) dW in Itô's sense: x = sinh(asinh x₀ + W).
  static let hyperbolic = SolvedEquation(
    testDescription: "hyperbolic sine",
    field: ClosureStochasticField(
      dimension: 1, noise: .diagonal, sense: .ito, drift: { _, x, f in f[0] = x[0] / 2 },
      diffusion: { _, x, g in g[0] = (1 + x[0] * x[0]).squareRoot() }),
    start: 0.3, solution: { _, w in sinh(asinh(0.3) + w) })

  /// dx = (1/√(1+t) − x/(2(1+t))) dt + 0.5/√(1+t) dW: x = (x₀ + t + W/2)/√(1+t).
  static let additive = SolvedEquation(
    testDescription: "additive noise",
    field: ClosureStochasticField(
      dimension: 1, noise: .additive(1), sense: .ito,
      drift: { t, x, f in f[0] = 1 / (1 + t).squareRoot() - x[0] / (2 * (1 + t)) },
      diffusion: { t, _, g in g[0] = 0.5 / (1 + t).squareRoot() }),
    start: 1, solution: { t, w in (1 + t + w / 2) / (1 + t).squareRoot() })

  /// The mean absolute error at the end for 2^power steps.
  func error(_ method: StochasticMethod, power: Int, rows: Int) -> Double {
    let path = BrownianPath(over: TimeSpan(to: 1), components: 1, seed: 9)
    let ends = StochasticIntegrator(method: method, steps: 1 << power).trajectory(
      of: field, from: Tensor(repeating: start, shape: [rows, 1]), along: path
    ).ends
    var sum = 0.0
    for row in 0..<rows {
      let w = path.motion(row: row, component: 0).value(at: 1).w
      sum += abs(ends.states[row, 0] - solution(1, w))
    }
    return sum / Double(rows)
  }
}

@Suite("Strong orders")
struct StrongOrderTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let method: StochasticMethod
    let equation: SolvedEquation
    let order: Double
    var testDescription: String { "\(method), \(equation.testDescription)" }
  }

  static let cases = [
    Case(method: .eulerMaruyama, equation: .growth(.ito), order: 0.5),
    Case(method: .eulerMaruyama, equation: .hyperbolic, order: 0.5),
    Case(method: .eulerMaruyama, equation: .additive, order: 1),
    Case(method: .milstein, equation: .growth(.ito), order: 1),
    Case(method: .milstein, equation: .growth(.stratonovich), order: 1),
    Case(method: .milstein, equation: .hyperbolic, order: 1),
    Case(method: .heun, equation: .growth(.stratonovich), order: 1),
    // Where the drift is linear in x, the terms of order 1.5 vanish.
    Case(method: .sra1, equation: .additive, order: 2),
  ]

  @Test(
    "The slope over 2^5 to 2^10 steps and 2000 paths is the order within 0.15", arguments: cases)
  func order(_ one: Case) {
    let powers = Array(5...10)
    let logs = powers.map { log2(one.equation.error(one.method, power: $0, rows: 2000)) }
    let center = Double(powers.reduce(0, +)) / Double(powers.count)
    let slope =
      zip(powers, logs).reduce(0) { $0 + (Double($1.0) - center) * $1.1 }
      / powers.reduce(0) { $0 + (Double($1) - center) * (Double($1) - center) }
    print("strong order of \(one.testDescription): \(-slope)")
    #expect(abs(-slope - one.order) < 0.15, "\(one.testDescription): \(-slope)")
  }

  @Test("SRA1's states change by halving steps with the power 1.5, of a wavy drift")
  func nonlinearAdditive() {
    let rows = 1000
    let wavy = ClosureStochasticField<Double>(
      dimension: 1, noise: .additive(1), sense: .ito, drift: { _, x, f in f[0] = sin(4 * x[0]) },
      diffusion: { _, _, g in g[0] = 1 })
    let path = BrownianPath(over: TimeSpan(to: 1), components: 1, seed: 9)
    let x0 = Tensor<Double>(repeating: 0.5, shape: [rows, 1])
    let ends = (6...12).map { power in
      StochasticIntegrator(method: .sra1, steps: 1 << power)
        .trajectory(of: wavy, from: x0, along: path).ends.states
    }
    let logs = zip(ends, ends.dropFirst()).map { a, b in
      log2((0..<rows).reduce(0) { $0 + abs(a[$1, 0] - b[$1, 0]) })
    }
    let center = Double(logs.count - 1) / 2
    let slope =
      logs.enumerated().reduce(0) { $0 + (Double($1.offset) - center) * $1.element }
      / logs.indices.reduce(0) { $0 + (Double($1) - center) * (Double($1) - center) }
    print("strong order of sra1, nonlinear: \(-slope)", logs)
    #expect(abs(-slope - 1.5) < 0.15)
  }
}
#endif
