import FlowLearn

extension TrainingCurves {
  /// Curves as lines of bars, each with the values of its first and last epoch.
  ///
  /// - Parameters:
  ///   - picture: which; all there are when nil.
  ///   - width: the columns there are.
  /// - Returns: a line for each.
  func text(_ picture: Plot.Picture?, width: Int) -> String {
    var curves: [(name: String, values: [Double])] = []
    if picture == nil || picture == .loss {
      curves.append(("loss", trainingLosses))
      if !validationLosses.isEmpty { curves.append(("validation", validationLosses)) }
    }
    if picture == nil || picture == .score, !scores.isEmpty {
      curves.append((scoreName.hasSuffix("R2") ? "R2" : "accuracy", scores))
    }
    if picture == .evaluations || picture == nil && evaluationsChange {
      curves.append(("evaluations", forwardEvaluations))
    }
    let longest = curves.map(\.name.count).max() ?? 0
    let lines = curves.map { name, values in
      let ends = "\(word(values.first)) to \(word(values.last))"
      let room = width - longest - ends.count - 4
      let label = name + String(repeating: " ", count: longest - name.count)
      return "\(label)  \(Sparkline(values, width: max(room, 4)).text)  \(ends)"
    }
    let best = bestEpoch.map { ", the best \($0)" } ?? ""
    return (lines + ["\(epochs.count.of("epoch"))\(best)"]).joined(separator: "\n")
  }

  private func word(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "-" }
    return value.significant(3)
  }
}
