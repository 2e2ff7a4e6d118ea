import Optimization
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A function of one variable with its derivative.
struct LineFunction: Sendable {
  let value: @Sendable (Double) -> Double
  let slope: @Sendable (Double) -> Double
  let conditions: WolfeConditions

  init(
    decrease: Double, curvature: Double, value: @escaping @Sendable (Double) -> Double,
    slope: @escaping @Sendable (Double) -> Double
  ) {
    self.value = value
    self.slope = slope
    conditions = WolfeConditions(sufficientDecrease: decrease, curvature: curvature)
  }

  /// The six functions of Moré & Thuente, ACM TOMS 20 (1994), section 5, with the tolerances of
  /// their tables.
  static let published = [
    LineFunction(
      decrease: 0.001, curvature: 0.1, value: { -$0 / ($0 * $0 + 2) },
      slope: { ($0 * $0 - 2) / (($0 * $0 + 2) * ($0 * $0 + 2)) }),
    LineFunction(
      decrease: 0.1, curvature: 0.1, value: { pow($0 + 0.004, 5) - 2 * pow($0 + 0.004, 4) },
      slope: { 5 * pow($0 + 0.004, 4) - 8 * pow($0 + 0.004, 3) }),
    wavy(beta: 0.01, waves: 39),
    yanai(0.001, 0.001), yanai(0.01, 0.001), yanai(0.001, 0.01),
  ]

  private static func wavy(beta: Double, waves: Double) -> LineFunction {
    LineFunction(
      decrease: 0.1, curvature: 0.1,
      value: { a in
        let ripple = 2 * (1 - beta) / (waves * .pi) * sin(waves * .pi * a / 2)
        if abs(a - 1) >= beta { return abs(a - 1) + ripple }
        return (a - 1) * (a - 1) / (2 * beta) + beta / 2 + ripple
      },
      slope: { a in
        min(max((a - 1) / beta, -1), 1) + (1 - beta) * cos(waves * .pi * a / 2)
      })
  }

  private static func yanai(_ first: Double, _ second: Double) -> LineFunction {
    let weights = [first, second].map { sqrt(1 + $0 * $0) - $0 }
    return LineFunction(
      decrease: 0.001, curvature: 0.001,
      value: { a in
        weights[0] * sqrt((1 - a) * (1 - a) + second * second)
          + weights[1] * sqrt(a * a + first * first)
      },
      slope: { a in
        -weights[0] * (1 - a) / sqrt((1 - a) * (1 - a) + second * second)
          + weights[1] * a / sqrt(a * a + first * first)
      })
  }

  func search(from firstStep: Double, noise: Double = 0) -> LineSearch {
    var search = LineSearch(
      conditions, value: value(0), slope: slope(0), firstStep: firstStep, noise: noise)
    while search.verdict == .undecided {
      search.advance(value: value(search.step), slope: slope(search.step))
    }
    return search
  }
}

@Suite struct LineSearchTests {
  /// Function, first step, evaluations, step found: made with SciPy 1.17.1's `DCSRCH` (xtol 1e-15,
  /// steps from 0 to 1e20); the evaluations and the steps' two digits are those of tables I to VI
  /// of the paper.
  static let table: [(function: Int, first: Double, evaluations: Int, step: Double)] = [
    (1, 1e-3, 6, 1.365), (1, 0.1, 3, 1.4413720790892741), (1, 10, 1, 10),
    (1, 1e3, 4, 36.88760696396662),
    (2, 1e-3, 12, 1.596000000186075), (2, 0.1, 8, 1.5960000000049348),
    (2, 10, 8, 1.5959999997572032), (2, 1e3, 11, 1.595999998872531),
    (3, 1e-3, 12, 0.9999996797968318), (3, 0.1, 12, 0.9999988033548208),
    (3, 10, 10, 0.9999999876178056), (3, 1e3, 13, 0.9999999017146377),
    (4, 1e-3, 4, 0.085), (4, 0.1, 1, 0.1), (4, 10, 3, 0.3491046164172457),
    (4, 1e3, 4, 0.8294012431694555),
    (5, 1e-3, 6, 0.07501087060006814), (5, 0.1, 3, 0.07751042197802409),
    (5, 10, 7, 0.07314201106894994), (5, 1e3, 8, 0.07615927320141007),
    (6, 1e-3, 13, 0.9279032286386139), (6, 0.1, 11, 0.9261500138380064),
    (6, 10, 8, 0.924781673432206), (6, 1e3, 11, 0.9243979067536415),
  ]

  @Test(arguments: table)
  func `the published searches are repeated`(
    function: Int, first: Double, evaluations: Int, step: Double
  ) {
    let line = LineFunction.published[function - 1]
    let search = line.search(from: first)
    #expect(search.verdict == .accepted)
    #expect(search.evaluations == evaluations)
    #expect(abs(search.step - step) <= 1e-13 * step)
  }

  @Test(arguments: 0..<6)
  func `an accepted step satisfies both conditions`(function: Int) {
    let line = LineFunction.published[function]
    for exponent in stride(from: -4.0, through: 4, by: 0.25) {
      let search = line.search(from: pow(10, exponent))
      let (a, start, conditions) = (search.step, line.slope(0), line.conditions)
      #expect(search.verdict == .accepted)
      #expect(line.value(a) <= line.value(0) + conditions.sufficientDecrease * a * start)
      #expect(abs(line.slope(a)) <= conditions.curvature * abs(start))
    }
  }

  @Test(arguments: [1e-2, 1, 1e2, 1e6])
  func `a function that ends in infinity is searched before its end`(first: Double) {
    // -log(1 - a) - 2a on a < 1, with its minimum at 1/2.
    let line = LineFunction(
      decrease: 1e-4, curvature: 0.01,
      value: { $0 < 1 ? -log(1 - $0) - 2 * $0 : .nan }, slope: { 1 / (1 - $0) - 2 })
    let search = line.search(from: first)
    #expect(search.verdict == .accepted)
    #expect(abs(search.step - 0.5) < 0.01)
  }

  @Test func `a line that falls for ever ends at the greatest step`() {
    let line = LineFunction(decrease: 1e-4, curvature: 0.9, value: { -$0 }, slope: { _ in -1 })
    let search = line.search(from: 1)
    #expect(search.verdict == .unbounded)
    #expect(search.step == 1e20)
  }

  @Test func `a slope that lies exhausts the interval`() {
    let line = LineFunction(decrease: 1e-4, curvature: 0.9, value: { $0 }, slope: { _ in -1 })
    let search = line.search(from: 1)
    #expect(search.verdict == .exhausted || search.verdict == .evaluationLimit)
    #expect(search.evaluations <= 40)
  }

  @Test func `nothing finite ends the search`() {
    let line = LineFunction(
      decrease: 1e-4, curvature: 0.9, value: { $0 == 0 ? 0 : .nan }, slope: { _ in -1 })
    #expect(line.search(from: 1).verdict == .evaluationLimit)
  }

  @Test func `below the values' noise the slopes decide`() {
    // Values rounded to multiples of 1e-8, near the minimum of (a - 1e-5)^2 / 2.
    let line = LineFunction(
      decrease: 1e-4, curvature: 0.1,
      value: { (1 + ($0 - 1e-5) * ($0 - 1e-5) / 2 * 1e2).rounded() }, slope: { ($0 - 1e-5) * 1e2 })
    let search = line.search(from: 1.02e-5, noise: 1e-8)
    #expect(search.verdict == .accepted)
    #expect(search.evaluations == 1)
    #expect(line.search(from: 1.02e-5).verdict != .accepted)
  }
}
