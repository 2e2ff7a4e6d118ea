extension Table {
  /// The names of the columns, in order.
  public var names: [String] { columns.map(\.name) }

  /// The index of a column.
  ///
  /// - Parameter reference: a name; or, where no column has that name, an index from 0, or from -1
  ///   backwards, written in digits.
  /// - Returns: the index, from 0.
  /// - Throws: `noSuchColumn`, with the name that was perhaps meant.
  public func index(of reference: String) throws(DataError) -> Int {
    guard let index = columnIndex(of: reference, in: names) else {
      throw error(.noSuchColumn(reference, columns: names))
    }
    return index
  }

  /// A column by name, or by index from 0 written in digits.
  ///
  /// - Throws: `noSuchColumn`, with the name that was perhaps meant.
  public func column(_ reference: String) throws(DataError) -> Column {
    columns[try index(of: reference)]
  }

  /// The table with the given columns only, in the given order.
  ///
  /// - Throws: `noSuchColumn` for a column that is not there.
  public func selecting(_ references: [String]) throws(DataError) -> Table {
    var chosen: [Column] = []
    for reference in references { chosen.append(try column(reference)) }
    return Table(source: source, columns: chosen, lines: lines)
  }

  /// The table without the given columns.
  ///
  /// - Throws: `noSuchColumn` for a column that is not there.
  public func dropping(_ references: [String]) throws(DataError) -> Table {
    var gone: Set<Int> = []
    for reference in references { gone.insert(try index(of: reference)) }
    let kept = columns.indices.filter { !gone.contains($0) }.map { columns[$0] }
    return Table(source: source, columns: kept, lines: lines)
  }

  /// The table with other columns of equally many rows, which keep their lines.
  ///
  /// - Precondition: the columns have equally many cells and different names.
  public func replacing(_ columns: [Column]) -> Table {
    Table(source: source, columns: columns, lines: lines)
  }

  /// The table with the given rows only, in the given order.
  ///
  /// The categories of text columns stay as they are, so that codes keep their meaning.
  public func selecting(rows: [Int]) -> Table {
    var lines = lines.map { _ in SourceLines() }
    if let old = self.lines { for row in rows { lines?.append(old[row]) } }
    return Table(source: source, columns: columns.map { $0.selecting(rows: rows) }, lines: lines)
  }

  /// The rows, ascending, in which no value of the given columns is missing.
  ///
  /// - Throws: `noSuchColumn` for a column that is not there.
  public func completeRows(of references: [String]) throws(DataError) -> [Int] {
    var isComplete = [Bool](repeating: true, count: rowCount)
    for reference in references {
      for row in try column(reference).missing { isComplete[row] = false }
    }
    return isComplete.indices.filter { isComplete[$0] }
  }
}

extension Table.Column {
  /// The column with the given rows only, in the given order.
  public func selecting(rows: [Int]) -> Table.Column {
    let gone = Set(missing)
    let missing = gone.isEmpty ? [] : rows.indices.filter { gone.contains(rows[$0]) }
    switch values {
    case .numeric(let numbers):
      return Self(name: name, values: .numeric(rows.map { numbers[$0] }), missing: missing)
    case .text(let codes, let categories):
      let values = Table.Values.text(codes: rows.map { codes[$0] }, categories: categories)
      return Self(name: name, values: values, missing: missing)
    }
  }

  /// The column with categories for its values; a column of numbers gets one for each number.
  ///
  /// The categories of numbers are in the order of the numbers and are written as briefly as they
  /// can be: `1`, not `1.0`.
  public var categorized: Table.Column {
    guard case .numeric(let numbers) = values else { return self }
    // Adding 0 turns -0 into 0, so that both are one category.
    let present = Set(numbers.lazy.filter { !$0.isNaN }.map { $0 + 0 }).sorted()
    let codes = Dictionary(uniqueKeysWithValues: zip(present, Int32(0)...))
    return Self(
      name: name,
      values: .text(
        codes: numbers.map { codes[$0 + 0] ?? -1 }, categories: present.map(shortestDecimal)),
      missing: missing)
  }
}

/// The index of a column by name, or else by index written in digits.
func columnIndex(of reference: String, in names: [String]) -> Int? {
  if let index = names.firstIndex(of: reference) { return index }
  guard let number = Int(reference) else { return nil }
  let index = number < 0 ? number + names.count : number
  return names.indices.contains(index) ? index : nil
}
