import DataIO
import Foundation
import Testing

/// A Python with the packages that a test asks, in `FLOWLEARN_PYTHON` or on the path.
enum Python {
  /// Whether the packages can be imported.
  static func has(_ packages: String...) -> Bool {
    let script = packages.map { "import \($0)" }.joined(separator: "\n")
    return (try? run(script, []))?.code == 0
  }

  static let absence: Comment = """
    no Python with onnx and onnxruntime: pip install them, and name it in FLOWLEARN_PYTHON
    """

  /// Runs a script with arguments; what it prints, and its exit code.
  static func run(_ script: String, _ arguments: [String]) throws -> (output: String, code: Int32) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let program = ProcessInfo.processInfo.environment["FLOWLEARN_PYTHON"] ?? "python3"
    process.arguments = [program, "-c", script] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (String(decoding: output, as: UTF8.self), process.terminationStatus)
  }
}
