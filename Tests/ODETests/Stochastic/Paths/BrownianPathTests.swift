import ODE
import Testing

@Suite("Brownian paths")
struct BrownianPathTests {
  @Test("A value is the same bits whatever was asked before, and in another run of the seed")
  func repeatable() {
    let path = BrownianPath(over: TimeSpan(from: -1, to: 2), components: 3, seed: 11)
    let again = BrownianPath(over: TimeSpan(from: -1, to: 2), components: 3, seed: 11)
    let times = (0..<200).map { -1 + 3 * Double($0 * 77 % 200) / 200 }
    for row in [0, 5] {
      for component in 0..<3 {
        let motion = path.motion(row: row, component: component)
        let forwards = times.map { motion.value(at: $0).w }
        let other = again.motion(row: row, component: component)
        let backwards = times.reversed().map { other.value(at: $0).w }
        #expect(forwards == backwards.reversed())
      }
    }
    let first = path.motion(row: 0, component: 0).value(at: 0.3).w
    #expect(first != path.motion(row: 0, component: 1).value(at: 0.3).w)
    #expect(first != path.motion(row: 1, component: 0).value(at: 0.3).w)
    let stranger = BrownianPath(over: path.span, components: 3, seed: 12)
    #expect(first != stranger.motion(row: 0, component: 0).value(at: 0.3).w)
  }

  @Test("Scaling time by 4^k scales the motion by 2^k and its integral by 8^k, bit for bit")
  func scaling() {
    let one = BrownianPath(over: TimeSpan(to: 1), components: 1, seed: 3)
    for power in [-8, 3, 9] {
      let two = Double(sign: .plus, exponent: power, significand: 1)
      let scaled = BrownianPath(over: TimeSpan(to: two * two), components: 1, seed: 3)
      for time in [0.1, 0.25, 1.0 / 3, 0.9999, 1] {
        let a = one.motion(row: 2, component: 0).value(at: time)
        let b = scaled.motion(row: 2, component: 0).value(at: time * two * two)
        #expect(b.w == a.w * two)
        #expect(b.integral == a.integral * two * two * two)
      }
    }
  }

  @Test("Increments of parts add up to that of the whole, and so do their areas")
  func refinement() {
    let motion = BrownianPath(over: TimeSpan(to: 1), components: 1, seed: 5)
      .motion(row: 0, component: 0)
    let whole = motion.increment(from: 0.1, to: 0.9)
    var (w, integral) = (0.0, 0.0)
    for part in 0..<100 {
      let (a, b) = (0.1 + 0.008 * Double(part), 0.1 + 0.008 * Double(part + 1))
      let increment = motion.increment(from: a, to: b)
      integral += increment.integral + w * (b - a)
      w += increment.w
    }
    #expect(abs(w - whole.w) < 1e-14)
    #expect(abs(integral - whole.integral) < 1e-14)
  }

  /// With N rows, the mean of a product of two jointly normal numbers deviates from their covariance
  /// by √((v₁v₂ + c²)/N) in standard deviation; 4.5 of them are passed by chance in 7 of 10⁶ cases.
  @Test("Means and covariances of W and its integral are those in closed form")
  func moments() {
    #if DEBUG
    let rows = 2_000
    #else
    let rows = 100_000
    #endif
    let path = BrownianPath(over: TimeSpan(to: 2), components: 1, seed: 2)
    let times = [0.3, 1.0, 1.75, 2.0]
    var products = [[Double]](repeating: Array(repeating: 0, count: 8), count: 8)
    var means = [Double](repeating: 0, count: 8)
    for row in 0..<rows {
      let motion = path.motion(row: row, component: 0)
      let values = times.map { motion.value(at: $0) }
      let all = values.map(\.w) + values.map(\.integral)
      for i in 0..<8 {
        means[i] += all[i] / Double(rows)
        for j in 0..<8 { products[i][j] += all[i] * all[j] / Double(rows) }
      }
    }
    /// Covariances for s ≤ t: W W: s; W(s) I(t): s t − s²/2; W(t) I(s): s²/2; I I: s²t/2 − s³/6.
    func covariance(_ i: Int, _ j: Int) -> Double {
      let (a, b) = (times[i % 4], times[j % 4])
      let (s, t) = (min(a, b), max(a, b))
      switch (i < 4, j < 4) {
      case (true, true): return s
      case (false, false): return s * s * t / 2 - s * s * s / 6
      case (true, false): return a <= b ? a * b - a * a / 2 : b * b / 2
      case (false, true): return b <= a ? a * b - b * b / 2 : a * a / 2
      }
    }
    for i in 0..<8 {
      #expect(abs(means[i]) < 4.5 * (covariance(i, i) / Double(rows)).squareRoot())
      for j in 0...i {
        let c = covariance(i, j)
        let deviation = ((covariance(i, i) * covariance(j, j) + c * c) / Double(rows)).squareRoot()
        #expect(abs(products[i][j] - c) < 4.5 * deviation, "covariance of \(i) and \(j)")
      }
    }
  }
}
