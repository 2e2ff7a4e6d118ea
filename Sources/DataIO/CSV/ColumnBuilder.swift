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
  private var textCount = 0
  private var commaCount = 0
  private var outOfRangeCount = 0
  private var firstBad: (line: Int, fault: DataError.TableFault)?
  private var row = 0

  init(name: String, kind: Kind, expectedRows: Int) {
    self.name = name
    self.kind = kind
    keepsText = kind == .declaredText
    if kind == .open { numbers.reserveCapacity(expectedRows) }
  }

  /// Forgets where the bytes of earlier cells lie.
  mutating func endWindow() { words.endWindow() }

  /// Adds the cell of the next row.
  @inline(__always)
  mutating func append(
    _ field: CSVScanner.Field, of scanner: CSVScanner, rules: CellRules, line: Int
  ) {
    guard kind != .dropped else { return }
    if keepsText {
      appendWord(field, of: scanner, rules: rules)
    } else if !rules.checksMarkersFirst,
      case .value(let number) = DecimalNumber(
        scanner.bytes, in: field.range, mark: rules.decimalMark)
    {
      numbers.append(number)
      numberCount += 1
    } else {
      appendOther(field, of: scanner, rules: rules, line: line)
    }
    row += 1
  }

  /// Adds a cell, perhaps no number, to what so far is a column of numbers.
  private mutating func appendOther(
    _ field: CSVScanner.Field, of scanner: CSVScanner, rules: CellRules, line: Int
  ) {
    let text = scanner.text(field)
    let cell = rules.cell(text, scanner.bytes, field.range)
    if case .number(let number) = cell {
      numbers.append(number)
      numberCount += 1
      return
    }
    numbers.append(.nan)
    if cell == .missing {
      missing.append(row)
      return
    }
    if firstBad == nil {
      firstBad = (line, cell == .outOfRange ? .outOfRange(text) : .notANumber(text))
    }
    guard numberCount == 0 else {
      count(cell)
      return
    }
    // Nothing but gaps so far: what follows is kept as text, and the numbers are not needed.
    keepsText = true
    numbers = []
    for _ in 0..<row { words.append(-1) }
    appendWord(field, of: scanner, rules: rules)
  }

  /// Adds a cell to a column of text.
  private mutating func appendWord(
    _ field: CSVScanner.Field, of scanner: CSVScanner, rules: CellRules
  ) {
    let word: Words.Word
    if !field.hasDoubledQuotes, let known = words.recall(scanner.bytes, field.range) {
      word = known
    } else {
      let text = scanner.text(field)
      let cell = rules.cell(text, scanner.bytes, field.range)
      word = Words.Word(code: cell == .missing ? -1 : words.code(of: text), cell: cell)
      if !field.hasDoubledQuotes { words.remember(scanner.bytes, field.range, as: word) }
    }
    words.append(word.code)
    count(word.cell)
    if word.code < 0 { missing.append(row) }
  }

  private mutating func count(_ cell: CellRules.Cell) {
    switch cell {
    case .missing: break
    case .number: numberCount += 1
    case .outOfRange: outOfRangeCount += 1
    case .numberWithComma: commaCount += 1
    case .text: textCount += 1
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
    let badCount = textCount + commaCount + outOfRangeCount
    if commaCount == badCount, case .notANumber(let cell) = firstBad.fault {
      return .refused(line: firstBad.line, .commaInNumber(cell))
    }
    guard badCount > numberCount, outOfRangeCount < badCount else {
      return .refused(line: firstBad.line, firstBad.fault)
    }
    guard keepsText else { return .rereadAsText }
    return .finished(words.column(name: name, missing: missing))
  }
}
