import Testing

@testable import FlowLearnTool

@Suite struct TextTableTests {
  @Test func `columns line up and lines end with a letter`() {
    var table = TextTable([.left, .right, .left])
    table.append("class", "rows", "")
    table.append("a", "10", "first")
    table.append("longer")
    #expect(table.lines == ["class   rows", "a         10  first", "longer"])
  }
}
