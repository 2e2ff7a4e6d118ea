#if !DEBUG
import FlowLearn
import Testing

@testable import Examples

/// Examples as they are run; debug builds are too slow for them.
@Suite struct ExampleTests {
  @Test(arguments: examples.map { $0.name }, [1, 2])
  func claimsHold(name: String, seed: Int) throws {
    let answer = Driver.answer([name, "--json", "--seed", "\(seed)"])
    #expect(answer.exitCode == 0)
    let text = answer.output.joined(separator: "\n")
    let report = try JSONValue(parsing: Array(text.utf8), source: name)
    let claims = try #require(report["claims"]?.array)
    #expect(report["example"]?.string == name)
    #expect(claims.count >= 4)
    for claim in claims { #expect(claim["holds"]?.bool == true, "\(claim.text())") }
    #expect(answer.files.count >= 3)
    #expect(answer.files.allSatisfy { $0.path.hasPrefix("figures/\(name)-") })
  }

  @Test(arguments: 0..<examples.count)
  func findingsDoNotDependOnThreads(index: Int) throws {
    let findings = try [1, 2].map { threads in
      try examples[index].run(Settings(pool: ForkJoinPool(threads: threads)))
    }
    #expect(findings[0].claims == findings[1].claims)
    #expect(findings[0].remarks == findings[1].remarks)
    #expect(
      findings[0].figures.map { $0.figure.svg() } == findings[1].figures.map { $0.figure.svg() })
  }
}
#endif
