import FlowLearn

extension CrossValidation {
  /// A line a fold, and below them the means and deviations.
  var text: String {
    var table = TextTable([.left, .right, .right] + measures.map { _ in .right })
    table.append(["fold", "rows", "epochs"] + measures.map(\.name))
    for (number, fold) in folds.enumerated() {
      table.append(
        ["\(number + 1)", fold.rows.count.grouped, fold.epochs.grouped]
          + measures.map { $0.values[number].fixed(4) })
    }
    table.append(["mean", "", ""] + measures.map { $0.mean.fixed(4) })
    table.append(["deviation", "", ""] + measures.map { $0.deviation.fixed(4) })
    return table.lines.joined(separator: "\n")
  }

  /// The same as one JSON object.
  var json: JSONValue {
    var means: JSONObject = [:]
    for measure in measures {
      means[measure.name] = [
        "mean": .number(measure.mean), "deviation": .number(measure.deviation),
        "folds": .array(measure.values.map(JSONValue.number)),
      ]
    }
    return [
      "folds": .integer(folds.count), "rows": .array(folds.map { .integer($0.rows.count) }),
      "epochs": .array(folds.map { .integer($0.epochs) }), "measures": .object(means),
    ]
  }
}
