import Testing

@testable import Figures

@Suite struct NumberTextTests {
  @Test(
    arguments: [
      (0.1, "0.1"), (0, "0"), (1, "1"), (-2.5, "−2.5"), (1234, "1230"), (99_960, "1e5"),
      (0.001, "0.001"), (0.000123, "1.23e−4"), (1.5e7, "1.5e7"), (-6.02214e23, "−6.02e23"),
      (1e-300, "1e−300"), (9.999, "10"), (.nan, "NaN"), (.infinity, "∞"), (-.infinity, "−∞"),
      (.leastNonzeroMagnitude, "0"), (1e300, "1e300"),
    ] as [(Double, String)])
  func compactTextHasThreeDigits(value: Double, text: String) {
    #expect(NumberText.compact(value) == text)
  }

  @Test(arguments: [
    (5, -1, "0.5"), (-5, -3, "−0.005"), (120, -2, "1.2"), (3, 4, "30000"), (3, 5, "3e5"),
    (10_000_001, -1, "1000000.1"), (0, 7, "0"), (12, -5, "1.2e−4"), (7, -30, "7e−30"),
  ])
  func decimalsAreWrittenFromTheirDigits(digits: Int, exponent: Int, text: String) {
    #expect(NumberText.decimal(digits, exponent: exponent) == text)
  }

  @Test func powersAreRaised() {
    #expect(NumberText.power(1, exponent: -3) == "10⁻³")
    #expect(NumberText.power(5, exponent: 120) == "5×10¹²⁰")
  }
}
