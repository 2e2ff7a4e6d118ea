/// Every case that the library brings, in the order of their numbers.
public struct BenchmarkCatalogue: Sendable {
  /// The cases.
  public private(set) var cases: [any BenchmarkCase]

  /// A catalogue of given cases.
  public init(_ cases: [any BenchmarkCase]) {
    self.cases = cases
  }

  /// The cases that the library brings, and others behind them.
  public static func standard(_ others: [any BenchmarkCase] = []) -> BenchmarkCatalogue {
    // One line a family: a new one is named here and nowhere else.
    BenchmarkCatalogue(
      FlowSteps.small
        + FlowSteps.large
        + SmallFlows.cases
        + LorenzEnsemble.cases
        + AdaptiveSteps.cases
        + LongFlows.cases
        + Generality.cases
        + RowLossSteps.recurrent
        + RowLossSteps.onsager
        + ConvolutionSteps.cases
        + CountedCases.cases
        + Planning.cases
        + others)
  }

  /// The cases that some words choose, each once, in the catalogue's order; all for no words.
  ///
  /// - Throws: the first word that chooses none.
  public func chosen(by words: [String]) throws(UnknownCase) -> [any BenchmarkCase] {
    guard !words.isEmpty else { return cases }
    if let stranger = words.first(where: { word in
      !cases.contains { $0.identity.isChosen(by: word) }
    }) {
      throw UnknownCase(word: stranger, workloads: workloads)
    }
    return cases.filter { item in words.contains { item.identity.isChosen(by: $0) } }
  }

  /// The families, each once, in order.
  public var workloads: [String] {
    var names: [String] = []
    for item in cases where !names.contains(item.identity.workload) {
      names.append(item.identity.workload)
    }
    return names
  }
}

/// A word that is no beginning of a case's name.
public struct UnknownCase: Error, Equatable, CustomStringConvertible {
  /// The word.
  public let word: String
  /// The families that there are.
  public let workloads: [String]

  /// The sentence for the user.
  public var description: String {
    "no case begins with '\(word)' (the families are \(workloads.joined(separator: ", ")); "
      + "--list shows all cases)"
  }
}
