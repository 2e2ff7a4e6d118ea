import ODE
import Testing

@Suite struct TimeSpanTests {
  @Test(arguments: [TimeSpan(from: 0.1, to: 0.7), TimeSpan(from: 3, to: -2), TimeSpan(to: 1e9)])
  func timesRunFromEndToEnd(span: TimeSpan) {
    let times = span.times(12)
    #expect(times.count == 12 && times.first == span.start && times.last == span.end)
    for (a, b) in zip(times, times.dropFirst()) {
      #expect(abs((b - a) * 11 / span.length - 1) < 1e-14)
    }
    #expect(span.reversed.length == -span.length)
    #expect(span.reversed.reversed == span)
  }

  @Test func timesAndTheirDistanceAreFinite() async {
    await #expect(processExitsWith: .failure) { _ = TimeSpan(to: .nan) }
    await #expect(processExitsWith: .failure) { _ = TimeSpan(from: -1e308, to: 1e308) }
  }
}
