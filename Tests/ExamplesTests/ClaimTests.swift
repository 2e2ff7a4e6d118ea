import FlowLearn
import Testing

@testable import Examples

/// A claim holds within its tolerance, and says so in aligned columns.
@Suite struct ClaimTests {
  private static func claim(_ measured: Double, within tolerance: Double = 0.5) -> Claim {
    Claim("order", source: "a paper", claimed: 4, measured: measured, within: tolerance)
  }

  @Test(arguments: [
    (4, 0, true), (3.5, 0.5, true), (4.5, 0.5, true), (3.49, 0.5, false), (4.51, 0.5, false),
    (.nan, 1, false), (.infinity, 1, false),
  ])
  func holdsWithinTheTolerance(measured: Double, tolerance: Double, holds: Bool) {
    #expect(ClaimTests.claim(measured, within: tolerance).holds == holds)
  }

  @Test func tableAlignsItsColumns() {
    let claims = [
      ClaimTests.claim(3.98765),
      Claim(
        "a return to the start", source: "", claimed: 0, measured: 2.13e-3, within: 1e-6),
    ]
    #expect(
      claims.table == [
        "claim                  claimed  measured  tolerance  holds",
        "order                        4     3.988        0.5  yes",
        "a return to the start        0   0.00213      1e-06  NO",
      ])
  }

  @Test func jsonHoldsEveryPart() {
    let json = ClaimTests.claim(4.25).json
    #expect(
      json.text()
        == #"{"claim":"order","source":"a paper","claimed":4.0,"measured":4.25,"tolerance":0.5,"#
        + #""holds":true}"#)
  }
}
