import FlowLearn
import Foundation
import Testing

@Suite struct InterruptionTests {
  @Test func `the first Ctrl-C ends the training with its best model`() throws {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    let call = try place.start("train clouds.csv \(short) --epochs 1000000 --patience 0 -o run -q")
    let deadline = Date(timeIntervalSinceNow: 20)
    // The first epochs are there once their lines are.
    while Date() < deadline, (try? place.text("run/metrics.jsonl"))?.contains("\n") != true {
      usleep(20_000)
    }
    call.process.interrupt()
    let end = Date(timeIntervalSinceNow: 20)
    while Date() < end, call.process.isRunning { usleep(20_000) }
    if call.process.isRunning { kill(call.process.processIdentifier, SIGKILL) }
    call.process.waitUntilExit()
    let run = try call.result()
    #expect(run.code == 130)
    #expect(run.errors.hasPrefix("flowlearn: interrupted after epoch "))
    #expect(run.errors.hasSuffix(" is in run/model.safetensors\n"))
    #expect(try place.run("evaluate run clouds.csv").code == 0)
    let summary = try JSONValue(parsing: place.bytes("run/summary.json"), source: "summary")
    #expect(summary["outcome"]?.string == "interrupted")
  }
}
