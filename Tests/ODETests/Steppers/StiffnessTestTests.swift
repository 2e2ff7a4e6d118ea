import Testing

@testable import ODE

@Suite struct StiffnessTestTests {
  /// Fifteen steps beyond the boundary make a field stiff, six within it in between make the count begin
  /// again; and back.
  @Test func decisionsTakeVotes() {
    var test = StiffnessTest()
    var verdicts: [Bool] = []
    for (count, ratio) in [(14, 4.0), (6, 2), (14, 4), (5, 2), (1, 4), (100, 2), (14, 1), (1, 1)] {
      for _ in 1..<count { _ = test.isStiff(ratio) }
      verdicts.append(test.isStiff(ratio))
    }
    #expect(verdicts == [false, false, false, false, true, true, true, false])
  }
}
