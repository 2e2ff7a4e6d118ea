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
