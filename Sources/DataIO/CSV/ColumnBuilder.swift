/// Collects the cells of one column and finds out whether it holds numbers or text.
struct ColumnBuilder {
  /// How the cells are kept.
  enum Kind {
    /// Not at all.
    case dropped
    /// As numbers until the first cell that is text.
    case open
    /// As text, because the options say so.
    case declaredText
  }

  /// What the column turned out to hold.
  enum Verdict {
    /// Not read.
    case dropped
    /// All cells fit.
    case finished(Table.Column)
    /// Text, but numbers stood above the first text: to be read again as text.
    case rereadAsText
    /// Numbers, but for a cell in this line.
    case refused(line: Int, DataError.TableFault)
  }

  let name: String
  let kind: Kind
  private var numbers: [Double] = []
  private var missing: [Int] = []
  private var words = Words()
  private var keepsText: Bool
  private var numberCount = 0
  private var badCount = 0
  private var commaCount = 0
  private var firstBad: (line: Int, fault: DataError.TableFault)?
  private var row = 0

  init(name: String, kind: Kind, expectedRows: Int) {
    self.name = name
    self.kind = kind
    keepsText = kind == .declaredText
    if kind == .open { numbers.reserveCapacity(expectedRows) }
  }

  /// Adds the cell of the next row.
  @inline(__always)
  mutating func append(
    _ field: CSVScanner.Field, of scanner: CSVScanner, rules: CellRules, line: Int
  ) {
    switch kind {
    case .dropped: return
    case .declaredText: appendText(field, of: scanner, rules: rules)
    case .open:
      if !keepsText, !rules.checksMarkersFirst,
        case .value(let number) = DecimalNumber(
          scanner.bytes, in: field.range, mark: rules.decimalMark)
      {
        numbers.append(number)
        numberCount += 1
        row += 1
      } else {
        appendOther(field, of: scanner, rules: rules, line: line)
      }
    }
  }

  /// Adds a cell that may be anything.
  private mutating func appendOther(
    _ field: CSVScanner.Field, of scanner: CSVScanner, rules: CellRules, line: Int
  ) {
    let text = scanner.text(field)
    if rules.isMissing(text) {
      appendMissing()
      return
    }
    switch DecimalNumber(scanner.bytes, in: field.range, mark: rules.decimalMark) {
    case .value(let number):
      numberCount += 1
      if !keepsText { numbers.append(number) }
    case .outOfRange:
      noteBad(.outOfRange(text), line: line)
    case .malformed:
      if rules.isNumberWithComma(scanner.bytes, field.range) { commaCount += 1 }
      noteBad(.notANumber(text), line: line)
    }
    if keepsText { words.append(text) }
    row += 1
  }

  private mutating func appendText(
    _ field: CSVScanner.Field, of scanner: CSVScanner, rules: CellRules
  ) {
    let text = scanner.text(field)
    if rules.isMissing(text) {
      appendMissing()
    } else {
      words.append(text)
      row += 1
    }
  }

  private mutating func appendMissing() {
    missing.append(row)
    if keepsText { words.appendMissing() } else { numbers.append(.nan) }
    row += 1
  }

  private mutating func noteBad(_ fault: DataError.TableFault, line: Int) {
    badCount += 1
    guard firstBad == nil else {
      if !keepsText { numbers.append(.nan) }
      return
    }
    firstBad = (line, fault)
    if numberCount == 0 {
      // Nothing but gaps so far: what follows is kept as text, and the numbers are not needed.
      keepsText = true
      numbers = []
      for _ in 0..<row { words.appendMissing() }
    } else {
      numbers.append(.nan)
    }
  }

  /// What the column holds, all cells being added.
  ///
  /// Text when it is declared so or when more cells are text than numbers; numbers when no cell is
  /// text; and otherwise refused, for a column of numbers must not turn into text over a few cells.
  func verdict() -> Verdict {
    switch kind {
    case .dropped: return .dropped
    case .declaredText: return .finished(words.column(name: name, missing: missing))
    case .open: break
    }
    guard let firstBad else {
      return .finished(Table.Column(name: name, values: .numeric(numbers), missing: missing))
    }
    if commaCount == badCount, case .notANumber(let cell) = firstBad.fault {
      return .refused(line: firstBad.line, .commaInNumber(cell))
    }
    if case .outOfRange = firstBad.fault { return .refused(line: firstBad.line, firstBad.fault) }
    guard badCount > numberCount else { return .refused(line: firstBad.line, firstBad.fault) }
    guard keepsText else { return .rereadAsText }
    return .finished(words.column(name: name, missing: missing))
  }
}

/// The words of a text column, each kept once.
private struct Words {
  private var codes: [Int32] = []
  private var codeOfWord: [String: Int32] = [:]

  mutating func append(_ word: String) {
    if let code = codeOfWord[word] {
      codes.append(code)
    } else {
      let code = Int32(clamping: codeOfWord.count)
      codeOfWord[word] = code
      codes.append(code)
    }
  }

  mutating func appendMissing() { codes.append(-1) }

  /// The column, its categories in the order of their bytes, whatever the order of the rows.
  func column(name: String, missing: [Int]) -> Table.Column {
    let sorted = codeOfWord.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    var rank = [Int32](repeating: 0, count: sorted.count)
    for (place, entry) in zip(Int32(0)..., sorted) { rank[Int(entry.value)] = place }
    return Table.Column(
      name: name,
      values: .text(
        codes: codes.map { $0 < 0 ? -1 : rank[Int($0)] }, categories: sorted.map(\.key)),
      missing: missing)
  }
}
