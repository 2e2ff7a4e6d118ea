import Testing

@testable import Figures

@Suite struct SpanTests {
  static let extremes: [Double] = [
    0, 1, -1, .leastNonzeroMagnitude, 1e-300, -1e-300, 1e300, .greatestFiniteMagnitude,
    -.greatestFiniteMagnitude,
    .infinity, .nan, 1 + 1e-15,
  ]

  @Test(arguments: extremes, extremes)
  func limitsAlwaysDifferAndAreFinite(a: Double, b: Double) {
    var span = Span()
    span.include(a)
    span.include(b)
    for scale in [Axis.Scale.linear, .logarithmic] {
      let (lower, upper) = span.widened(scale: scale)
      #expect(lower < upper && (upper - lower).isFinite)
      #expect(scale.coordinate(of: upper) > scale.coordinate(of: lower))
      #expect(Ticks.nice(from: lower, to: upper, scale: scale, atMost: 5).major.count >= 2)
    }
  }

  @Test func ordinaryRangesStayAsTheyAre() {
    #expect(Span(lower: -2, upper: 3).widened(scale: .linear) == (-2, 3))
    #expect(Span(lower: 0.5, upper: 3).widened(scale: .logarithmic) == (0.5, 3))
  }

  @Test func emptyAndSingleValuesGetARange() {
    #expect(Span().widened(scale: .linear) == (0, 1))
    #expect(Span().widened(scale: .logarithmic) == (1, 10))
    #expect(Span(lower: 0, upper: 0).widened(scale: .linear) == (-1, 1))
    #expect(Span(lower: 10, upper: 10).widened(scale: .linear) == (9, 11))
  }
}
