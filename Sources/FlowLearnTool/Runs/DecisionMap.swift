import FlowLearn

/// The regions of a classifier of two features as text: a letter a class, large where it is sure.
struct DecisionMap {
  /// The probability from which on a letter is large.
  static let sure = 0.75

  private let plot: PlanePlot
  private let classes: [String]
  private let names: [String]

  init(_ plot: PlanePlot, of model: TabularModel) {
    self.plot = plot
    classes = model.classes
    names = model.encoder.featureNames
  }

  /// The map in at most so many columns, with its axes and what the letters stand for.
  func text(width: Int) -> String {
    let columns = min(max(width - 2, 8), 60)
    // A letter is about twice as high as it is wide.
    let rows = max(columns * 2 / 5, 4)
    let (values, across, up) = plot.probabilities(columns: columns, rows: rows)
    let numbers = values.elements
    let lines = (0..<rows).reversed().map { row in
      "|"
        + String(
          (0..<columns).map { column in
            let start = (row * columns + column) * classes.count
            return letter(numbers[start..<start + classes.count])
          })
    }
    let legend = zip(classes, classes.indices).map { "\(large($1)) \($0)" }
    return
      ([
        "\(names[1]) from \(up.lowerBound.significant(3)) to \(up.upperBound.significant(3)), upwards"
      ] + lines + [
        "+" + String(repeating: "-", count: columns),
        "\(names[0]) from \(across.lowerBound.significant(3)) to "
          + "\(across.upperBound.significant(3)), to the right",
        legend.joined(separator: ", ")
          + " (a small letter: a probability below \(DecisionMap.sure))",
      ]).joined(separator: "\n")
  }

  /// The letter of the most probable class.
  private func letter(_ probabilities: ArraySlice<Double>) -> Character {
    let best = probabilities.indices.max { probabilities[$0] < probabilities[$1] }
    guard let best else { return " " }
    let letter = large(best - probabilities.startIndex)
    return probabilities[best] >= DecisionMap.sure
      ? letter : Character(letter.lowercased())
  }

  /// The letters of classes; behind the 26th they begin again.
  private func large(_ index: Int) -> Character {
    Character(UnicodeScalar(UInt8(ascii: "A") + UInt8(index % 26)))
  }
}
