import DataIO
import Testing

/// Numbers that look random and are always the same.
private struct Noise {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func below(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(limit))
  }
}

@Suite struct CSVLawsTests {
  static let pieces: [[UInt8]] =
    [
      ",", ";", "\"", "\n", "\r", "\r\n", "\t", " ", "#", "1", ".", "e", "-", "x", "?", "NA",
      "\u{e9}", "1,5",
    ]
    .map { Array($0.utf8) } + [[0], [0xc3], [0xff, 0xfe], [0xef, 0xbb, 0xbf]]

  @Test func noiseIsReadOrRefusedButNeverTraps() {
    var noise = Noise(seed: 1)
    var accepted = 0
    for _ in 0..<6000 {
      // The last pieces are no text: they come seldom, for they end the reading at once.
      let kinds = noise.below(8) == 0 ? Self.pieces.count : Self.pieces.count - 4
      let bytes = (0..<noise.below(24)).flatMap { _ in Self.pieces[noise.below(kinds)] }
      let mark: DecimalMark = noise.below(4) == 0 ? .comma : .point
      let reader = CSVReader(options: CSVOptions(decimalMark: mark))
      guard let table = try? reader.read(bytes, source: "n").table else { continue }
      accepted += 1
      #expect(table.columns.allSatisfy { $0.values.count == table.rowCount })
    }
    #expect(accepted > 500)
  }

  @Test func everyTableSurvivesTheRoundTrip() throws {
    var noise = Noise(seed: 2)
    let letters = [",", "\"", "\n", "\r", " ", "#", "a", "b", "\u{e9}", ";", "\t", "'"]
    for round in 0..<400 {
      let rows = 1 + noise.below(6)
      let columns = (0..<(1 + noise.below(4))).map { index -> Table.Column in
        let texts = (0..<rows).map { _ -> String? in
          let text = (0..<(1 + noise.below(4))).map { _ in letters[noise.below(letters.count)] }
            .joined()
          return noise.below(5) == 0 ? nil : text
        }
        return Table.Column(name: "c\(index)", texts: texts)
      }
      let names = columns.map(\.name)
      let options = CSVOptions(delimiter: UInt8(ascii: ","), header: .present, categorical: names)
      let table = Table(source: "m", columns: columns)
      let read = try CSVReader(options: options).read(table.csv(), source: "m").table
      #expect(read.columns == table.columns, "round \(round)")
    }
  }

  @Test func cellsDoNotDependOnTheDelimiter() throws {
    let text = "a,b c,d\n1.5,x y,?\n-2,z,4e3\n"
    let first = try read(text).table.columns
    for delimiter in [";", "\t", "|"] {
      let other = String(text.map { $0 == "," ? Character(delimiter) : $0 })
      #expect(try read(other).table.columns.map(cellsOf) == first.map(cellsOf))
    }
  }

  @Test func namesAreReadAlone() throws {
    let reader = CSVReader(options: CSVOptions(dropped: ["b"]))
    #expect(try reader.names(in: Array("a,b,b\n1,2,3\n".utf8), source: "t") == ["a", "b", "b.1"])
  }
}

/// A column as text, so that gaps are equal to each other.
private func cellsOf(_ column: Table.Column) -> [[String?]] {
  cells(Table(source: "m", columns: [column]))
}
