import FlowLearn

extension ScoreReport {
  /// The report as a text for people; `rows` says which were scored, as in `validation`.
  func text(_ rows: String? = nil) -> String {
    let prefix = rows.map { $0 + " " } ?? ""
    switch self {
    case .classification(let report): return report.text(prefix)
    case .regression(let report): return report.text(prefix)
    }
  }
}

extension ClassificationReport {
  /// More classes than this are not listed one by one in a table of whom was taken for whom.
  private static let mostConfused = 12

  fileprivate func text(_ words: String) -> String {
    var head = TextTable([.left, .right, .left])
    head.append(
      "\(words)accuracy", accuracy.fixed(4),
      "(always the most frequent class: \(baselineAccuracy.fixed(4)))")
    head.append("\(words)log loss", logLoss.fixed(4), "(\(rows.of("row")))")
    return [head.text, classTable.text, confusionText].filter { !$0.isEmpty }
      .joined(separator: "\n\n")
  }

  private var classTable: TextTable {
    var table = TextTable([.left, .right, .right, .right, .right])
    table.append("class", "precision", "recall", "F1", "rows")
    for score in classes {
      table.append(
        score.label, score.precision.fixed(3), score.recall.fixed(3), score.f1.fixed(3),
        score.support.grouped)
    }
    return table
  }

  private var confusionText: String {
    guard classes.count <= ClassificationReport.mostConfused, accuracy < 1 else { return "" }
    var table = TextTable([.left] + classes.map { _ in .right })
    table.append(["true \\ predicted"] + classes.map(\.label))
    for (score, counts) in zip(classes, confusion) {
      table.append([score.label] + counts.map(\.grouped))
    }
    return table.text
  }
}

extension RegressionReport {
  fileprivate func text(_ words: String) -> String {
    var table = TextTable([.left, .right, .left])
    table.append(
      "\(words)RMSE", rmse.significant(4),
      "(always the mean: \(baselineRMSE.significant(4)))")
    table.append("\(words)MAE", mae.significant(4))
    table.append("\(words)R2", r2.isFinite ? r2.fixed(4) : "-", "(\(rows.of("row")))")
    return table.text
  }
}
