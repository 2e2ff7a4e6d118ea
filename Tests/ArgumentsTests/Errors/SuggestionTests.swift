import Testing

@testable import Arguments

@Suite struct SuggestionTests {
  @Test(arguments: [
    ("", "abc", 3), ("kitten", "sitting", 3), ("ab", "ba", 1), ("flaw", "lawn", 2),
    ("epochs", "epochs", 0),
  ])
  func `distance counts edits, either way round`(a: String, b: String, edits: Int) {
    #expect(a.distance(to: b) == edits)
    #expect(b.distance(to: a) == edits)
  }

  @Test func `the nearest word is chosen, a far one is not`() {
    #expect("--epoch".closest(among: ["--depth", "--epochs"]) == "--epochs")
    #expect("--colour".closest(among: ["--epochs", "--quiet"]) == nil)
    #expect("x".closest(among: []) == nil)
  }
}
