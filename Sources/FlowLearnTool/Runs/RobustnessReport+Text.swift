import FlowLearn

extension RobustnessReport {
  /// Accuracies beside each other, and what was done to get them.
  func text(_ check: RobustnessCheck) -> String {
    var table = TextTable([.left, .right, .right, .right])
    table.append(
      ["accuracy", "clean", "attacked"] + (adaptive == nil ? [] : ["attack that knows the defence"])
    )
    table.append("model as it is", plain.clean.fixed(4), plain.attacked.fixed(4))
    if let defended, let adaptive {
      table.append(
        "with the defence", defended.clean.fixed(4), defended.attacked.fixed(4),
        adaptive.fixed(4))
    }
    return ([table.text, "", sentence(check)] + defenceSentences(check)).joined(separator: "\n")
  }

  private func sentence(_ check: RobustnessCheck) -> String {
    let unit = check.unit == .column ? "in units of its column" : "standard deviations"
    let bounds = check.bounds.map {
      ", within \($0.lowerBound.significant(4)) to \($0.upperBound.significant(4))"
    }
    return "\(attack.words): each number changes by at most \(attack.size.significant(4)) \(unit)"
      + "\(bounds ?? ""), before it is standardised (\(rows.of("row")))"
  }

  private func defenceSentences(_ check: RobustnessCheck) -> [String] {
    guard let defence = check.defence else { return [] }
    let ranks = ranks.compactMap { $0.map(String.init) }.joined(separator: ", ")
    let beginning =
      defence.beginning == .features ? "the features" : "the standardised features"
    return [
      "defence: fitted to \(cleanRows.of("clean row")) that the model gets right; states are held near "
        + "sets of dimension \(ranks): \(beginning), then the ends of the flow's segments",
      "an attack that knows the defence takes the gradient through its greedy controls; sweeps beyond "
        + "them count as constant",
    ]
  }

  /// The same as one JSON object.
  var json: JSONValue {
    var value: JSONObject = [
      "attack": .string(AttackWords(attack).name), "size": .number(attack.size),
      "rows": .integer(rows), "clean_accuracy": .number(plain.clean),
      "attacked_accuracy": .number(plain.attacked),
    ]
    if let defended, let adaptive {
      value["defended"] = [
        "clean_accuracy": .number(defended.clean), "attacked_accuracy": .number(defended.attacked),
        "adaptively_attacked_accuracy": .number(adaptive), "clean_rows": .integer(cleanRows),
        "ranks": .array(ranks.map { $0.map(JSONValue.integer) ?? .null }),
      ]
    }
    return .object(value)
  }
}

/// What an attack is called.
private struct AttackWords {
  let name: String

  init(_ attack: Attack) {
    switch attack.method {
    case .fastGradientSign: name = "fgsm"
    case .projectedGradient: name = "pgd"
    case .randomSign: name = "random"
    }
  }
}

extension Attack {
  /// The attack in words.
  fileprivate var words: String {
    switch method {
    case .fastGradientSign: "one step along the signs of the gradient"
    case .projectedGradient(let iterations, let step, let isRandom):
      "\(iterations.of("step")) of \((step * size).significant(4)) along the signs of the gradient"
        + (isRandom ? " from a start from chance" : "")
    case .randomSign: "signs from chance"
    }
  }
}
