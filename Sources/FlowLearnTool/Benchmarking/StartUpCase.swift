import Benchmarks

/// A whole process of the tool, from its start to its end.
struct StartUpCase: BenchmarkCase {
  let identity: CaseIdentity
  let summary: String
  let words: [String]

  /// The tool saying its version, to a first training step, and W8: to a hundred of them.
  static let all: [any BenchmarkCase] = [
    StartUpCase(
      identity: CaseIdentity(workload: "startup", name: "version", precision: "float32"),
      summary: "a process that says its version", words: ["--version"]),
    StartUpCase(
      identity: CaseIdentity(workload: "startup", name: "first_step", precision: "float32"),
      summary: "a process that takes one training step of W1", words: training(1)),
    StartUpCase(
      identity: CaseIdentity(workload: "W8", name: "startup+100steps", precision: "float32"),
      summary: "a process that takes 100 training steps of W1", words: training(100)),
  ]

  private static func training(_ steps: Int) -> [String] {
    ["benchmark", "W1/d2_h64_b256_n20/float32/t1", "--iterations", String(steps), "--quiet"]
  }

  func prepare() -> PreparedCase {
    PreparedCase(iterate: { [words] in Double(ChildProcess.run(words)) })
  }
}
