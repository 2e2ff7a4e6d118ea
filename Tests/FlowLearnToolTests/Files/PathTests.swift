import Testing

@testable import FlowLearnTool

@Suite struct PathTests {
  @Test(arguments: [
    ("iris.csv", "iris.csv", "iris", "."), ("/data/adult.csv.gz", "adult.csv.gz", "adult", "/data"),
    ("a/b/", "b", "b", "a"), ("/x", "x", "x", "/"), (".hidden", ".hidden", ".hidden", "."),
    ("/", "/", "/", "."),
  ])
  func `parts of a path`(text: String, name: String, stem: String, parent: String) {
    let path = Path(text)
    #expect(path.name == name)
    #expect(path.stem == stem)
    if text != "/" { #expect(path.parent.text == parent) }
  }

  @Test func `a file is replaced whole and leaves nothing beside it`() throws {
    let place = try Workplace()
    let path = Path(place.path("out"))
    try path.replace(with: "first")
    try path.replace(with: "second")
    #expect(try place.text("out") == "second")
    #expect(Path(place.path()).entries == ["out"])
    #expect(try path.bytes() == Array("second".utf8))
  }

  @Test func `what is not there is an error of its own`() throws {
    let place = try Workplace()
    #expect(throws: ToolError.self) { try Path(place.path("none")).bytes() }
    #expect(Path(place.path("none")).kind == .nothing)
    #expect(Path(place.path()).kind == .directory)
  }
}
