/// Words and numbers in aligned columns.
struct TextTable {
  private var rows: [[String]] = []
  private let alignments: [Alignment]

  /// On which side the cells of a column meet.
  enum Alignment {
    case left, right
  }

  init(_ alignments: [Alignment]) {
    self.alignments = alignments
  }

  /// Adds a row; a cell that is not given is empty.
  mutating func append(_ cells: String...) {
    append(cells)
  }

  /// Adds a row; a cell that is not given is empty.
  mutating func append(_ cells: [String]) {
    rows.append(cells)
  }

  /// The rows as lines, two spaces between columns.
  var lines: [String] {
    let widths = alignments.indices.map { column in
      rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = zip(row, zip(widths, alignments)).map { cell, form in
        let space = String(repeating: " ", count: form.0 - cell.count)
        return form.1 == .left ? cell + space : space + cell
      }
      var line = cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  /// The lines as one text.
  var text: String { lines.joined(separator: "\n") }
}
