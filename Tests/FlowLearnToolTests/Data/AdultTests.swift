import FlowLearn
import Foundation
import Testing

/// The census data of Adult, which lie beside a checkout, in `../shared/data`, and are no part of the
/// package.
private enum Adult {
  static let folder: URL = {
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return root.deletingLastPathComponent().appending(path: "shared/data/tabular")
  }()

  static let absence: Comment = "the real data are not in ../shared/data"

  static var isPresent: Bool { FileManager.default.fileExists(atPath: path("train")) }

  static func path(_ part: String) -> String {
    folder.appending(path: "adult-\(part).csv.gz").path
  }
}

@Suite(.enabled(if: Adult.isPresent, Adult.absence)) struct AdultTests {
  @Test func `gaps are refused until something is said of them`() throws {
    let run = try Workplace().run("train \(Adult.path("train"))")
    #expect(run.code == 65)
    #expect(
      run.errors.hasSuffix(
        "adult-train.csv.gz:28: column 1: the value is missing (use --missing drop or --missing mean, "
          + "or drop the column with --drop 1)\n"), "\(run.errors)")
  }

  #if !DEBUG
  /// The labels of the official test rows end with a point that those of the training rows lack.
  @Test(.timeLimit(.minutes(5))) func `the usual options reach 0.85 on the official split`() throws
  {
    let place = try Workplace()
    let start = ContinuousClock.now
    let training = try place.run("train \(Adult.path("train")) --missing mean -o run -q")
    try #require(training.code == 0, "\(training.errors)")
    let seconds = start.duration(to: .now).components.seconds
    let run = try place.run("evaluate run \(Adult.path("test")) --json")
    try #require(run.code == 0, "\(run.errors)")
    #expect(
      run.errors.contains(
        "adult-test.csv.gz: column 14: each label ends with a point that the model's labels do not "
          + "have: <=50K. is taken as <=50K\n"), "\(run.errors)")
    let scores = try run.json()
    let accuracy = try #require(scores["accuracy"]?.double)
    print("Adult, 16,281 official test rows: accuracy \(accuracy), trained in \(seconds) s")
    #expect(scores["rows"]?.int == 16_281)
    #expect(accuracy >= 0.85)
  }
  #endif
}
