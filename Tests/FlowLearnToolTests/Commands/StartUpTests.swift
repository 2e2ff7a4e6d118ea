#if !DEBUG
import Foundation
import Testing

/// A training from the start of the process to its end: 100 steps of a field with 64 hidden units,
/// 256 rows, twenty steps of the classical method, one thread.
@Suite(.serialized) struct StartUpTests {
  @Test func coldTrainingIsOverInSixTenthsOfASecond() throws {
    let place = try Workplace()
    try place.write(try place.run("generate rings --rows 256").output, to: "rings.csv")
    var shortest = Double.infinity
    for _ in 0..<5 {
      let start = Date()
      let run = try place.run(
        "train rings.csv --hidden 64 --activation tanh --steps 20 --batch-size 256 --epochs 100 "
          + "--validation 0 --threads 1 --quiet --output run --force")
      shortest = min(shortest, Date().timeIntervalSince(start))
      #expect(run.code == 0)
    }
    print("cold training, 100 steps, start to exit: \(shortest) s")
    #expect(shortest < 0.6)
  }
}
#endif
