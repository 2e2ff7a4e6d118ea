public import DataIO
import Tensors

extension TableEncoder {
  /// What about a table, from which a model is to be learned, is likely to disappoint.
  ///
  /// - Parameters:
  ///   - table: the table that the encoder was fitted on.
  ///   - shuffles: whether training puts rows in a random order.
  /// - Returns: the warnings, those about rows first.
  /// - Throws: as ``encodeExamples(_:)``.
  /// - Complexity: a few passes over the cells.
  public func warnings(
    about table: Table, shuffles: Bool = true
  ) throws(LearningError) -> [DataWarning] {
    let examples = try encodeExamples(table)
    let rows = examples.inputs.rows
    var warnings: [DataWarning] = []
    if rows.count < table.rowCount {
      warnings.append(.rowsLeftOut(table.rowCount - rows.count, of: table.rowCount))
    }
    if examples.inputs.filledCells > 0 {
      warnings.append(.cellsFilled(examples.inputs.filledCells))
    }
    let goal = TargetCodes(examples.target)
    for cells in try cells(of: table) {
      let codes = ColumnCodes(cells.selecting(rows: rows))
      if let warning = codes.warning(name: cells.name) { warnings.append(warning) }
      if goal.isTold(by: codes) {
        warnings.append(.leak(column: cells.name, target: target))
      }
    }
    return warnings + goal.warnings(target: target, shuffles: shuffles)
  }

  /// The fewest rows from which a pattern is taken for more than chance.
  static var rowsForPatterns: Int { 10 }
  /// The most categories that raise no eyebrow.
  static var mostCategories: Int { 100 }
}

/// A column with its distinct values numbered.
private struct ColumnCodes {
  /// The number of each row's value.
  let codes: [Int]
  let distinct: Int
  /// The numbers of a numeric column.
  let numbers: [Double]?

  init(_ column: Table.Column) {
    switch column.values {
    case .numeric(let numbers):
      var places: [Double: Int] = [:]
      var missing: Int?
      codes = numbers.map { number in
        let count = places.count + (missing == nil ? 0 : 1)
        if number.isNaN {
          let place = missing ?? count
          missing = place
          return place
        }
        let place = places[number + 0] ?? count
        places[number + 0] = place
        return place
      }
      distinct = places.count + (missing == nil ? 0 : 1)
      self.numbers = numbers
    case .text(let codes, _):
      self.codes = codes.map(Int.init)
      distinct = Set(codes).count
      numbers = nil
    }
  }

  var isWhole: Bool { numbers?.allSatisfy { $0.rounded() == $0 } ?? true }

  func warning(name: String) -> DataWarning? {
    if distinct <= 1 { return .constant(column: name) }
    if distinct == codes.count, isWhole, codes.count >= TableEncoder.rowsForPatterns {
      return .identifier(column: name)
    }
    if numbers == nil, distinct > TableEncoder.mostCategories {
      return .manyCategories(column: name, count: distinct)
    }
    return nil
  }
}

/// A target with its labels numbered.
private struct TargetCodes {
  let codes: [Int]
  let counts: [String: Int]
  let numbers: [Double]?

  init(_ target: EncodedExamples.Target) {
    switch target {
    case .labels(let labels):
      var places: [String: Int] = [:]
      var counts: [String: Int] = [:]
      codes = labels.map { label in
        counts[label, default: 0] += 1
        let place = places[label] ?? places.count
        places[label] = place
        return place
      }
      self.counts = counts
      numbers = nil
    case .numbers(let tensor):
      codes = []
      counts = [:]
      numbers = tensor.elements
    }
  }

  /// Whether the column is, but for its constant values, a function of the target, so that it can
  /// only have been made from it; or, for numbers, an affine function.
  func isTold(by column: ColumnCodes) -> Bool {
    guard column.codes.count >= TableEncoder.rowsForPatterns, column.distinct > 1 else {
      return false
    }
    if let numbers {
      return column.numbers.map { isAffine($0, numbers) } ?? false
    }
    guard counts.values.allSatisfy({ $0 > 1 }), column.distinct == counts.count else {
      return false
    }
    var values: [Int: Int] = [:]
    for (label, value) in zip(codes, column.codes) {
      if let known = values[label], known != value { return false }
      values[label] = value
    }
    return true
  }

  func warnings(target: String, shuffles: Bool) -> [DataWarning] {
    guard numbers == nil else { return [] }
    var warnings: [DataWarning] = []
    let single = counts.filter { $0.value == 1 }.keys.sorted()
    if !single.isEmpty { warnings.append(.singleRowClasses(single)) }
    let changes = zip(codes, codes.dropFirst()).count { $0 != $1 }
    if !shuffles, counts.count > 1, changes == counts.count - 1,
      codes.count >= TableEncoder.rowsForPatterns
    {
      warnings.append(.sortedByClass(target: target))
    }
    return warnings
  }
}

/// Whether one list of numbers is an affine function of the other, to rounding.
private func isAffine(_ x: [Double], _ y: [Double]) -> Bool {
  guard let least = x.indices.min(by: { x[$0] < x[$1] }),
    let most = x.indices.max(by: { x[$0] < x[$1] }), x[least] < x[most], y[least] != y[most]
  else { return false }
  let slope = (y[most] - y[least]) / (x[most] - x[least])
  let scale = abs(y[most]) + abs(y[least])
  return zip(x, y).allSatisfy { abs($1 - y[least] - slope * ($0 - x[least])) <= 1e-9 * scale }
}
