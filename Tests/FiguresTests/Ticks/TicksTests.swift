import Testing

@testable import Figures

@Suite struct LinearTicksTests {
  static let ranges: [(Double, Double)] = [
    (0, 1), (-1, 1), (0.13, 0.94), (-3.7, 12.2), (1e-12, 3e-12), (-1e-300, 1e-300), (1e9, 1e9 + 1),
    (-4e17, 9e17), (-1e300, 1e300), (99.5, 100.5), (0.999999, 1.000001), (1e-200, 7e-200),
  ]

  @Test(arguments: ranges, [2, 3, 5, 7, 10])
  func ticksCoverTheRangeInEvenRoundSteps(range: (Double, Double), count: Int) throws {
    let (lower, upper) = range
    let values = Ticks.linear(from: lower, to: upper, atMost: count).major.map(\.value)
    #expect(values.count >= 2)
    #expect(values.count <= max(count, 5))
    let step = values[1] - values[0]
    let slack = 1e-9 * step + 4 * max(abs(lower), abs(upper)).ulp
    #expect(values[0] >= lower - slack && values[0] - step < lower)
    let last = try #require(values.last)
    #expect(last <= upper + slack && last + step > upper)
    for (index, value) in values.enumerated() {
      #expect(abs(value - (values[0] + Double(index) * step)) <= slack)
    }
    let exponent = decimalLogarithm(step).rounded(.down)
    let mantissa = tenToThe(decimalLogarithm(step) - exponent)
    #expect([1, 2, 5, 10].contains { abs(mantissa - $0) < 1e-5 * $0 })
  }

  @Test(
    arguments: [
      (0, 1), (-0.7, 0.7), (0.001, 0.0034), (-25, 75), (1e6, 1e6 + 2), (3e-7, 8e-7),
    ] as [(Double, Double)])
  func labelsReadBackAsTheirValues(range: (Double, Double)) {
    for tick in Ticks.linear(from: range.0, to: range.1, atMost: 8).major {
      let plain = String(tick.label.map { $0 == "\u{2212}" ? "-" : $0 })
      #expect(Double(plain) == tick.value)
    }
  }

  @Test func unitIntervalHasTheTicksOfARuler() {
    let ticks = Ticks.linear(from: 0, to: 1, atMost: 6).major
    #expect(ticks.map(\.label) == ["0", "0.2", "0.4", "0.6", "0.8", "1"])
    #expect(ticks.map(\.value) == [0, 0.2, 0.4, 0.6, 0.8, 1])
  }

  @Test(
    arguments: [
      (0, 0), (1, 0), (.nan, 1), (0, .infinity), (1e16, 1e16 + 2),
    ] as [(Double, Double)])
  func rangesWithoutALengthHaveNoTicks(range: (Double, Double)) {
    #expect(Ticks.linear(from: range.0, to: range.1, atMost: 5).major.isEmpty)
  }
}

@Suite struct LogarithmicTicksTests {
  @Test func decadesCarryPowersAndMinorTicks() {
    let ticks = Ticks.logarithmic(from: 0.005, to: 200, atMost: 6)
    #expect(ticks.major.map(\.label) == ["10⁻²", "10⁻¹", "10⁰", "10¹", "10²"])
    #expect(ticks.major.map(\.value) == [0.01, 0.1, 1, 10, 100])
    #expect(ticks.minor.count == 5 + 4 * 8 + 1)
    #expect(ticks.minor.allSatisfy { $0 >= 0.005 && $0 <= 200 })
  }

  @Test(arguments: [3, 4, 6, 9], [(1e-12, 1.0), (1e-300, 1e200), (1e-5, 1e9)])
  func manyDecadesAreThinned(count: Int, range: (Double, Double)) {
    let ticks = Ticks.logarithmic(from: range.0, to: range.1, atMost: count).major
    #expect(ticks.count >= 2 && ticks.count <= count)
    let steps = zip(ticks, ticks.dropFirst()).map { decimalLogarithm($1.value / $0.value) }
    for step in steps { #expect(abs(step - steps[0]) < 1e-9 * steps[0]) }
  }

  @Test func lessThanTwoDecadesShowTwosAndFives() {
    let ticks = Ticks.logarithmic(from: 0.3, to: 6, atMost: 6).major
    #expect(ticks.map(\.label) == ["0.5", "1", "2", "5"])
    let small = Ticks.logarithmic(from: 1.5e-6, to: 8e-6, atMost: 6).major
    #expect(small.map(\.label) == ["2×10⁻⁶", "5×10⁻⁶"])
  }

  @Test func aSmallPartOfADecadeHasLinearTicks() {
    let ticks = Ticks.logarithmic(from: 2.1, to: 2.9, atMost: 5).major
    #expect(ticks.map(\.label) == ["2.2", "2.4", "2.6", "2.8"])
  }

  @Test(
    arguments: [
      (0, 1), (-1, 1), (1, 1), (1, .infinity), (.nan, 2),
    ] as [(Double, Double)])
  func rangesThatAreNotPositiveHaveNoTicks(range: (Double, Double)) {
    #expect(Ticks.logarithmic(from: range.0, to: range.1, atMost: 5) == Ticks())
  }
}
