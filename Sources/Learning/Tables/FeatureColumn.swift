/// One column that a model reads, and how its cells become features.
public struct FeatureColumn: Sendable, Hashable {
  /// How cells become features.
  public enum Kind: Sendable, Hashable {
    /// A number is a feature as it is; where it is missing and gaps are filled, the mean of the rows
    /// that were fitted.
    case numeric(mean: Double)
    /// A category is one feature for each known category: 1 for its own, 0 for the others; where it
    /// is missing and gaps are filled, the one that was most frequent.
    case categorical([String], mostFrequent: Int)
  }

  /// The name of the column.
  public let name: String
  /// How its cells become features.
  public let kind: Kind

  /// A column.
  public init(name: String, kind: Kind) {
    self.name = name
    self.kind = kind
  }

  /// The number of features that it becomes.
  public var featureCount: Int {
    switch kind {
    case .numeric: 1
    case .categorical(let categories, _): categories.count
    }
  }

  /// The names of its features: its own, or `name=category` for each category.
  public var featureNames: [String] {
    switch kind {
    case .numeric: [name]
    case .categorical(let categories, _): categories.map { "\(name)=\($0)" }
    }
  }
}

/// What is done about missing values.
///
/// The raw values are the words of the option `--missing`.
public enum MissingPolicy: String, Sendable, Hashable, CaseIterable {
  /// They are an error.
  case refuse = "error"
  /// Rows with one are left out.
  case dropRows = "drop"
  /// A number becomes the column's mean, a category the most frequent one; rows whose target is
  /// missing are left out of training and scoring.
  ///
  /// An encoder's means are of the whole table that it is fitted on; a model's, of the rows that it
  /// was trained on.
  case fillMean = "mean"
}
