import Calculus
import Testing

@Suite struct ParameterLayoutTests {
  @Test func segmentsLieOneAfterAnother() {
    var layout = ParameterLayout(["w": [2, 3], "b": [3], "s": []])
    #expect(layout.segments.map(\.range) == [0..<6, 6..<9, 9..<10])
    #expect(layout.count == 10)
    layout.append(ParameterLayout(["w": [4], "empty": [0, 3]]), prefix: "next")
    #expect(layout.segments.map(\.name) == ["w", "b", "s", "next.w", "next.empty"])
    #expect(layout.segments.last?.range == 14..<14)
    #expect(layout.count == 14)
    #expect(ParameterLayout().count == 0)
  }

  @Test func impossibleParametersAreRefused() async {
    await #expect(processExitsWith: .failure) { _ = ParameterLayout(["w": [2], "w": [3]]) }
    await #expect(processExitsWith: .failure) { _ = ParameterLayout(["w": [Extents.rows]]) }
  }
}
