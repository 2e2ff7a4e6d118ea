import DataIO
import Testing

@Suite struct CSVHeaderTests {
  static let withHeader = [
    "x,y\n1,2\n", "id,2019,2020\n7,1,2\n", ",a,b\n0,1,2\n", "kind,size\nred,big\nblue,small\n",
    "a,b,c", "x,k\n?,a\n1,b\n",
  ]
  static let withoutHeader = [
    "1,2\n3,4\n", "1,2,3", "39, State-gov, 7\n50, Private, 8\n", "red,big\nblue,big\nred,small\n",
    "a,a\nb,c\n", ",x\n1,y\n2,x\n", "?,1\n2,3\n",
  ]

  @Test(arguments: withHeader) func headerIsDetected(_ text: String) throws {
    let dialect = try read(text).dialect
    #expect(dialect.hasHeader && dialect.isHeaderDetected)
  }

  @Test(arguments: withoutHeader) func absenceIsDetected(_ text: String) throws {
    let reading = try read(text)
    #expect(!reading.dialect.hasHeader && reading.dialect.isHeaderDetected)
    #expect(reading.table.names == reading.table.names.indices.map(String.init))
    #expect(reading.renamedColumns.isEmpty)
  }

  @Test func optionsOverrule() throws {
    let present = try read("1,2\n3,4\n", CSVOptions(header: .present))
    #expect(cells(present.table) == [["1", "2"], ["3.0", "4.0"]])
    #expect(!present.dialect.isHeaderDetected)
    let absent = try read("a,b\nc,d\n", CSVOptions(header: .absent))
    #expect(cells(absent.table) == [["0", "1"], ["a", "b"], ["c", "d"]])
  }

  @Test func emptyAndRepeatedNamesAreMadeUnique() throws {
    let reading = try read("x,,x,1,,x.1\n1,2,3,4,5,6\n", CSVOptions(header: .present))
    #expect(reading.table.names == ["x", "1.1", "x.2", "1", "4", "x.1"])
    #expect(
      reading.renamedColumns.map { "\($0.index) \($0.from) \($0.to)" }
        == ["1  1.1", "2 x x.2", "4  4"])
  }

  @Test func composedAndDecomposedNamesAreMadeUnlike() throws {
    let table = try read("\u{e9},e\u{301}\n1,2\n").table
    #expect(Set(table.names).count == 2)
    #expect(try table.numbers(of: "\u{e9}") == [1])
    #expect(try table.numbers(of: "e\u{301}.1") == [2])
  }
}
