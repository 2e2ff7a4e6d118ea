import Arguments
import Testing

@Suite struct ConfigurationTests {
  static let values: [String: OptionValue] = [
    "data": .text("from-file.csv"), "epochs": .number(30), "learning-rate": .integer(2),
    "drop": .list([.text("id"), .text("date")]), "header": .boolean(false), "delimiter": .null,
    "verbose": .boolean(true),
  ]

  @Test func `command line over configuration over declaration`() throws {
    let (train, options) = try #require(
      command(Train.self, "train --drop other --no-verbose", Self.values))
    #expect(train.data == "from-file.csv")
    #expect(train.epochs == 30)
    #expect(train.learningRate == 2)
    #expect(train.drop == ["other"])
    #expect(!train.reading.header)
    #expect(train.reading.delimiter == nil)
    #expect(!train.verbose)
    #expect(options.isExplicit("drop") && options.isExplicit("verbose"))
    #expect(!options.isExplicit("epochs"))
    #expect(options["epochs"]?.source == .configuration)
    #expect(options["delimiter"]?.source == .declaration)
    #expect(options["precision"]?.source == .declaration)
  }

  @Test func `an option given its default's value is still explicit`() throws {
    let (_, options) = try #require(command(Train.self, "train x --epochs 100"))
    #expect(options.isExplicit("epochs"))
    #expect(options.isExplicit("data"))
    #expect(!options.isExplicit("header"))
    #expect(!options.isExplicit("no such option"))
  }

  @Test func `resolved options are complete and in order`() throws {
    let (_, options) = try #require(command(Train.self, "train x --drop a --drop b"))
    #expect(options.command == ["sample", "train"])
    #expect(
      options.entries.map(\.name) == [
        "data", "delimiter", "header", "epochs", "learning-rate", "precision", "drop", "verbose",
        "quiet",
      ])
    #expect(
      options.entries.map(\.value) == [
        .text("x"), .null, .boolean(true), .integer(100), .number(0.01), .text("double"),
        .list([.text("a"), .text("b")]), .boolean(false), .boolean(false),
      ])
  }

  @Test func `a dump applied again gives the same options`() throws {
    let (_, first) = try #require(
      command(Train.self, "train x --epochs 3 --learning-rate -1e-7 --no-header --drop a -q"))
    let dump = first.configuration(named: "again.json")
    let (_, second) = try #require(command(Train.self, "train", dump.values))
    #expect(second.entries.map(\.value) == first.entries.map(\.value))
  }

  @Test func `the configuration may be named by an option`() throws {
    let parser = CommandLineParser(SampleTool.self)
    var seen: OptionValue?
    let invocation = parser.parse(["train", "--delimiter", ";"]) { options in
      seen = options["delimiter"]?.value
      return Configuration(source: "c", values: ["data": .text("x")])
    }
    #expect(seen == .text(";"))
    guard case .run(let train as Train, _) = invocation else {
      Issue.record("not a command: \(invocation)")
      return
    }
    #expect(train.data == "x")
  }

  @Test func `a configuration that cannot be read is the caller's error`() {
    struct Unreadable: Error {}
    let parser = CommandLineParser(SampleTool.self)
    #expect(throws: Unreadable.self) {
      _ = try parser.parse(["train", "x"]) { _ throws(Unreadable) in throw Unreadable() }
    }
  }
}
