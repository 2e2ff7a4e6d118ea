import FlowLearn
import Foundation
import Testing

/// What one call of the built tool came to.
struct ToolRun {
  let output: String
  let errors: String
  let code: Int32

  /// The lines of standard output.
  var lines: [String] { output.split(separator: "\n").map(String.init) }

  /// Standard output as JSON.
  func json() throws -> JSONValue {
    try JSONValue(parsing: Array(output.utf8), source: "output")
  }
}

/// A call of the tool that may still go on.
struct ToolCall {
  let process: Process
  fileprivate let output: URL
  fileprivate let errors: URL

  /// What it came to; it must have ended.
  func result() throws -> ToolRun {
    ToolRun(
      output: try String(contentsOf: output, encoding: .utf8),
      errors: try String(contentsOf: errors, encoding: .utf8), code: process.terminationStatus)
  }
}

/// What a call of the tool may take.
struct Limits {
  /// Seconds of computing, whatever else the machine does.
  let seconds: Int
  /// Address space.
  let kilobytes: Int
}

/// An empty directory in which the tool is called as a user calls it, removed at the end.
final class Workplace {
  let directory: URL

  init() throws {
    directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("flowlearn-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: directory)
  }

  /// Calls the tool with words separated by spaces, and waits for its end; within limits, if
  /// given, behind which the system ends it.
  func run(_ line: String, input: [UInt8]? = nil, limits: Limits? = nil) throws -> ToolRun {
    let call = try start(line, input: input, limits: limits)
    call.process.waitUntilExit()
    return try call.result()
  }

  /// Runs a line of the shell, in which `flowlearn` is the tool, and waits for its end.
  func shell(_ line: String, environment: [String: String] = [:]) throws -> ToolRun {
    let place = try Workplace.executable().deletingLastPathComponent().path
    let call = try launch(
      URL(fileURLWithPath: "/bin/sh"), ["-c", line], input: nil,
      environment: environment.merging(["PATH": "\(place):/usr/bin:/bin"]) { _, path in path })
    call.process.waitUntilExit()
    return try call.result()
  }

  /// Calls the tool with words separated by spaces.
  func start(
    _ line: String, input: [UInt8]? = nil, environment: [String: String] = [:],
    limits: Limits? = nil
  ) throws -> ToolCall {
    let words = line.split(separator: " ").map(String.init)
    let executable = try Workplace.executable()
    guard let limits else {
      return try launch(executable, words, input: input, environment: environment)
    }
    let limited = "ulimit -v \(limits.kilobytes) && ulimit -t \(limits.seconds) && exec \"$@\""
    return try launch(
      URL(filePath: "/bin/sh"), ["-c", limited, "sh", executable.path] + words, input: input,
      environment: environment)
  }

  private func launch(
    _ program: URL, _ words: [String], input: [UInt8]?, environment: [String: String]
  ) throws -> ToolCall {
    let process = Process()
    process.executableURL = program
    process.arguments = words
    process.currentDirectoryURL = directory
    process.environment = ["PATH": "/usr/bin:/bin", "TERM": "dumb"].merging(environment) { $1 }
    // Files rather than pipes: nobody has to read while the tool writes.
    let output = try file("stdout")
    let errors = try file("stderr")
    process.standardOutput = output.handle
    process.standardError = errors.handle
    if let input {
      let place = try file("stdin")
      try Data(input).write(to: place.url)
      process.standardInput = try FileHandle(forReadingFrom: place.url)
    } else {
      process.standardInput = FileHandle.nullDevice
    }
    try process.run()
    return ToolCall(process: process, output: output.url, errors: errors.url)
  }

  /// The path of a file, or of the place itself.
  func path(_ name: String? = nil) -> String { (name.map(url) ?? directory).path }

  /// A file's place.
  func url(_ name: String) -> URL { directory.appendingPathComponent(name) }

  /// Writes a file.
  func write(_ text: String, to name: String) throws {
    try write(Array(text.utf8), to: name)
  }

  /// Writes a file.
  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: url(name))
  }

  /// Makes a directory.
  func makeDirectory(_ name: String) throws {
    try FileManager.default.createDirectory(at: url(name), withIntermediateDirectories: true)
  }

  /// The bytes of a file.
  func bytes(_ name: String) throws -> [UInt8] { try Array(Data(contentsOf: url(name))) }

  /// The text of a file.
  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  /// The lines of a run's metrics, without their times.
  func metrics(_ run: String) throws -> [JSONObject] {
    try text("\(run)/metrics.jsonl").split(separator: "\n").map { line in
      var record = try #require(JSONValue(parsing: Array(line.utf8), source: "metrics").object)
      record["time_s"] = nil
      return record
    }
  }

  /// The names of what a directory holds, sorted.
  func entries(_ name: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(name)).sorted()
  }

  /// Whether something has this name.
  func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: url(name).path) }

  private func file(_ name: String) throws -> (url: URL, handle: FileHandle) {
    let place = url(".\(name)-\(UUID().uuidString)")
    try Data().write(to: place)
    return (place, try FileHandle(forWritingTo: place))
  }

  /// The tool as the package builds it: beside the bundle of the tests.
  private static func executable() throws -> URL {
    let bundles = Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
    let places = [Bundle.main.bundleURL] + bundles
    let candidates = places.map { $0.appendingPathComponent("flowlearn") }
    return try #require(
      candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) },
      "the tool is not beside the tests: \(places.map(\.path))")
  }
}

/// Two clouds that a line separates, with a name for each row.
func clouds(_ count: Int = 40) -> String {
  var stream = RandomStream(seed: 3)
  var text = "name,u,v,kind\n"
  for row in 0..<count {
    let side = row % 2 == 0 ? -1.5 : 1.5
    let u = side + 0.25 * stream.normal()
    let v = 0.5 * stream.normal()
    text += "row \(row),\(u),\(v),\(row % 2 == 0 ? "low" : "high")\n"
  }
  return text
}

/// Options that make a training short.
let short = "--drop name --epochs 8 --batch-size 4 --hidden 4 --steps 2 --learning-rate 0.05"
