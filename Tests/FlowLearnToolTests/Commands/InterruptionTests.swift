import FlowLearn
import Foundation
import Testing

@Suite struct InterruptionTests {
  /// Waits for something at most 20 seconds.
  private func wait(until holds: () -> Bool) {
    let deadline = Date(timeIntervalSinceNow: 20)
    while Date() < deadline, !holds() { usleep(5_000) }
  }

  /// Sends a signal to a call and waits for its end.
  private func end(_ call: ToolCall, _ signals: [Int32]) throws -> ToolRun {
    for signal in signals { kill(call.process.processIdentifier, signal) }
    wait { !call.process.isRunning }
    if call.process.isRunning { kill(call.process.processIdentifier, SIGKILL) }
    call.process.waitUntilExit()
    return try call.result()
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `the first request ends the training with its best model`(signal: Int32) throws {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    let call = try place.start("train clouds.csv \(short) --epochs 1000000 --patience 0 -o run -q")
    // The first epochs are there once their lines are.
    wait { (try? place.text("run/metrics.jsonl"))?.contains("\n") == true }
    let run = try end(call, [signal])
    #expect(run.code == 130)
    #expect(run.errors.hasPrefix("flowlearn: interrupted after epoch "))
    #expect(
      run.errors.contains(" (go on with --resume run); the model of epoch ")
        && run.errors.hasSuffix(" is in run/model.safetensors\n"))
    #expect(try place.run("evaluate run clouds.csv").code == 0)
    let summary = try JSONValue(parsing: place.bytes("run/summary.json"), source: "summary")
    #expect(summary["outcome"]?.string == "interrupted")
    let checkpoint = try TrainingCheckpoint(
      bytes: place.bytes("run/checkpoint.safetensors"), source: "checkpoint")
    #expect(checkpoint.history.count == summary["epochs"]?.int)
  }

  /// An epoch that would last minutes is left between two of its steps, and taken up there.
  @Test func `an epoch is interrupted between its steps`() throws {
    let place = try Workplace()
    #if DEBUG
    let rows = 1000
    #else
    let rows = 20_000
    #endif
    try place.write(clouds(rows), to: "clouds.csv")
    let line = "train clouds.csv \(short) --epochs 1 --batch-size 1 --steps 8 -q"
    let call = try place.start("\(line) -o run")
    wait { place.has("run/checkpoint.safetensors") }
    usleep(100_000)
    let run = try end(call, [SIGINT])
    #expect(run.code == 130)
    #expect(
      run.errors
        == "flowlearn: interrupted before the end of an epoch: there is no model (go on with "
        + "--resume run)\n")
    let checkpoint = try TrainingCheckpoint(
      bytes: place.bytes("run/checkpoint.safetensors"), source: "checkpoint")
    let steps = try #require(checkpoint.epoch?.batches)
    #expect(steps > 0 && steps < rows * 9 / 10)
    let early = try place.run("evaluate run clouds.csv")
    #expect(early.code == 65)
    #expect(
      early.errors
        == "flowlearn: run: this run has no model yet: its training goes on, or was cut short (train "
        + "--resume run goes on with it)\n")
    let rest = try place.run("train --resume run -q")
    #expect(rest.code == 0, "\(rest.errors)")
    #expect(try place.run("\(line) -o whole").code == 0)
    #expect(try place.bytes("run/model.safetensors") == place.bytes("whole/model.safetensors"))
    #expect(try place.metrics("run") == place.metrics("whole"))
  }

  @Test func `a second request ends the program at once`() throws {
    let place = try Workplace()
    // One step takes all rows and many solver steps.
    try place.write(clouds(20_000), to: "clouds.csv")
    let call = try place.start(
      "train clouds.csv --drop name --batch-size 20000 --steps 400 --hidden 64 --epochs 3 -o run -q"
    )
    wait { place.has("run/checkpoint.safetensors") }
    let before = try place.bytes("run/checkpoint.safetensors")
    let start = Date()
    let run = try end(call, [SIGINT, SIGTERM])
    #expect(Date().timeIntervalSince(start) < 2)
    #expect(call.process.terminationReason == .uncaughtSignal)
    #expect(run.errors == "")
    #expect(try place.bytes("run/checkpoint.safetensors") == before)
  }

  @Test func `two trainings do not write one run`() throws {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    let call = try place.start("train clouds.csv \(short) --epochs 1000000 --patience 0 -o run -q")
    wait { (try? place.text("run/metrics.jsonl"))?.contains("\n") == true }
    let other = try place.run("train --resume run -q")
    #expect(other.code == 73)
    #expect(
      other.errors
        == "flowlearn: run: another training is writing this run (wait for its end, or stop it)\n")
    let forced = try place.run("train clouds.csv \(short) -q -o run --force")
    #expect(forced.code == 73 && forced.errors == other.errors)
    #expect(try end(call, [SIGINT]).code == 130)
    #expect(try place.run("train --resume run --epochs 1 -q").code == 0)
  }
}
