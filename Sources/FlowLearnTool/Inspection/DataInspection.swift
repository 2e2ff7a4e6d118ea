import FlowLearn

/// What data hold: columns, kinds, gaps, ranges.
struct DataInspection: Inspectable {
  private let source: DataSource

  init(_ source: DataSource) {
    self.source = source
  }

  var json: JSONValue {
    var object: JSONObject = [
      "path": .string(source.path.description), "rows": .integer(source.rows.count),
    ]
    switch source.rows {
    case .table(let reading):
      object["columns"] = .array(reading.table.columns.map { ColumnSummary($0).json })
    case .images(let set):
      object["image_shape"] = .array(set.imageShape.map(JSONValue.integer))
      object["classes"] = .object(
        set.labelCounts.reduce(into: JSONObject()) { $0[$1.label] = .integer($1.count) })
    }
    object["sha256"] = .array(source.files.map { .string($0.sha256) })
    return .object(object)
  }

  var text: String {
    switch source.rows {
    case .table(let reading): tableText(reading.table)
    case .images(let set): imageText(set)
    }
  }

  private func tableText(_ table: Table) -> String {
    var lines = TextTable([.right, .left, .left, .right, .right, .left])
    lines.append("", "column", "kind", "missing", "distinct", "")
    for (index, column) in table.columns.enumerated() {
      let summary = ColumnSummary(column)
      lines.append(
        String(index), column.name, summary.kind, summary.missing.grouped,
        summary.distinct.grouped, summary.words)
    }
    return "\(source.path): \(table.rowCount.of("row")), \(table.columns.count.of("column"))\n\n"
      + lines.text
  }

  private func imageText(_ set: ImageSet) -> String {
    let shape = set.imageShape.map(String.init).joined(separator: " x ")
    var table = TextTable([.left, .right])
    table.append("label", "images")
    for (label, count) in set.labelCounts { table.append(label, count.grouped) }
    return "\(set.source): \(set.count.of("image")) of \(shape) pixels\n\n" + table.text
  }
}

/// What a column holds.
struct ColumnSummary {
  let kind: String
  let missing: Int
  let distinct: Int
  /// Range and mean of numbers, or the most frequent categories.
  let words: String
  let json: JSONValue

  init(_ column: Table.Column) {
    missing = column.missing.count
    switch column.values {
    case .numeric(let numbers):
      let present = numbers.filter { !$0.isNaN }
      let count = Double(max(present.count, 1))
      let (low, high) = (present.min() ?? .nan, present.max() ?? .nan)
      let mean = present.isEmpty ? .nan : present.reduce(0) { $0 + $1 / count }
      kind = "number"
      distinct = Set(present).count
      words =
        present.isEmpty
        ? "" : "\(low.significant(6)) to \(high.significant(6)), mean \(mean.significant(4))"
      json = [
        "name": .string(column.name), "kind": "number", "missing": .integer(missing),
        "distinct": .integer(distinct), "min": .number(low), "max": .number(high),
        "mean": .number(mean),
      ]
    case .text(let codes, let categories):
      let counts = ColumnSummary.counts(codes, categories)
      kind = "text"
      distinct = counts.count
      let first = counts.prefix(4).map { "\(ColumnSummary.brief($0.label)) (\($0.count))" }
      words = listed(first + counts.dropFirst(4).map { _ in "" }, limit: 4)
      json = [
        "name": .string(column.name), "kind": "text", "missing": .integer(missing),
        "distinct": .integer(distinct),
        "categories": .object(
          JSONObject(unchecked: counts.map { JSONObject.Member($0.label, .integer($0.count)) })),
      ]
    }
  }

  /// The label, cut where it is long.
  private static func brief(_ label: String) -> String {
    label.utf8.count > 40 ? String(label.prefix(36)) + "..." : label
  }

  /// The categories that occur, the most frequent first.
  private static func counts(
    _ codes: [Int32], _ categories: [String]
  ) -> [(label: String, count: Int)] {
    var counts = [Int](repeating: 0, count: categories.count)
    for code in codes where code >= 0 { counts[Int(code)] += 1 }
    let order = categories.indices.filter { counts[$0] > 0 }
      .sorted { (counts[$1], $0) < (counts[$0], $1) }
    return order.map { (categories[$0], counts[$0]) }
  }
}

extension ImageSet {
  /// How many images have each label.
  var labelCounts: [(label: String, count: Int)] {
    let counts = Dictionary(labels.map { ($0, 1) }, uniquingKeysWith: +)
    return counts.sorted { ($0.key.count, $0.key) < ($1.key.count, $1.key) }
      .map { ($0.key, $0.value) }
  }
}
