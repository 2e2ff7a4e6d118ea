import Testing

@testable import Examples

/// Command lines are answered without printing or writing anything.
@Suite struct DriverTests {
  @Test func listNamesEveryExampleOnce() {
    let answer = Driver.answer(["list"])
    #expect(answer.exitCode == 0)
    #expect(answer.output.count == examples.count)
    for (line, example) in zip(answer.output, examples) {
      #expect(line.hasPrefix(example.name + " ") && line.hasSuffix(example.summary))
    }
    #expect(Set(examples.map { $0.name }).count == examples.count)
  }

  @Test(arguments: [["nothing"], [], ["sincos", "--seed", "x"], ["sincos", "--seed", "-1"]])
  func wrongCommandLinesAreUsageErrors(arguments: [String]) {
    let answer = Driver.answer(arguments)
    #expect(answer.exitCode == 64)
    #expect(answer.output.isEmpty && answer.files.isEmpty)
    #expect(answer.errors.first?.hasPrefix("Error: ") == true)
  }
}

#if !DEBUG
import FlowLearn

/// Examples as they are run; debug builds are too slow for them.
@Suite struct ExampleTests {
  @Test func sincosKeepsItsClaims() throws {
    let answer = Driver.answer(["sincos", "--json"])
    #expect(answer.exitCode == 0)
    let report = try JSONValue(
      parsing: Array(answer.output.joined(separator: "\n").utf8), source: "sincos")
    let claims = try #require(report["claims"]?.array)
    #expect(report["example"]?.string == "sincos")
    #expect(claims.count == 5)
    #expect(claims.allSatisfy { $0["holds"]?.bool == true })
    #expect(answer.files.allSatisfy { $0.path.hasPrefix("figures/sincos") })
  }

  @Test func aSeedRepeatsItself() {
    #expect(
      Driver.answer(["sincos", "--seed", "3"]).output
        == Driver.answer(["sincos", "--seed", "3"]).output)
  }
}
#endif
