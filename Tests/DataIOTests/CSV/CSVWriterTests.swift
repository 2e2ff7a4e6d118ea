import DataIO
import Testing

@Suite struct CSVWriterTests {
  static let texts = [
    "", "plain", "a,b", "say \"hi\"", "two\nlines", "a\r\nb", " space", "tab\t", "#", "\"",
    "caf\u{e9}", "1.5x",
  ]

  @Test(arguments: [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")])
  func textSurvivesTheRoundTrip(_ delimiter: UInt8) throws {
    var writer = CSVWriter(header: ["#n", "text"], delimiter: delimiter)
    for (index, text) in Self.texts.enumerated() { writer.append([.integer(index), .text(text)]) }
    let options = CSVOptions(delimiter: delimiter, header: .present)
    let table = try CSVReader(options: options).read(writer.takeBytes(), source: "w").table
    #expect(table.names == ["#n", "text"])
    #expect(cells(table).dropFirst().map { $0[1] ?? "" } == Self.texts)
  }

  @Test func quotesOnlyWhereNeeded() {
    var writer = CSVWriter(header: ["x", "y z"])
    writer.append([.number(1), .text("a b")])
    writer.append([.number(-0.1), .text("a,\"b\"")])
    writer.append([.number(.nan), .missing])
    #expect(
      String(decoding: writer.takeBytes(), as: UTF8.self)
        == "x,y z\n1,a b\n-0.1,\"a,\"\"b\"\"\"\n,\n")
    #expect(writer.takeBytes().isEmpty)
  }

  @Test func gapInAnOnlyColumnIsALine() throws {
    let table = Table(
      source: "m", columns: [.init(name: "x", values: .numeric([1, .nan, 3]), missing: [1])])
    let read = try CSVReader().read(table.csv(), source: "w").table
    #expect(read.rowCount == 3)
    #expect(read.columns[0].missing == [1])
  }

  @Test func numbersSurviveTheRoundTrip() throws {
    var x: UInt64 = 1
    var numbers: [Double] = [
      0, -0.0, 1e22, 1e23, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.1,
    ]
    while numbers.count < 20_000 {
      x = x &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let number = Double(bitPattern: x)
      if number.isFinite { numbers.append(number) }
    }
    let table = Table(source: "m", columns: [.init(name: "x", values: .numeric(numbers))])
    let read = try CSVReader().read(table.csv(), source: "w").table.numbers(of: "x")
    #expect(read.map(\.bitPattern) == numbers.map(\.bitPattern))
  }
}
