import Testing

@testable import FlowLearnTool

@Suite struct SparklineTests {
  @Test func `a bar for each value, from the lowest to the highest`() {
    #expect(Sparkline([0, 1, 2, 3, 4, 5, 6, 7], width: 8).text == "▁▂▃▄▅▆▇█")
    #expect(Sparkline([3, 3, 3], width: 8).text == "▁▁▁")
    #expect(Sparkline([-1, .nan, 1], width: 8).text == "▁ █")
    #expect(Sparkline([.nan], width: 8).text == "")
    #expect(Sparkline([], width: 8).text == "")
  }

  @Test func `means of parts where there is little room`() {
    #expect(Sparkline([0, 2, 6, 8], width: 2).text == "▂█")
    #expect(Sparkline((0..<700).map(Double.init), width: 7).text.count == 7)
  }

  /// Each tenth of the value before is one bar lower, as on a logarithmic axis.
  @Test func `positive values over decades are on a logarithmic scale`() {
    #expect(Sparkline([1, 0.1, 0.01], width: 8).text == "█▅▁")
  }
}
