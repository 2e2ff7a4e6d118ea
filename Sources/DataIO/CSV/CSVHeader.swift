extension CSVSample {
  /// Whether the first record names the columns.
  ///
  /// It does when text, and no missing value, stands above a column of numbers. It does not when a
  /// number stands above a column of numbers and nowhere text does. Where no column is of numbers,
  /// it does when its cells are not empty, differ from each other, and none occurs again below in
  /// its column.
  func hasHeader(options: CSVOptions) -> Bool {
    guard let first = records.first else { return false }
    let below = records.dropFirst()
    func kind(_ field: CSVScanner.Field) -> Cell {
      cell(field, missing: options.missingMarkers)
    }
    let kinds = first.fields.map(kind)
    guard !below.isEmpty else { return !kinds.contains { $0 == .number } }
    var hasNumbers = kinds.contains { $0 == .number }
    for column in kinds.indices {
      let cells = below.compactMap { $0.fields.count > column ? kind($0.fields[column]) : nil }
      guard cells.contains(where: { $0 == .number }), !cells.contains(where: { $0 == .text })
      else { continue }
      if kinds[column] == .text { return true }
      hasNumbers = true
    }
    return hasNumbers ? false : isNamelike(first.fields, below: below)
  }

  private func isNamelike(
    _ fields: [CSVScanner.Field], below: ArraySlice<(line: Int, fields: [CSVScanner.Field])>
  ) -> Bool {
    let names = fields.map(scanner.text)
    guard !names.contains(""), Set(names).count == names.count else { return false }
    return !below.contains { record in
      zip(names, record.fields).contains { $0 == scanner.text($1) }
    }
  }
}

/// Column names with every one made unlike all others.
struct UniqueNames {
  /// The names, no two of them equal.
  let names: [String]
  /// What was changed.
  let renamed: [RenamedColumn]

  /// The indices from 0 as names, for a text without a header.
  init(count: Int) {
    names = (0..<count).map(String.init)
    renamed = []
  }

  /// Names made unique: an empty one becomes its index, a repeated one gets `.1`, `.2`, ...
  ///
  /// Names are compared as Swift compares strings, so that a composed and a decomposed letter
  /// count as the same and no dictionary keyed by name can hold one of them only.
  init(_ given: [String]) {
    let taken = Set(given)
    var seen: Set<String> = []
    var names: [String] = []
    var renamed: [RenamedColumn] = []
    for (index, name) in given.enumerated() {
      var unique = name.isEmpty ? String(index) : name
      if seen.contains(unique) || (name.isEmpty && taken.contains(unique)) {
        let free = (1...).lazy.map { "\(unique).\($0)" }
        unique = free.first { !seen.contains($0) && !taken.contains($0) } ?? unique
      }
      if unique != name { renamed.append(RenamedColumn(index: index, from: name, to: unique)) }
      seen.insert(unique)
      names.append(unique)
    }
    self.names = names
    self.renamed = renamed
  }
}

/// A column whose name in the file was empty or taken.
public struct RenamedColumn: Hashable, Sendable {
  /// The column's index from 0.
  public let index: Int
  /// The name in the file.
  public let from: String
  /// The name in the table.
  public let to: String
}
