import Arguments
import Testing

@Suite struct CommandLineParserTests {
  @Test(arguments: [
    "train x.csv --epochs 20 --learning-rate 0.5 --precision single --no-header -v",
    "train --epochs=20 --learning-rate=0.5 --precision=single --no-header --verbose x.csv",
    "train -e 20 -v --no-header --learning-rate 5e-1 --precision single -- x.csv",
    "train -ve 20 --no-header --learning-rate .5 --precision single x.csv",
    "train -e=3 -e=20 -v --header --no-header --learning-rate +.5 --precision single x.csv",
  ])
  func `one request may be spelt in many ways`(line: String) throws {
    let train = try #require(command(Train.self, line)).command
    #expect(train.data == "x.csv")
    #expect(train.epochs == 20)
    #expect(train.learningRate == 0.5)
    #expect(train.precision == .single)
    #expect(train.verbose)
    #expect(!train.quiet)
    #expect(!train.reading.header)
    #expect(train.reading.delimiter == nil)
    #expect(train.drop.isEmpty)
  }

  @Test func `defaults hold when nothing is said`() throws {
    let train = try #require(command(Train.self, "train -")).command
    #expect(train.data == "-")
    #expect(train.epochs == 100)
    #expect(train.learningRate == 0.01)
    #expect(train.precision == .double)
    #expect(train.reading.header)
  }

  @Test func `a repeated option collects its values in order`() throws {
    let train = try #require(command(Train.self, "train x --drop a --drop=b=c --drop=-d")).command
    #expect(train.drop == ["a", "b=c", "-d"])
  }

  @Test func `negative numbers are values, with or without a name`() throws {
    let add = try #require(command(Add.self, "add -1 --offset -2.5e1 -.5 3")).command
    #expect(add.values == [-1, -0.5, 3])
    #expect(add.offset == -25)
  }

  @Test func `two dashes end the options`() throws {
    let train = try #require(command(Train.self, "train -- --help")).command
    #expect(train.data == "--help")
    let export = try #require(command(Export.self, "export --format npz -- -m -o")).command
    #expect(export.model == "-m")
    #expect(export.file == "-o")
  }

  @Test func `an empty word is a value`() throws {
    let words = ["train", "x", "--delimiter", "", "--drop="]
    let invocation = CommandLineParser(SampleTool.self).parse(words)
    guard case .run(let train as Train, _) = invocation else {
      Issue.record("not a command: \(invocation)")
      return
    }
    #expect(train.reading.delimiter == "")
    #expect(train.drop == [""])
  }

  @Test func `commands are values`() throws {
    let first = try #require(command(Train.self, "train x")).command
    var second = first
    second.epochs = 7
    #expect(first.epochs == 100)
    #expect(second.epochs == 7)
  }
}
