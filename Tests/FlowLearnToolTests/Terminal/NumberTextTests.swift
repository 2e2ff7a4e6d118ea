import Testing

@testable import FlowLearnTool

@Suite struct NumberTextTests {
  @Test func `digits after the point, and digits that count`() {
    #expect(0.96666.fixed(3) == "0.967")
    #expect((-1e300).fixed(0).count == 302)
    #expect(0.143210.significant(4) == "0.1432")
    #expect(0.0000123456.significant(3) == "1.23e-05")
    #expect(1234567.0.significant(4) == "1.235e+06")
  }

  @Test(arguments: [
    (0, "0"), (999, "999"), (1000, "1,000"), (47_040_000, "47,040,000"), (-1234, "-1,234"),
  ])
  func `thousands`(number: Int, text: String) {
    #expect(number.grouped == text)
  }

  @Test func `nouns`() {
    #expect(1.of("row") == "1 row")
    #expect(0.of("row") == "0 rows")
    #expect(2.of("class", "classes") == "2 classes")
  }

  @Test(arguments: [
    (0.0, "0:00"), (40.2, "0:41"), (60, "1:00"), (3599.5, "1:00:00"), (3723, "1:02:03"),
    (.infinity, "-:--"), (.nan, "-:--"),
  ])
  func `clocks`(seconds: Double, text: String) {
    #expect(clockText(seconds: seconds) == text)
  }

  @Test(arguments: [(0.312, "0.31 s"), (47.3, "47 s"), (200, "3:20 min"), (3723, "1:02:03 h")])
  func `durations`(seconds: Double, text: String) {
    #expect(durationText(seconds: seconds) == text)
  }

  @Test(arguments: [
    (0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1.00 kB"), (23_440_000, "23.4 MB"),
    (999_499_999, "999 MB"), (999_500_000, "1.00 GB"), (9_994_999, "9.99 MB"),
    (99_960_000, "100 MB"),
  ])
  func `sizes`(bytes: Int, text: String) {
    #expect(sizeText(bytes: bytes) == text)
  }
}
