public import DataIO

/// How the columns of a table become features and a target: fitted on one table, applied to others.
///
/// Columns are found by name, whatever their order; columns that the encoder does not know are left
/// alone and reported. It is a value that a model file holds.
public struct TableEncoder: Sendable, Hashable {
  /// The name of the target column.
  public let target: String
  /// What is to be predicted.
  public let task: LearningTask
  /// What is done about missing values.
  public let missing: MissingPolicy
  /// The columns that become features, in the order of the features.
  public let columns: [FeatureColumn]

  /// An encoder of known columns.
  public init(
    target: String, task: LearningTask, missing: MissingPolicy, columns: [FeatureColumn]
  ) {
    self.target = target
    self.task = task
    self.missing = missing
    self.columns = columns
  }

  /// The encoder for a table.
  ///
  /// Numeric columns are taken as they are; columns of text become one feature for each category
  /// that occurs, in the order of the table's categories.
  ///
  /// - Parameters:
  ///   - table: the table to learn from.
  ///   - target: the column to predict: a name, or an index from 0, or from -1 backwards.
  ///   - task: what is to be predicted; guessed from the target column when nil.
  ///   - dropping: columns that do not become features: names or indices.
  ///   - missing: what is done about missing values.
  /// - Throws: ``LearningError/data(_:)`` for a column that is not there or a missing value that is
  ///   refused; ``LearningError/textTarget(source:column:example:)`` for a regression;
  ///   ``LearningError/noFeatures(target:)``.
  public init(
    fitting table: Table, target: String, task: LearningTask? = nil, dropping: [String] = [],
    missing: MissingPolicy = .refuse
  ) throws(LearningError) {
    let targetColumn = try LearningError.wrapping { () throws(DataError) in try table.column(target)
    }
    let rest = try LearningError.wrapping { () throws(DataError) in
      try table.dropping(dropping + [targetColumn.name])
    }
    guard !rest.columns.isEmpty else { throw .noFeatures(target: targetColumn.name) }
    self.target = targetColumn.name
    self.task = task ?? TaskGuess(targetColumn).task
    self.missing = missing
    let rows = try TableEncoder.keptRows(of: table, rest.columns, target: targetColumn, missing)
    guard !rows.isEmpty else { throw .tooFewRows(found: 0, needed: 2) }
    columns = rest.columns.map { FeatureColumn(fitting: $0.selecting(rows: rows)) }
    try checkTarget(targetColumn, table)
  }

  /// The number of features.
  public var featureCount: Int { columns.reduce(0) { $0 + $1.featureCount } }

  /// The names of the features.
  public var featureNames: [String] { columns.flatMap(\.featureNames) }

  /// The columns whose cells are categories: to be read as text even if they look like numbers.
  public var categoricalColumns: [String] {
    columns.filter { column in
      if case .categorical = column.kind { true } else { false }
    }.map(\.name)
  }

  /// The rows that are fitted: those without a gap that the policy drops or refuses.
  private static func keptRows(
    of table: Table, _ features: [Table.Column], target: Table.Column, _ missing: MissingPolicy
  ) throws(LearningError) -> [Int] {
    let columns = missing == .fillMean ? [target] : features + [target]
    if missing == .refuse {
      for column in columns { try table.refuseGaps(in: column) }
    }
    return table.completeRows(of: columns)
  }

  /// The same columns and categories, with gaps filled as some rows of a table say.
  func refilling(from table: Table, rows: [Int]) -> TableEncoder {
    let refilled = columns.map { column -> FeatureColumn in
      guard let cells = try? table.named(column.name) else { return column }
      return column.refilling(from: FeatureColumn(fitting: cells.selecting(rows: rows)))
    }
    return TableEncoder(target: target, task: task, missing: missing, columns: refilled)
  }

  private func checkTarget(_ column: Table.Column, _ table: Table) throws(LearningError) {
    guard task == .regression, case .text = column.values else { return }
    throw column.textTarget(in: table)
  }
}

extension FeatureColumn {
  /// The feature column for the cells of a table's.
  init(fitting column: Table.Column) {
    name = column.name
    switch column.values {
    case .numeric(let numbers):
      let present = numbers.filter { !$0.isNaN }
      // The mean of scaled numbers: their sum may be beyond the range of a double.
      let count = Double(max(present.count, 1))
      kind = .numeric(mean: present.reduce(0) { $0 + $1 / count })
    case .text(let codes, let categories):
      var counts = [Int](repeating: 0, count: categories.count)
      for code in codes where code >= 0 { counts[Int(code)] += 1 }
      let present = categories.indices.filter { counts[$0] > 0 }
      var best = 0
      for index in present.indices where counts[present[index]] > counts[present[best]] {
        best = index
      }
      kind = .categorical(present.map { categories[$0] }, mostFrequent: best)
    }
  }

  /// The same column, with gaps filled as another fit of it does.
  fileprivate func refilling(from other: FeatureColumn) -> FeatureColumn {
    switch (kind, other.kind) {
    case (.numeric, .numeric): return other
    case (.categorical(let categories, let old), .categorical(let found, let mostFrequent)):
      guard found.indices.contains(mostFrequent) else { return self }
      let place = categories.firstIndex(of: found[mostFrequent]) ?? old
      return FeatureColumn(name: name, kind: .categorical(categories, mostFrequent: place))
    default: return self
    }
  }
}
