public import DataIO
public import Tensors

extension TableEncoder {
  /// The features of a table's rows.
  ///
  /// - Parameter table: a table that has all the columns that the encoder knows, but for the target,
  ///   which it may have.
  /// - Returns: the features, with what was odd about the table.
  /// - Throws: ``LearningError/data(_:)`` for a column that is missing, or of text where numbers are
  ///   needed, or for a missing value that is refused; ``LearningError/numbersForCategories(source:column:found:known:)``.
  public func encode(_ table: Table) throws(LearningError) -> EncodedRows {
    let found = try cells(of: table)
    if missing == .refuse {
      for column in found { try table.refuseGaps(in: column) }
    }
    let rows = missing == .dropRows ? table.completeRows(of: found) : nil
    let kept = rows.map { rows in found.map { $0.selecting(rows: rows) } } ?? found
    let known = Set(columns.map(\.name) + [target])
    var matrix = FeatureMatrix(rows: rows?.count ?? table.rowCount, columns: featureCount)
    for (column, cells) in zip(columns, kept) {
      try matrix.append(cells, as: column, of: table)
    }
    return EncodedRows(
      features: matrix.features, rows: rows ?? Array(0..<table.rowCount),
      extraColumns: table.names.filter { !known.contains($0) }, unseen: matrix.unseen,
      filledCells: matrix.filledCells)
  }

  /// The features of a table's rows with what is to be predicted.
  ///
  /// Rows whose target is missing are refused, or left out.
  ///
  /// - Throws: as ``encode(_:)``, and when the target column is missing or, for a regression, of text.
  public func encodeExamples(_ table: Table) throws(LearningError) -> EncodedExamples {
    let column = try targetColumn(of: table)
    if missing == .refuse { try table.refuseGaps(in: column) }
    let encoded = try encode(table)
    let gaps = Set(column.missing)
    let places = encoded.rows.indices.filter { !gaps.contains(encoded.rows[$0]) }
    let rows = places.map { encoded.rows[$0] }
    let inputs = EncodedRows(
      features: places.count == encoded.rows.count
        ? encoded.features : encoded.features.rows(at: places),
      rows: rows, extraColumns: encoded.extraColumns, unseen: encoded.unseen,
      filledCells: encoded.filledCells)
    switch task {
    case .classification:
      return EncodedExamples(inputs: inputs, target: .labels(try labels(of: table, rows: rows)))
    case .regression:
      return EncodedExamples(inputs: inputs, target: .numbers(try numbers(of: table, rows: rows)))
    }
  }

  /// The labels of some rows, numbers written as briefly as they can be: `1`, not `1.0`.
  ///
  /// - Throws: ``LearningError/data(_:)`` when the target column, or one of its values, is missing.
  public func labels(of table: Table, rows: [Int]) throws(LearningError) -> [String] {
    let column = try targetColumn(of: table).categorized
    guard case .text(let codes, let categories) = column.values else { return [] }
    var labels: [String] = []
    labels.reserveCapacity(rows.count)
    for row in rows {
      guard codes[row] >= 0 else {
        throw .data(table.error(.missingValue, row: row, column: column.name))
      }
      labels.append(categories[Int(codes[row])])
    }
    return labels
  }

  /// The target's numbers in some rows; shape `[rows, 1]`.
  ///
  /// - Throws: ``LearningError/data(_:)`` when the target column, or one of its values, is missing, or
  ///   when it holds text.
  public func numbers(of table: Table, rows: [Int]) throws(LearningError) -> Tensor<Double> {
    let column = try targetColumn(of: table)
    guard case .numeric(let numbers) = column.values else {
      throw column.textTarget(in: table)
    }
    if let row = rows.first(where: { numbers[$0].isNaN }) {
      throw .data(table.error(.missingValue, row: row, column: column.name))
    }
    return Tensor(rows.map { numbers[$0] }, shape: [rows.count, 1])
  }

  private func targetColumn(of table: Table) throws(LearningError) -> Table.Column {
    try LearningError.wrapping { () throws(DataError) in try table.named(target) }
  }

  /// The table's columns that become features, in the order of ``columns``.
  func cells(of table: Table) throws(LearningError) -> [Table.Column] {
    try LearningError.wrapping { () throws(DataError) in
      try table.named(columns.map(\.name))
    }
  }
}

extension Table {
  /// The column of a name, which is never taken for an index.
  func named(_ name: String) throws(DataError) -> Column {
    for column in columns where column.name == name { return column }
    throw error(.noSuchColumn(name, columns: names))
  }

  /// The columns of some names, looked up in one pass over the table.
  fileprivate func named(_ wanted: [String]) throws(DataError) -> [Column] {
    let places = Dictionary(
      columns.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    var found: [Column] = []
    found.reserveCapacity(wanted.count)
    for name in wanted {
      guard let place = places[name] else { throw error(.noSuchColumn(name, columns: names)) }
      found.append(columns[place])
    }
    return found
  }

  /// The rows, ascending, in which no value of the columns is missing.
  func completeRows(of columns: [Column]) -> [Int] {
    var isComplete = [Bool](repeating: true, count: rowCount)
    for column in columns {
      for row in column.missing { isComplete[row] = false }
    }
    return isComplete.indices.filter { isComplete[$0] }
  }

  /// Throws when a value of the column is missing.
  func refuseGaps(in column: Column) throws(LearningError) {
    guard let row = column.missing.first else { return }
    throw .data(error(.missingValue, row: row, column: column.name))
  }
}

extension Table.Column {
  /// What is wrong with a column of text where a regression's target is needed.
  func textTarget(in table: Table) -> LearningError {
    guard case .text(_, let categories) = values else { return .data(refusal(in: table)) }
    return .textTarget(source: table.source, column: name, example: categories.first ?? "")
  }

  /// What is wrong with a column of text where numbers are needed.
  func refusal(in table: Table) -> DataError {
    guard case .text(_, let categories) = values else { return table.error(.nothingLeft) }
    return table.error(.textColumn(example: categories.first ?? ""), column: name)
  }
}
