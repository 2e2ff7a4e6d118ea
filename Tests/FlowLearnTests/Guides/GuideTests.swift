import FlowLearn
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The guides show code that the tests beside this file compile and run.
@Suite struct GuideTests {
  static let guides = [
    "TheFlowAndItsCostate", "ChoosingASolver", "ReadingAPontryaginReport", "WritingYourOwn",
    "FromATableToAReport",
  ]
  private static let sources = [
    "Guides/CostateGuideTests", "Guides/SolverGuideTests", "Guides/OwnPartsGuideTests",
    "Guides/GuideTests",
  ]

  @Test(arguments: guides)
  func everyLineIsCompiled(guide: String) throws {
    let text = try #require(self.text(of: "Sources/FlowLearn/FlowLearn.docc/\(guide).md"))
    let lines = try Set(
      GuideTests.sources.flatMap { source in
        try #require(self.text(of: "Tests/FlowLearnTests/\(source).swift"))
          .split(separator: "\n").map { String($0.drop { $0 == " " }) }
      })
    var isCode = false
    var count = 0
    for line in text.split(separator: "\n") {
      if line.hasPrefix("```") {
        isCode = line == "```swift"
      } else if isCode {
        let code = String(line.drop { $0 == " " })
        #expect(lines.contains(code), "no test compiles: \(code)")
        count += 1
      }
    }
    #expect(count > 0)
  }

  @Test func classifierOfTheTutorial() throws {
    let features = Tensor<Double>([0, 0, 1, 1, 0, 1, 1, 0], shape: [4, 2])
    let fit = try FlowClassifier<Float>.fit(
      features, labels: ["even", "even", "odd", "odd"],
      options: TrainingOptions(epochs: 200, validationFraction: 0))
    print(fit.model.classes, fit.model.predict(features))
    #expect(fit.model.classes == ["even", "odd"])
  }

  private func text(of path: String) -> String? {
    let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    guard let file = fopen("/" + root + "/" + path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
