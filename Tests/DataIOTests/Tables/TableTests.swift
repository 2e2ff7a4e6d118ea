import DataIO
import Tensors
import Testing

@Suite struct TableTests {
  static func sample() throws -> Table {
    try read("x,k,y\n1,b,4\n2,,5\n\n3,a,NA\n").table
  }

  @Test func columnsAreFoundByNameAndIndex() throws {
    let table = try Self.sample()
    #expect(try table.index(of: "k") == 1)
    #expect(try table.index(of: "2") == 2)
    #expect(try table.index(of: "-1") == 2)
    #expect(try table.column("-3").name == "x")
    // A name wins over an index.
    let named = Table(
      source: "m",
      columns: [.init(name: "1", values: .numeric([])), .init(name: "a", values: .numeric([]))])
    #expect(try named.index(of: "1") == 0)
  }

  @Test(arguments: [
    ("X", "(did you mean x? the columns are x, k, y)"), ("3", "(the columns are x, k, y)"),
    ("-4", "(the columns are x, k, y)"), ("weight", "(the columns are x, k, y)"),
  ])
  func absentColumnsAreSaid(_ name: String, _ rest: String) throws {
    let table = try Self.sample()
    let error = #expect(throws: DataError.self) { try table.index(of: name) }
    #expect(error?.description == "t.csv: there is no column \"\(name)\" \(rest)")
  }

  @Test func longListsOfColumnsAreCut() {
    let table = Table(
      source: "m", columns: (0..<60).map { .init(name: "a\($0)", values: .numeric([])) })
    let error = #expect(throws: DataError.self) { try table.index(of: "label") }
    #expect(
      error?.description == """
        m: there is no column "label" (the columns are a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, \
        a10, a11, ... (60 in all))
        """)
  }

  @Test func numbersNeedNumbers() throws {
    let table = try Self.sample()
    #expect(try table.numbers(of: "x") == [1, 2, 3])
    let text = #expect(throws: DataError.self) { try table.numbers(of: "k") }
    #expect(
      text?.description == """
        t.csv: column k: a number is needed, and the column holds text such as "a" \
        (drop the column with --drop k)
        """)
    let gap = #expect(throws: DataError.self) { try table.numbers(of: "y") }
    #expect(
      gap?.description == """
        t.csv:5: column y: the value is missing (use --missing drop or --missing mean, or drop \
        the column with --drop y)
        """)
  }

  @Test func matrixHasOneColumnForEach() throws {
    let table = try read("a,b,c\n1,2,3\n4,5,6\n").table
    #expect(try table.matrix(of: ["c", "a"]) == Tensor([3, 1, 6, 4], shape: [2, 2]))
    #expect(try table.matrix(of: []).shape == [2, 0])
  }

  @Test func rowsKeepTheirLinesAndCategories() throws {
    let rows = try Self.sample().selecting(rows: [2, 0, 2])
    #expect(
      cells(rows) == [
        ["x", "k", "y"], ["3.0", "a", nil], ["1.0", "b", "4.0"], ["3.0", "a", nil],
      ])
    #expect((0..<3).map { rows.line(ofRow: $0) } == [5, 2, 5])
    #expect(rows.columns[2].missing == [0, 2])
    let one = try Self.sample().selecting(rows: [0])
    #expect(one.columns[1].values == .text(codes: [1], categories: ["a", "b"]))
  }

  @Test func columnsAreSelectedAndDropped() throws {
    let table = try Self.sample()
    #expect(try table.selecting(["y", "x"]).names == ["y", "x"])
    #expect(try table.dropping(["k"]).names == ["x", "y"])
    #expect(try table.dropping(["k"]).line(ofRow: 2) == 5)
    #expect(try table.dropping(["x", "k", "y"]).rowCount == 3)
    #expect(throws: DataError.self) { try table.dropping(["z"]) }
  }

  @Test func completeRowsHaveNoGap() throws {
    let table = try Self.sample()
    #expect(try table.completeRows(of: ["x", "k", "y"]) == [0])
    #expect(try table.completeRows(of: ["x", "y"]) == [0, 1])
    #expect(try table.completeRows(of: []) == [0, 1, 2])
  }

  @Test func numbersBecomeCategoriesInTheirOrder() {
    let column = Table.Column(
      name: "n", values: .numeric([10, -0.0, 2, .nan, 0, 0.5]), missing: [3]
    ).categorized
    #expect(
      column.values == .text(codes: [3, 0, 2, -1, 0, 1], categories: ["0", "0.5", "2", "10"]))
    #expect(column.missing == [3] && column.categorized == column)
  }

  @Test func columnsMadeOfValuesKnowTheirGaps() {
    #expect(Table.Column(name: "x", numbers: [1, .nan]).missing == [1])
    let text = Table.Column(name: "k", texts: ["b", nil, "a", "b"])
    #expect(text.values == .text(codes: [1, -1, 0, 1], categories: ["a", "b"]))
    #expect(text.missing == [1])
  }

  @Test func linesAreFoundInTablesOfAnyLength() throws {
    // Every third line is empty.
    let text = "x\n" + (0..<1000).map { $0 % 3 == 2 ? "\n" : "\($0)\n" }.joined()
    let table = try read(text).table
    let numbers = try table.numbers(of: "x")
    #expect(numbers.indices.allSatisfy { table.line(ofRow: $0) == Int(numbers[$0]) + 2 })
    #expect(Table(source: "m", columns: []).line(ofRow: 0) == nil)
  }
}
