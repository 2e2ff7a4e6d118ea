import DataIO
import Testing

@Suite struct TableNumPyTests {
  @Test func aMatrixIsItsColumns() throws {
    let array = NPYArray([1, 2, .nan, 4, 5, 6], shape: [3, 2])
    let table = try Table(array, source: "a.npy")
    #expect(cells(table) == [["0", "1"], ["1.0", "2.0"], [nil, "4.0"], ["5.0", "6.0"]])
    #expect(try Table(NPYArray([7, 8] as [Int64]), source: "a.npy").numbers(of: "0") == [7, 8])
  }

  @Test func arraysAreColumnsOfTheirNamesAndTheTargetIsLast() throws {
    let texts = try NPYArray(NumPyOracle.texts, source: "t.npy")
    let archive = NPZArchive([
      .init("y", NPYArray([0, 1] as [UInt8])),
      .init("x", NPYArray((0..<8).map { Float($0) }, shape: [2, 2, 2])),
      .init("age", NPYArray([30, 40] as [Int32])),
      .init("t", texts),
    ])
    let table = try Table(archive)
    #expect(table.names == ["x0", "x1", "x2", "x3", "age", "t0", "t1", "y"])
    #expect(cells(table)[2] == ["4.0", "5.0", "6.0", "7.0", "40.0", nil, "\u{1f600}b", "1.0"])
  }

  @Test func namesThatMeetAreMadeUnlike() throws {
    let archive = NPZArchive([
      .init("x", NPYArray([1.0, 2], shape: [1, 2])), .init("x1", NPYArray([3.0])),
    ])
    #expect(try Table(archive).names == ["x0", "x1", "x1.1"])
  }

  static let hostile: [(archive: [NPZArchive.Member], sentence: String)] = [
    ([], "d.npz: an array of shape [] has no rows"),
    (
      [.init("x", NPYArray([] as [Double], shape: [0, 3]))],
      "d.npz: an array of shape [0, 3] has no rows"
    ),
    (
      [.init("x", NPYArray([] as [Double], shape: [3, 0]))],
      "d.npz: an array of shape [3, 0] has no rows"
    ),
    (
      [.init("x", NPYArray([1.0, 2])), .init("y", NPYArray([1.0]))],
      "d.npz: array y: 1 row where the array x has 2 (save arrays of equally many rows together, "
        + "such as x and y)"
    ),
    (
      [.init("n", NPYArray([1.0], shape: []))],
      "d.npz: array n: an array of shape [] is no table (save one of shape [rows, columns], its last "
        + "column the target, or arrays x and y with numpy.savez)"
    ),
    (
      [.init("id", NPYArray([Int64.max]))],
      "d.npz: array id: whole numbers beyond 2^53, which are no doubles (save it with "
        + "x.astype(float), or as texts if they are names)"
    ),
    (
      [.init("x", NPYArray([1, 2, 3, .infinity], shape: [2, 2]))],
      "d.npz: array x: row 1, column 1, both from 0: an infinity is no number to learn from (replace "
        + "it, or save NaN for a missing value)"
    ),
  ]

  @Test(arguments: hostile)
  func sentenceOf(_ hostile: (archive: [NPZArchive.Member], sentence: String)) {
    let error = #expect(throws: DataError.self) {
      try Table(NPZArchive(hostile.archive, source: "d.npz"))
    }
    #expect(error?.description == hostile.sentence)
  }

  @Test func aCubeIsNoTable() {
    let error = #expect(throws: DataError.self) {
      try Table(NPYArray([1.0], shape: [1, 1, 1]), source: "a.npy")
    }
    #expect(error?.description.hasPrefix("a.npy: an array of shape [1, 1, 1] is no table") == true)
  }
}
