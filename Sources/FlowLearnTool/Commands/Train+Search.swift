import Arguments
import FlowLearn

/// Options tried one way after another, each by cross-validation.
struct SearchTrial {
  /// The names and values of the options that are tried.
  let choice: [(name: String, value: String)]
  let check: CrossValidation

  /// The options as the command line would have them.
  var words: String { choice.map { "--\($0.name) \($0.value)" }.joined(separator: " ") }

  /// Whether it is better than another: by accuracy, then log loss; by R².
  func isBetter(than other: SearchTrial) -> Bool {
    for (own, theirs) in zip(check.measures, other.check.measures) where own.mean != theirs.mean {
      let isGain = own.name == "accuracy" || own.name == "R2"
      return isGain ? own.mean > theirs.mean : own.mean < theirs.mean
    }
    return false
  }
}

extension Train {
  /// The most ways to choose values that are tried.
  private static let mostTrials = 1000

  /// Cross-validates all ways to choose values of some options.
  func search(
    _ table: Table, _ encoder: TableEncoder, source: Path, _ options: ResolvedOptions,
    _ console: Console
  ) throws(ToolError) {
    let names = search.map(\.name)
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw .usage("--search names '\(twice)' twice: give all its values at once")
    }
    let choices = SearchOption.choices(search)
    guard choices.count <= Train.mostTrials else {
      throw .usage(
        "--search asks for \(choices.count.grouped) trainings of each fold: at most \(Train.mostTrials.grouped) are made"
      )
    }
    var trials: [SearchTrial] = []
    for choice in choices {
      let trial = try trial(choice, options)
      let check = try ToolError.wrapping(source) { () throws(LearningError) in
        try TabularModel.crossValidation(
          on: table, target: encoder.target, task: encoder.task, missing: goal.missing,
          folds: folds ?? 5, architecture: trial.network.architecture,
          options: trial.trainingOptions, precision: trial.network.precision,
          pool: output.work.pool)
      }
      trials.append(SearchTrial(choice: choice, check: check))
      console.note("\(trials.count) of \(choices.count): \(trials[trials.count - 1].words)")
    }
    trials.sort { $0.isBetter(than: $1) }
    try console.result(talk.json ? trials.json.text() : trials.text)
  }

  /// The command with some options changed, as if they had been given on the command line.
  private func trial(
    _ choice: [(name: String, value: String)], _ options: ResolvedOptions
  ) throws(ToolError) -> Train {
    let given = options.configuration(named: "the command line")
    let kept = given.values.filter { !["search", "folds", "config", "data"].contains($0.key) }
    let words = ["train", data] + choice.map { "--\($0.name)=\($0.value)" }
    let parser = CommandLineParser(FlowLearnCommand.self)
    let invocation = parser.parse(words) { _ in
      Configuration(source: given.source, values: kept)
    }
    switch invocation {
    case .run(let command as Train, _): return command
    case .run: throw .usage("--search changes options of train only")
    case .show(let text, _):
      let sentence = text.split(separator: "\n").first.map(String.init) ?? text
      let reason = sentence.hasPrefix("Error: ") ? String(sentence.dropFirst(7)) : sentence
      throw .usage("--search: \(reason)")
    }
  }
}

extension [SearchTrial] {
  /// A line a trial, the best one first.
  fileprivate var text: String {
    guard let first else { return "" }
    let measures = first.check.measures.map(\.name)
    var table = TextTable(
      first.choice.map { _ in .right } + measures.flatMap { _ in [.right, .right] })
    table.append(first.choice.map(\.name) + measures.flatMap { [$0, "deviation"] })
    for trial in self {
      table.append(
        trial.choice.map(\.value)
          + trial.check.measures.flatMap { [$0.mean.fixed(4), $0.deviation.fixed(4)] })
    }
    return table.lines.joined(separator: "\n")
      + "\n\nthe best of \(first.check.folds.count) folds each: \(first.words)"
  }

  /// The same as one JSON object.
  fileprivate var json: JSONValue {
    [
      "trials": .array(
        map { trial in
          var options: JSONObject = [:]
          for (name, value) in trial.choice { options[name] = .string(value) }
          return ["options": .object(options), "cross_validation": trial.check.json]
        })
    ]
  }
}
