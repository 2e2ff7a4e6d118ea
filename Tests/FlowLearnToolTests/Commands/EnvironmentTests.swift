import FlowLearn
import Foundation
import Testing

/// What the tool does where a machine or a user is not as usual.
@Suite struct EnvironmentTests {
  private func place() throws -> Workplace {
    let place = try Workplace()
    try place.write(clouds(), to: "clouds.csv")
    return place
  }

  /// A call with a terminal of so many columns, whose text is the output; nil where none is to be had.
  private func onTerminal(
    _ line: String, columns: Int, _ environment: [String: String], _ place: Workplace
  ) throws -> ToolRun? {
    let run = try place.shell(
      "script --quiet --return --command 'stty columns \(columns) && flowlearn \(line)' /dev/null",
      environment: environment)
    guard run.code != 127, run.errors.isEmpty else {
      print("skipped: no terminal to be had: \(run.errors)")
      return nil
    }
    return run
  }

  @Test(arguments: [
    "generate moons", "predict run clouds.csv", "evaluate run clouds.csv", "train --resume run",
    "help", "inspect clouds.csv",
  ])
  func `a full device is an error`(line: String) throws {
    let place = try place()
    _ = try place.run("train clouds.csv \(short) -o run -q")
    let run = try place.shell("flowlearn \(line) > /dev/full")
    #expect(run.code == 74, "\(line)")
    #expect(
      run.errors.hasSuffix(
        "flowlearn: standard output: writing failed: no space left on device\n"), "\(run.errors)")
  }

  @Test func `a file on a full device is an error`() throws {
    let place = try place()
    let run = try place.run("generate moons -o /dev/full")
    #expect(run.code == 74)
    #expect(run.errors == "flowlearn: /dev/full: writing failed: no space left on device\n")
  }

  @Test(arguments: ["generate moons --rows 100000", "train clouds.csv -q \(short) -o run"])
  func `a reader that goes away ends nothing`(line: String) throws {
    let place = try place()
    let run = try place.shell("{ flowlearn \(line); echo $? > code; } | true")
    #expect(run.errors == "")
    #expect(try place.text("code") == "0\n")
    if line.hasPrefix("train") { #expect(place.has("run/model.safetensors")) }
  }

  /// Root may write anywhere; then another user tries.
  @Test func `a directory that may not be written is an error`() throws {
    let place = try place()
    try place.makeDirectory("locked")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: place.path())
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o555], ofItemAtPath: place.path("locked"))
    let user = geteuid() == 0 ? "setpriv --reuid=65534 --regid=65534 --clear-groups " : ""
    guard try geteuid() != 0 || (place.shell("\(user)flowlearn --version")).code == 0 else {
      print("skipped: no other user may run the tool here")
      return
    }
    for (line, path) in [
      ("train clouds.csv \(short) -q -o locked/run", "locked/run"),
      ("generate moons -o locked/moons.csv", "locked/moons.csv"),
    ] {
      let run = try place.shell("\(user)flowlearn \(line)")
      #expect(run.code == 73, "\(run.errors)")
      #expect(run.errors == "flowlearn: \(path): cannot be created: permission denied\n")
    }
  }

  /// What does not fit leaves the files that were there whole, and nothing beside them.
  @Test func `a disk that is full leaves the old files whole`() throws {
    let place = try place()
    let line = "train clouds.csv \(short) --hidden 64 --schedule-epochs 9 --checkpoint-every 1 -q"
    #expect(try place.run("\(line) --epochs 9 -o whole").code == 0)
    #expect(try place.run("\(line) --epochs 4 -o run").code == 0)
    let names = ["checkpoint.safetensors", "model.safetensors", "metrics.jsonl", "summary.json"]
    let before = try names.map { try place.bytes("run/\($0)") }
    // Files of no more than 4 kB: the checkpoint is larger.
    let refused = try place.shell("ulimit -f 4; flowlearn train --resume run --epochs 9 -q")
    #expect(refused.code == 74, "\(refused.errors)")
    #expect(
      refused.errors
        == "flowlearn: run/checkpoint.safetensors: writing failed: file too large (the checkpoint of "
        + "epoch 4 is whole: make room, and go on with --resume run)\n")
    #expect(try names.map { try place.bytes("run/\($0)") } == before)
    #expect(try !place.entries("run").contains { $0.hasPrefix(".") })
    #expect(try place.run("train --resume run --epochs 9 -q").code == 0)
    #expect(try place.bytes("run/model.safetensors") == place.bytes("whole/model.safetensors"))
  }

  @Test func `no line of progress is wider than the terminal`() throws {
    let place = try place()
    let line = "train clouds.csv \(short) --epochs 200 --patience 0 -o run"
    guard let run = try onTerminal(line, columns: 20, ["TERM": "xterm"], place) else { return }
    #expect(run.code == 0, "\(run.output)")
    let drawn = run.output.split(separator: "\r", omittingEmptySubsequences: true)
      .filter { $0.hasPrefix("\u{1B}[Kepoch") }
      .map { $0.dropFirst(3).prefix { !$0.isNewline } }
    #expect(!drawn.isEmpty)
    #expect(drawn.allSatisfy { $0.count < 20 }, "\(drawn)")
  }

  @Test(arguments: [
    ["TERM": "dumb"], ["TERM": "xterm", "NO_COLOR": "1"], ["TERM": "xterm", "NO_COLOR": ""],
  ])
  func `escape codes go only where they are wanted`(environment: [String: String]) throws {
    let place = try place()
    guard let run = try onTerminal("train none.csv", columns: 80, environment, place) else {
      return
    }
    #expect(run.code == 66)
    let wanted = environment["TERM"] != "dumb" && environment["NO_COLOR"] == ""
    #expect(run.output.contains("\u{1B}") == wanted, "\(run.output)")
    let line = try place.run("train clouds.csv \(short) -o run")
    #expect(!line.errors.contains("\u{1B}") && !line.output.contains("\u{1B}"))
  }

  @Test(arguments: ["de_DE.UTF-8", "de_DE@euro", "C", "tr_TR.UTF-8"])
  func `a locale changes nothing`(locale: String) throws {
    let place = try place()
    let environment = ["LC_ALL": locale, "LANG": locale, "LC_NUMERIC": locale]
    let line = "flowlearn train clouds.csv \(short) -q -o"
    let plain = try place.shell("\(line) one")
    let local = try place.shell("\(line) two", environment: environment)
    #expect(local.code == 0)
    func steady(_ run: ToolRun) -> [String] {
      run.lines.filter { !$0.hasPrefix("time") && !$0.hasPrefix("memory") && !$0.hasPrefix("run") }
    }
    #expect(steady(local) == steady(plain))
    #expect(try place.bytes("one/model.safetensors") == place.bytes("two/model.safetensors"))
    #expect(try place.metrics("one") == place.metrics("two"))
    #expect(try place.text("one/config.json") == place.text("two/config.json"))
  }
}
