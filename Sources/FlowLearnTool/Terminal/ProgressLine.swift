/// How far a training has come, in one line.
struct ProgressLine: Sendable {
  var epoch: Int
  var epochs: Int
  var loss: Double
  var validationLoss: Double?
  /// The score's name and value: `acc 0.962`.
  var score: (name: String, value: Double)?
  /// Evaluations of the field a row, forwards.
  var evaluations: Double
  /// The seconds that are left.
  var remaining: Double?

  /// The line for a terminal: with a bar, and no longer than `width` columns; what matters least
  /// goes first.
  func drawn(width: Int) -> String {
    let counts = ["epoch \(epoch)/\(epochs)"]
    let losses = lossWords
    let long = counts + [bar(10)] + losses + scoreWords + workWords + timeWords
    let candidates = [
      long, counts + [bar(10)] + losses + scoreWords + timeWords,
      counts + losses + scoreWords + timeWords, counts + losses + scoreWords, counts + losses,
    ]
    let lines = candidates.map { $0.joined(separator: " ") }
    return lines.first { $0.count < width } ?? String(counts[0].prefix(max(width - 1, 0)))
  }

  /// The line for a file.
  var plain: String {
    (["epoch \(epoch)/\(epochs)"] + lossWords + scoreWords + workWords + timeWords)
      .joined(separator: " ")
  }

  /// A bar of so many cells with its arrow: `[=====>    ]`.
  private func bar(_ cells: Int) -> String {
    let done = min(cells, cells * epoch / max(epochs, 1))
    let arrow = done < cells ? ">" : ""
    let rest = max(0, cells - done - arrow.count)
    return "[" + String(repeating: "=", count: done) + arrow + String(repeating: " ", count: rest)
      + "]"
  }

  private var lossWords: [String] {
    ["loss \(loss.significant(4))"] + (validationLoss.map { ["val \($0.significant(4))"] } ?? [])
  }

  private var scoreWords: [String] { score.map { ["\($0.name) \($0.value.fixed(3))"] } ?? [] }

  private var workWords: [String] { ["nfe \(Int(evaluations.rounded()))"] }

  private var timeWords: [String] { remaining.map { ["ETA \(clockText(seconds: $0))"] } ?? [] }
}

/// When lines of progress appear: on a terminal at most ten a second, elsewhere one in ten seconds.
struct ProgressPace: Sendable {
  private let interval: Double
  private var last: Double?

  init(redraws: Bool) {
    interval = redraws ? 0.1 : 10
  }

  /// Whether a line is due at this time, in seconds; if so, the next is due an interval later.
  mutating func isDue(at seconds: Double) -> Bool {
    if let last, seconds - last < interval { return false }
    last = seconds
    return true
  }
}
