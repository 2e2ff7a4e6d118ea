import DataIO
import Testing

/// A text read in windows gives what the whole gives: the same table, or the same sentence.
@Suite struct CSVReaderPiecesTests {
  /// Rows of all sorts, so many that they fill many windows.
  private static func text(_ end: String = "\n", quotes: Bool = true, rows: Int = 400) -> String {
    let words =
      quotes
      ? ["plain", "\"a,b\"", "\"two\(end)lines\"", "\"say \"\"hi\"\"\"", ""] : ["p", "q", ""]
    let lines = (0..<rows).map { row in
      let number = row % 37 == 5 ? "NA" : "\(Double(row * row) / 7)"
      let gap = row % 50 == 0 ? end + "  " : ""
      // Numbers above the text of a text column are read again.
      let code = row < 100 ? "\(row % 5)" : "caf\u{e9}\(row % 7)"
      return "\(number),\(words[row % words.count]),\(code)\(gap)"
    }
    return (["x,kind,code"] + lines).joined(separator: end) + end
  }

  private static func read(
    _ bytes: [UInt8], window: Int, _ options: CSVOptions = CSVOptions()
  ) -> (table: Table?, sentence: String?, largest: Int) {
    var largest = 0
    do throws(DataError) {
      let reading = try CSVReader(options: options).read(
        bytes.count, source: "t.csv", windowSize: window
      ) { range in
        largest = max(largest, range.count)
        return Array(bytes[range])
      }
      return (reading?.table, nil, largest)
    } catch {
      return (nil, error.description, largest)
    }
  }

  private static func whole(_ bytes: [UInt8]) -> (table: Table?, sentence: String?) {
    do throws(DataError) {
      return (try CSVReader().read(bytes, source: "t.csv").table, nil)
    } catch {
      return (nil, error.description)
    }
  }

  private static func expectSame(
    _ bytes: [UInt8], window: Int, _ place: SourceLocation = #_sourceLocation
  ) {
    let (table, sentence) = whole(bytes)
    let read = read(bytes, window: window)
    #expect(read.sentence == sentence, "window of \(window)", sourceLocation: place)
    #expect(read.table?.names == table?.names, sourceLocation: place)
    #expect(read.table.map(cells) == table.map(cells), "window of \(window)", sourceLocation: place)
    let lines = table.map { table in (0..<table.rowCount).map { table.line(ofRow: $0) } }
    let found = read.table.map { table in (0..<table.rowCount).map { table.line(ofRow: $0) } }
    #expect(found == lines, "window of \(window)", sourceLocation: place)
  }

  @Test(arguments: ["\n", "\r", "\r\n"], [true, false])
  func theTableIsThatOfTheWhole(_ end: String, quotes: Bool) {
    let bytes = Array(Self.text(end, quotes: quotes).utf8)
    for window in [6000, 6001, 6002, 6003, 7000, 9999, bytes.count, 2 * bytes.count] {
      Self.expectSame(bytes, window: window)
      Self.expectSame([0xef, 0xbb, 0xbf] + bytes.dropLast(end.utf8.count), window: window)
    }
  }

  @Test func smallWindowsAreWidened() {
    let bytes = Array(Self.text().utf8)
    for window in [1, 10, 100, 1000] { Self.expectSame(bytes, window: window) }
  }

  @Test func noMoreThanAWindowIsHeld() {
    let bytes = Array(Self.text(rows: 20_000).utf8)
    #expect(bytes.count > 400_000)
    #expect(Self.read(bytes, window: 8000).largest == 8000)
    let long = Array((Self.text() + "1,\"" + String(repeating: "x", count: 50_000) + "\",a\n").utf8)
    Self.expectSame(long + Array(Self.text(rows: 50).utf8.dropFirst(12)), window: 8000)
  }

  @Test func faultsHaveTheLineOfTheWhole() {
    let text = Self.text()
    for fault in [
      "abc,p,caf\n", "1,2\n", "1,2,3,4\n", "# note\n", "1,\"open\n", "1,\"a\" b,c\n", "1,p,\0\n",
      "1e999,p,q\n",
    ] {
      let bytes = Array((text + fault + text.dropFirst(12)).utf8)
      for window in [6000, 6001, 8000] { Self.expectSame(bytes, window: window) }
    }
    let latin = Array(text.utf8) + [0x31, 0x2c, 0xe9, 0x2c, 0x32, 0x0a] + Array(text.utf8)
    Self.expectSame(latin, window: 7000)
  }

  @Test func otherEncodingsAreReadWhole() {
    let units = Array(("\u{feff}" + Self.text()).utf16)
    Self.expectSame(units.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }, window: 8000)
  }

  @Test func aMissingPieceIsNoTable() throws {
    let bytes = Array(Self.text().utf8)
    let reading = try CSVReader().read(bytes.count, source: "t.csv", windowSize: 7000) { range in
      range.lowerBound > 0 ? nil : Array(bytes[range])
    }
    #expect(reading == nil)
  }
}
