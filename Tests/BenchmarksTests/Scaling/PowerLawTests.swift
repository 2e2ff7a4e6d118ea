import Benchmarks
import Testing

@Suite struct PowerLawTests {
  /// Exact powers come back, whatever their factor.
  @Test(arguments: [-1.0, 0, 0.5, 1, 2, 3])
  func exactPowersAreFound(_ exponent: Double) {
    // Powers of two, so that 2^(k e) is exact for e a multiple of a half and k even.
    let steps = [0, 2, 4, 6, 8]
    let sizes = steps.map { 2.0.raised(to: Double($0)) }
    let costs = steps.map { 7 * 2.0.raised(to: Double($0) * exponent) }
    let law = PowerLaw(sizes: sizes, costs: costs)
    #expect(abs(law.exponent - exponent) < 1e-14)
    #expect(abs(law.factor - 7) < 1e-13)
    #expect(law.standardError < 1e-14)
  }

  /// The slope and its error of a line through four points, by hand: logarithms 0, 1, 2, 3 against
  /// 0, 1, 1, 2 have slope 0.6, and squares of 0.2 left over.
  @Test func scatterGivesTheTextbooksError() {
    let e = 2.718281828459045
    let law = PowerLaw(sizes: [1, e, e * e, e * e * e], costs: [1, e, e, e * e])
    #expect(abs(law.exponent - 0.6) < 1e-14)
    // sqrt(0.2 / 2 / 5)
    #expect(abs(law.standardError - 0.1414213562373095) < 1e-14)
  }

  @Test func twoPointsHaveNoError() {
    let law = PowerLaw(sizes: [1, 4], costs: [3, 12])
    #expect(abs(law.exponent - 1) < 1e-15)
    #expect(law.standardError.isNaN)
  }

  @Test func aLawNeedsTwoSizes() async {
    await #expect(processExitsWith: .failure) { _ = PowerLaw(sizes: [2, 2], costs: [1, 3]) }
    await #expect(processExitsWith: .failure) { _ = PowerLaw(sizes: [1, 2], costs: [1, 0]) }
  }
}

extension Double {
  /// 2 to a power that is a multiple of a whole number.
  fileprivate func raised(to exponent: Double) -> Double {
    let whole = Int(exponent)
    precondition(Double(whole) == exponent && self == 2)
    return Double(sign: .plus, exponent: whole, significand: 1)
  }
}
