import DataIO
import Learning
import Testing

@Suite struct DataWarningTests {
  /// Twelve rows with the given cells.
  private func twelve(_ header: String, _ row: (Int) -> String) throws -> Table {
    try table(header + "\n" + (0..<12).map { row($0) + "\n" }.joined())
  }

  private func warnings(
    _ table: Table, _ target: String = "y", task: LearningTask? = nil,
    missing: MissingPolicy = .refuse, shuffles: Bool = true
  ) throws -> [DataWarning] {
    let encoder = try TableEncoder(fitting: table, target: target, task: task, missing: missing)
    return try encoder.warnings(about: table, shuffles: shuffles)
  }

  @Test func soundTableRaisesNoWarning() throws {
    let table = try twelve("x,c,y") {
      "\(Double($0 * 7 % 5) + 0.5),\("uvw".dropFirst($0 % 3).first ?? "u"),\($0 % 2)"
    }
    #expect(try warnings(table).isEmpty)
  }

  @Test func identifiersConstantsAndLeaksAreSeen() throws {
    let table = try twelve("id,name,same,copy,y") { row in
      "\(1000 - 3 * row),n\(row),5,\(row % 2 == 0 ? "p" : "q"),\(row % 2)"
    }
    #expect(
      try warnings(table) == [
        .identifier(column: "id"), .identifier(column: "name"), .constant(column: "same"),
        .leak(column: "copy", target: "y"),
      ])
  }

  @Test func affineCopyOfANumberIsALeak() throws {
    let table = try twelve("x,celsius,y") { row in
      let y = Double(row * row) / 7
      return "\(row % 5),\((y - 32) / 1.8),\(y)"
    }
    #expect(try warnings(table) == [.leak(column: "celsius", target: "y")])
  }

  @Test func classesOfOneRowAndSortedClassesAreSeen() throws {
    let table = try twelve("x,y") { row in "\(row % 5).5,\(row < 6 ? "a" : row < 11 ? "b" : "c")" }
    #expect(try warnings(table) == [.singleRowClasses(["c"])])
    #expect(
      try warnings(table, shuffles: false) == [
        .singleRowClasses(["c"]), .sortedByClass(target: "y"),
      ])
  }

  @Test func gapsAreCounted() throws {
    let table = try twelve("x,y") { row in "\(row == 3 ? "" : "\(row % 5).5"),\(row % 2)" }
    #expect(try warnings(table, missing: .dropRows) == [.rowsLeftOut(1, of: 12)])
    #expect(try warnings(table, missing: .fillMean) == [.cellsFilled(1)])
  }

  @Test func manyCategoriesAreSeen() throws {
    let text = (0..<220).map { "t\($0 % 110),\($0 % 2)\n" }.joined()
    #expect(
      try warnings(try table("x,y\n" + text)) == [.manyCategories(column: "x", count: 110)])
  }

  @Test(arguments: [
    (
      DataWarning.identifier(column: "id"),
      "column id has another value in every row, as an identifier has: a model learns rows by heart "
        + "from it (drop it)"
    ),
    (
      .constant(column: "k"),
      "column k has the same value in all rows: nothing can be learned from it"
    ),
    (
      .manyCategories(column: "t", count: 300),
      "column t has 300 categories and becomes as many features (drop it if it is a name or a free "
        + "text)"
    ),
    (
      .leak(column: "copy", target: "y"),
      "column copy tells y without error: if it is not known before y is, drop it"
    ),
    (
      .singleRowClasses(["a", "b"]),
      "the labels a, b have one row each: none of them can be both learned and checked"
    ),
    (
      .sortedByClass(target: "y"),
      "the rows stand in the order of y, and they are not shuffled: each step sees one class only"
    ),
    (.rowsLeftOut(2, of: 9), "2 of 9 rows are left out because a value is missing in them"),
    (
      .cellsFilled(1),
      "1 missing cell is filled with the column's mean or most frequent category"
    ),
  ])
  func sentences(_ warning: DataWarning, _ expected: String) {
    #expect(warning.description == expected)
  }
}
