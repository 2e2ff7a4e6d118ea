import DataIO
import Testing

/// Every table of the real data sets, against what pandas 3.1.1 found in them.
@Suite(.enabled(if: RealData.isPresent, RealData.absence))
struct RealTablesTests {
  struct Case: CustomTestStringConvertible {
    let path: String
    let rows: Int
    let columns: Int
    let numeric: Int
    var missing = 0
    var hasHeader = true
    var testDescription: String { path }
  }

  static let cases = [
    Case(path: "tabular/iris.csv", rows: 150, columns: 5, numeric: 4),
    Case(path: "tabular/wine-noheader.csv", rows: 178, columns: 14, numeric: 14, hasHeader: false),
    Case(path: "tabular/wdbc.csv", rows: 569, columns: 31, numeric: 31),
    Case(path: "tabular/breast-w.csv", rows: 699, columns: 10, numeric: 9, missing: 16),
    Case(path: "tabular/diabetes-pima.csv", rows: 768, columns: 9, numeric: 8),
    Case(path: "tabular/sonar.csv", rows: 208, columns: 61, numeric: 60),
    Case(path: "tabular/spambase.csv", rows: 4601, columns: 58, numeric: 58),
    Case(path: "tabular/optdigits.csv", rows: 5620, columns: 65, numeric: 65),
    Case(path: "tabular/waveform-5000.csv", rows: 5000, columns: 41, numeric: 41),
    Case(path: "tabular/credit-g.csv", rows: 1000, columns: 21, numeric: 7),
    Case(path: "tabular/abalone.csv", rows: 4177, columns: 9, numeric: 8),
    Case(path: "tabular/autos.csv", rows: 205, columns: 26, numeric: 16, missing: 59),
    Case(
      path: "tabular/adult-train.csv.gz", rows: 32561, columns: 15, numeric: 6, missing: 4262,
      hasHeader: false),
    Case(
      path: "tabular/adult-test.csv.gz", rows: 16281, columns: 15, numeric: 6, missing: 2203,
      hasHeader: false),
    Case(path: "tabular/penguins.csv", rows: 344, columns: 8, numeric: 5, missing: 19),
    Case(path: "timeseries/airline-passengers.csv", rows: 144, columns: 2, numeric: 1),
    Case(path: "timeseries/daily-min-temperatures.csv", rows: 3650, columns: 2, numeric: 1),
    Case(
      path: "timeseries/mauna-loa-co2-weekly.csv", rows: 2284, columns: 2, numeric: 2, missing: 59),
    Case(path: "timeseries/ETTh1.csv", rows: 17420, columns: 8, numeric: 7),
    Case(
      path: "timeseries/exchange_rate.txt.gz", rows: 7588, columns: 8, numeric: 8, hasHeader: false),
    Case(path: "sequences/GunPoint_TRAIN.csv", rows: 50, columns: 151, numeric: 151),
    Case(path: "sequences/GunPoint_TEST.csv", rows: 150, columns: 151, numeric: 151),
    Case(path: "sequences/ItalyPowerDemand_TRAIN.csv", rows: 67, columns: 25, numeric: 25),
    Case(path: "sequences/ItalyPowerDemand_TEST.csv", rows: 1029, columns: 25, numeric: 25),
    Case(path: "sequences/JapaneseVowels_TRAIN_long.csv", rows: 4274, columns: 15, numeric: 15),
    Case(path: "sequences/JapaneseVowels_TEST_long.csv", rows: 5687, columns: 15, numeric: 15),
    Case(path: "sequences/BasicMotions_TRAIN_long.csv", rows: 4000, columns: 9, numeric: 8),
    Case(path: "sequences/BasicMotions_TEST_long.csv", rows: 4000, columns: 9, numeric: 8),
    Case(path: "dynamics/lynx-hare.csv", rows: 21, columns: 3, numeric: 3),
    Case(path: "dynamics/rbc_r28_pca3.csv", rows: 20000, columns: 5, numeric: 5),
    Case(path: "dynamics/rbc_r28_pca9.csv.gz", rows: 20000, columns: 11, numeric: 11),
    Case(path: "dynamics/cylinder_wake_pod.csv", rows: 3000, columns: 10, numeric: 10),
    Case(path: "dynamics/pendulum_single.csv", rows: 5501, columns: 4, numeric: 3),
    Case(path: "dynamics/pendulum_double.csv", rows: 16001, columns: 6, numeric: 5),
  ]

  /// The tables that a debug build reads in a moment; a release build reads all.
  static var quick: [Case] {
    #if DEBUG
    cases.filter { $0.rows * $0.columns < 20_000 }
    #else
    cases
    #endif
  }

  static func table(_ path: String) throws -> CSVReading {
    var bytes = try RealData.bytes(path)
    if Gzip.isGzip(bytes) { bytes = try Gzip.decompressed(bytes, source: path) }
    return try CSVReader().read(bytes, source: path)
  }

  @Test(arguments: quick) func hasItsShape(_ expected: Case) throws {
    let reading = try Self.table(expected.path)
    let table = reading.table
    #expect(table.rowCount == expected.rows)
    #expect(table.columns.count == expected.columns)
    #expect(
      table.columns.count { if case .numeric = $0.values { true } else { false } }
        == expected.numeric)
    #expect(table.columns.reduce(0) { $0 + $1.missing.count } == expected.missing)
    #expect(reading.dialect.hasHeader == expected.hasHeader)
    #expect(reading.renamedColumns.isEmpty)
  }

  @Test func everyTableIsListed() {
    #expect(Set(Self.cases.map(\.path)) == Set(RealData.tables()))
  }

  /// The classes of the last column with their frequencies, as the data's own page gives them.
  static let classes: [(String, [String: Int])] = [
    ("tabular/iris.csv", ["Iris-setosa": 50, "Iris-versicolor": 50, "Iris-virginica": 50]),
    ("tabular/wine-noheader.csv", ["1": 59, "2": 71, "3": 48]),
    ("tabular/autos.csv", ["0": 67, "1": 54, "2": 32, "3": 27, "-1": 22, "-2": 3]),
  ]

  @Test(arguments: classes) func lastColumnHasItsClasses(
    _ path: String, _ counts: [String: Int]
  )
    throws
  {
    let last = try Self.table(path).table.column("-1").categorized
    guard case .text(let codes, let categories) = last.values else {
      Issue.record("\(path): the last column has no categories")
      return
    }
    let found = Dictionary(codes.map { (categories[Int($0)], 1) }, uniquingKeysWith: +)
    #expect(found == counts)
  }

  #if !DEBUG
  @Test func labelsOfTheTestDataCarryAFullStop() throws {
    for (path, labels) in [
      ("tabular/adult-train.csv.gz", ["<=50K", ">50K"]),
      ("tabular/adult-test.csv.gz", ["<=50K.", ">50K."]),
    ] {
      guard case .text(_, let categories) = try Self.table(path).table.column("14").values else {
        Issue.record("\(path): the last column is not text")
        return
      }
      #expect(categories == labels)
    }
  }
  #endif

  @Test func warts() throws {
    let lynx = try Self.table("dynamics/lynx-hare.csv")
    #expect(lynx.table.names == ["Year", "Lynx", "Hare"])
    #expect(lynx.dialect.commentLines == 2)
    #expect(lynx.table.line(ofRow: 20) == 24)
    #expect(try lynx.table.numbers(of: "Lynx").last == 8.6)
    let autos = try Self.table("tabular/autos.csv").table
    let gap = #expect(throws: DataError.self) { try autos.numbers(of: "normalized-losses") }
    #expect(
      gap?.description == """
        tabular/autos.csv:2: column normalized-losses: the value is missing (use --missing drop \
        or --missing mean, or drop the column with --drop normalized-losses)
        """)
  }

  @Test(arguments: quick) func survivesTheRoundTrip(_ expected: Case) throws {
    let table = try Self.table(expected.path).table
    let again = try CSVReader(options: CSVOptions(header: .present)).read(
      table.csv(), source: expected.path)
    let same = zip(table.columns, again.table.columns).allSatisfy { a, b in
      switch (a.values, b.values) {
      case (.numeric(let x), .numeric(let y)):
        a.missing == b.missing && zip(x, y).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
      default: a == b
      }
    }
    #expect(same && again.table.names == table.names)
  }
}
