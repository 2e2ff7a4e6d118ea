import FlowLearn
import Foundation
import Testing

@Suite struct KilledRunTests {
  // A run in debug takes as long as many in release.
  #if DEBUG
  static let (kills, rows) = (3, 100)
  static let options = ["--checkpoint-every 1"]
  #else
  static let (kills, rows) = (20, 400)
  static let options = ["", "--checkpoint-every 1", "--checkpoint-every 3"]
  #endif

  /// A run that is killed again and again, at moments of chance, ends as one that never was.
  @Test(arguments: options)
  func `a killed run goes on as if it had not been`(options: String) throws {
    let place = try Workplace()
    try place.write(clouds(Self.rows), to: "clouds.csv")
    let line = "train clouds.csv \(short) --epochs 20 --batch-size 2 --steps 8 -q"
    let clock = ContinuousClock()
    let start = clock.now
    #expect(try place.run("\(line) -o whole").code == 0)
    let seconds = (clock.now - start) / .seconds(1)
    var stream = RandomStream(seed: 11)
    var begun = false
    for _ in 0..<Self.kills {
      let call = try place.start(
        begun ? "train --resume run -q \(options)" : "\(line) \(options) -o run")
      usleep(UInt32(stream.uniform() * seconds * 1e6 / 2))
      kill(call.process.processIdentifier, SIGKILL)
      call.process.waitUntilExit()
      begun = place.has("run/checkpoint.safetensors")
      // A run that has not begun is begun again.
      if !begun, place.has("run") { try FileManager.default.removeItem(at: place.url("run")) }
    }
    let last = try place.run(begun ? "train --resume run -q" : "\(line) -o run")
    #expect(last.code == 0, "\(last.errors)")
    #expect(try place.bytes("run/model.safetensors") == place.bytes("whole/model.safetensors"))
    #expect(try place.metrics("run") == place.metrics("whole"))
    // Nothing that a kill cut short is left behind.
    #expect(
      try place.entries("run") == [
        "checkpoint.safetensors", "config.json", "metrics.jsonl", "model.safetensors", "plots",
        "report.html", "summary.json",
      ])
  }
}
