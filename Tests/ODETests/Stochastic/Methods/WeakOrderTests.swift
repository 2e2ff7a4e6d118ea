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
/// The change of a mean when steps are halved, on the same paths, and its standard error.
private struct MeanChange {
  let mean: Double
  let error: Double

  /// The change from `steps` to twice as many.
  init(
    _ method: StochasticMethod, _ field: ClosureStochasticField<Double>, from x0: [Double],
    steps: Int, paths: Int, of function: @Sendable (Double, Double) -> Double
  ) {
    let n = x0.count
    let coarse = StochasticIntegrator(method: method, steps: steps)
    let fine = StochasticIntegrator(method: method, steps: 2 * steps)
    let path = BrownianPath(
      over: TimeSpan(to: 1), components: coarse.motions(of: field), seed: 21)
    let start = Tensor<Double>((0..<paths * n).map { x0[$0 % n] }, shape: [paths, n])
    let pool = ForkJoinPool(threads: 2)
    let a = coarse.trajectory(of: field, from: start, along: path, on: pool).ends.states
    let b = fine.trajectory(of: field, from: start, along: path, on: pool).ends.states
    var (sum, squares) = (0.0, 0.0)
    for row in 0..<paths {
      let change = function(a[row, 0], a[row, n - 1]) - function(b[row, 0], b[row, n - 1])
      sum += change
      squares += change * change
    }
    mean = sum / Double(paths)
    error = ((squares / Double(paths) - mean * mean) / Double(paths)).squareRoot()
  }
}

@Suite("Weak orders")
struct WeakOrderTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let method: StochasticMethod
    let field: ClosureStochasticField<Double>
    let start: [Double]
    let order: Double
    let powers: ClosedRange<Int>
    var paths = 40_000
  }

  /// dx = 3x/2 dt + x/5 dW.
  static func growth(_ sense: StochasticSense) -> ClosureStochasticField<Double> {
    ClosureStochasticField(
      dimension: 1, noise: .diagonal, sense: sense, drift: { _, x, f in f[0] = 1.5 * x[0] },
      diffusion: { _, x, g in g[0] = 0.2 * x[0] })
  }

  /// Two linear noises that do not commute.
  static let turning = ClosureStochasticField<Double>(
    dimension: 2, noise: .general(2), sense: .ito,
    drift: { _, x, f in
      f[0] = x[0] + x[1]
      f[1] = -x[0] + x[1]
    },
    diffusion: { _, x, g in
      g[0] = 0.3 * x[0]
      g[1] = 0.3 * x[1]
      g[2] = 0.2 * x[1]
      g[3] = 0
    })

  /// A pendulum's fall with additive noise.
  static let pendulum = ClosureStochasticField<Double>(
    dimension: 2, noise: .additive(1), sense: .ito,
    drift: { _, x, f in
      f[0] = 2 * x[1]
      f[1] = 2 * sin(x[0])
    },
    diffusion: { t, _, g in
      g[0] = 0.1 * t
      g[1] = 0.2
    })

  static let cases = [
    Case(
      testDescription: "Euler-Maruyama", method: .eulerMaruyama, field: growth(.ito), start: [1],
      order: 1, powers: 4...7),
    Case(
      testDescription: "Milstein", method: .milstein, field: growth(.ito), start: [1], order: 1,
      powers: 4...7),
    Case(
      testDescription: "Platen, one noise", method: .platenWeak2, field: growth(.ito), start: [1],
      order: 2, powers: 3...6),
    Case(
      testDescription: "Platen, two noises", method: .platenWeak2, field: turning, start: [1, 0.5],
      order: 2, powers: 3...6),
    Case(
      testDescription: "SRA1", method: .sra1, field: pendulum, start: [0.5, 0.5], order: 2,
      powers: 3...6),
  ]

  /// The bias of a mean, c hᵖ, changes by c (1 − 2⁻ᵖ) hᵖ when the steps are halved.
  @Test("The slope of the mean's change is the order within 0.15", arguments: cases)
  func order(_ one: Case) {
    let powers = Array(one.powers)
    let changes = powers.map {
      MeanChange(one.method, one.field, from: one.start, steps: 1 << $0, paths: one.paths) {
        $0 * $0 + $1
      }
    }
    for change in changes {
      #expect(change.error < abs(change.mean) / 10, "\(change.error) of \(change.mean)")
    }
    let logs = changes.map { log2(abs($0.mean)) }
    let center = Double(powers.reduce(0, +)) / Double(powers.count)
    let slope =
      zip(powers, logs).reduce(0) { $0 + (Double($1.0) - center) * $1.1 }
      / powers.reduce(0) { $0 + (Double($1) - center) * (Double($1) - center) }
    print("weak order of \(one.testDescription): \(-slope)", changes.map { ($0.mean, $0.error) })
    #expect(abs(-slope - one.order) < 0.15, "\(one.testDescription): \(-slope)")
  }
}
#endif
