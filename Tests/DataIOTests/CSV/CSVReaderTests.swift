import DataIO
import Testing

@Suite struct CSVReaderTests {
  static let lineEnds = ["\n", "\r", "\r\n"]

  @Test(arguments: lineEnds, [true, false])
  func everyLineEndGivesTheSameTable(_ end: String, isLastLineEnded: Bool) throws {
    let text = ["x,kind", "1,a", "2.5,b", "-3e2,a"].joined(separator: end)
    let table = try read(text + (isLastLineEnded ? end : "")).table
    #expect(
      cells(table) == [["x", "kind"], ["1.0", "a"], ["2.5", "b"], ["-300.0", "a"]])
    #expect((0..<3).map { table.line(ofRow: $0) } == [2, 3, 4])
  }

  @Test func mixedLineEndsAndEmptyLinesCountAsLines() throws {
    let table = try read("x\r\n1\n\r2\r\r\n   \n3").table
    #expect(try table.numbers(of: "x") == [1, 2, 3])
    #expect((0..<3).map { table.line(ofRow: $0) } == [2, 4, 7])
  }

  @Test func quotedFieldsHoldDelimitersLineEndsAndQuotes() throws {
    let table = try read("n,text\n1,\"a,b\"\n2,\"two\nlines\"\n3,\"say \"\"hi\"\"\"\n4, \"x \" \n")
      .table
    #expect(
      cells(table).dropFirst().map { $0[1] } == ["a,b", "two\nlines", "say \"hi\"", "x "])
    #expect((0..<4).map { table.line(ofRow: $0) } == [2, 3, 5, 6])
  }

  @Test func quoteInsidePlainFieldIsPlain() throws {
    #expect(cells(try read("n,size\n1,5\" pipe\n").table)[1] == ["1.0", "5\" pipe"])
  }

  @Test func quotedNumbersAreNumbers() throws {
    #expect(try read("a,b\n\"1\",\" 2.5 \"\n").table.numbers(of: "a") == [1])
  }

  @Test func spacesAroundFieldsAreNoPartOfThem() throws {
    let table = try read("Year, Lynx,kind\n1900, 4.0 ,  a b \n1901 ,6.1,c\n").table
    #expect(table.names == ["Year", "Lynx", "kind"])
    #expect(cells(table)[1] == ["1900.0", "4.0", "a b"])
  }

  @Test func byteOrderMarkIsNoPartOfTheHeader() throws {
    let reading = try read("\u{feff}x,y\n1,2\n")
    #expect(reading.table.names == ["x", "y"])
    #expect(reading.dialect.encoding == .utf8)
  }

  @Test(arguments: [true, false])
  func utf16IsDecoded(isLittle: Bool) throws {
    let units = Array("\u{feff}x,é\n1,\u{1f600}\n".utf16)
    let bytes = units.flatMap {
      isLittle ? [UInt8($0 & 255), UInt8($0 >> 8)] : [UInt8($0 >> 8), UInt8($0 & 255)]
    }
    let reading = try CSVReader().read(bytes, source: "t.csv")
    #expect(cells(reading.table) == [["x", "é"], ["1.0", "\u{1f600}"]])
    #expect(reading.dialect.encoding == (isLittle ? .utf16LittleEndian : .utf16BigEndian))
  }

  @Test func commentsAtTheTopAreSkipped() throws {
    let reading = try read("# from somewhere, 2017\n\n#again\nx,y\n1,2\n")
    #expect(cells(reading.table) == [["x", "y"], ["1.0", "2.0"]])
    #expect(reading.dialect.commentLines == 2)
    #expect(reading.table.line(ofRow: 0) == 5)
  }

  @Test func commentMarkCanBeSwitchedOff() throws {
    #expect(try read("#x,y\n1,2\n", CSVOptions(commentMark: nil)).table.names == ["#x", "y"])
  }

  @Test func missingValuesKeepTheirRows() throws {
    let table = try read("x,k\n1,a\nNA,\n?,b\n4,NaN\n\"\",c\n").table
    #expect(table.columns.map(\.missing) == [[1, 2, 4], [1, 3]])
    guard case .numeric(let numbers) = table.columns[0].values else {
      Issue.record("x is not numeric")
      return
    }
    #expect(numbers.map(\.isNaN) == [false, true, true, false, true])
    #expect(
      table.columns[1].values == .text(codes: [0, -1, 1, -1, 2], categories: ["a", "b", "c"]))
  }

  @Test func gapsAboveTextAndNumbersLeaveTheKindToTheCells() throws {
    let table = try read("x,k\n,\n,\n3,b\n4,a\n").table
    #expect(table.columns[0].missing == [0, 1])
    #expect(table.columns[1].values == .text(codes: [-1, -1, 1, 0], categories: ["a", "b"]))
  }

  @Test func columnWithoutAnyValueIsOfNumbers() throws {
    let table = try read("x,y\n1,\n2,\n").table
    #expect(table.columns[1].missing == [0, 1])
    guard case .numeric = table.columns[1].values else {
      Issue.record("y is not numeric")
      return
    }
  }

  @Test func ownMarkersOfMissingValuesReplaceTheUsualOnes() throws {
    let table = try read("x,k\n-999,NA\n2,-\n", CSVOptions(missingMarkers: ["-999", "-"])).table
    #expect(cells(table) == [["x", "k"], [nil, "NA"], ["2.0", nil]])
  }

  @Test func textAboveNumbersInATextColumnKeepsItsSpelling() throws {
    let table = try read("n,code\n1,007\n2,1.50\n3,B7\n4,C\n5,D\n").table
    #expect(cells(table).dropFirst().map { $0[1] } == ["007", "1.50", "B7", "C", "D"])
  }

  @Test func textThatLooksLikeHugeNumbersIsText() throws {
    let table = try read("n,hash\n1,12e4567\n2,a1b2\n3,77aa\n").table
    #expect(
      table.columns[1].values == .text(codes: [0, 2, 1], categories: ["12e4567", "77aa", "a1b2"]))
  }

  @Test func manyWordsAreKeptApart() throws {
    let words = (0..<2000).map { "w\($0 % 700)" }
    let table = try read("n,k\n" + words.map { "1,\($0)\n" }.joined()).table
    #expect(cells(table).dropFirst().map { $0[1] } == words)
  }

  @Test func doubledQuotesAreNotMixedUpWithPlainOnes() throws {
    let table = try read("n,k\n1,a\"\"b\n2,\"a\"\"b\"\n3,a\"\"b\n").table
    #expect(cells(table).dropFirst().map { $0[1] } == ["a\"\"b", "a\"b", "a\"\"b"])
  }

  @Test func declaredTextKeepsItsSpelling() throws {
    let table = try read("zip,x\n01234,1\n99999,2\n", CSVOptions(categorical: ["zip"])).table
    #expect(table.columns[0].values == .text(codes: [0, 1], categories: ["01234", "99999"]))
  }

  @Test func droppedColumnsAreNotLookedAt() throws {
    let table = try read("x,y\n1,2\n3,abc\n5,6\n", CSVOptions(dropped: ["y"])).table
    #expect(cells(table) == [["x"], ["1.0"], ["3.0"], ["5.0"]])
  }

  @Test func categoriesDoNotDependOnTheOrderOfRows() throws {
    let a = try read("n,k\n1,b\n2,a\n3,c\n").table.columns[1].values
    let b = try read("n,k\n1,c\n2,b\n3,a\n").table.columns[1].values
    #expect(a == .text(codes: [1, 0, 2], categories: ["a", "b", "c"]))
    #expect(b == .text(codes: [2, 1, 0], categories: ["a", "b", "c"]))
  }

  @Test func composedAndDecomposedLettersAreOneCategory() throws {
    let table = try read("n,k\n1,\u{e9}\n2,e\u{301}\n").table
    #expect(table.columns[1].values == .text(codes: [0, 0], categories: ["\u{e9}"]))
  }

  @Test func decimalCommas() throws {
    let options = CSVOptions(decimalMark: .comma)
    let reading = try read("x;y\n1,5;2\n-3,25e1;,5\n", options)
    #expect(reading.dialect.delimiter == UInt8(ascii: ";"))
    #expect(cells(reading.table) == [["x", "y"], ["1.5", "2.0"], ["-32.5", "0.5"]])
  }

  @Test func oneColumnOfDecimalCommas() throws {
    let table = try read("1,5\n2,5\n", CSVOptions(decimalMark: .comma)).table
    #expect(try table.numbers(of: "0") == [1.5, 2.5])
  }
}
