import FlowLearn
import Testing

#if !DEBUG
/// A table of many megabytes, which is read in windows.
@Suite struct LargeTableTests {
  /// Rows of forty megabytes, all of ten numbers and a word.
  private static func bytes(rows: Int) -> [UInt8] {
    let block = (0..<1000).map { row in
      (0..<10).map { "\(Double((row * 7919 + $0 * 104_729) % 1_000_003) / 1_000_003)" }
        .joined(separator: ",") + ",\(row % 2 == 0 ? "even" : "odd")\n"
    }.joined()
    let header = (0..<10).map { "x\($0)" }.joined(separator: ",") + ",kind\n"
    return Array(header.utf8) + [[UInt8]](repeating: Array(block.utf8), count: rows / 1000).joined()
  }

  @Test func `memory grows with the numbers, not with the text`() throws {
    let rows = 600_000
    let bytes = Self.bytes(rows: rows)
    #expect(bytes.count > 100_000_000)
    let place = try Workplace()
    try place.write(bytes, to: "large.csv")
    // The numbers take 48 MB and the words 2.4; the text would take more than twice that.
    let run = try place.run(
      "inspect large.csv --json", limits: Limits(seconds: 20, kilobytes: 360_000))
    try #require(run.code == 0, "\(run.errors)")
    let json = try run.json()
    #expect(json["rows"]?.int == rows)
    #expect(json["columns"]?.array?.last?["categories"]?["odd"]?.int == rows / 2)
    #expect(json["sha256"]?.array?.first?.string == SHA256.hexDigest(of: bytes))
  }

  @Test func `a fault far down has its line`() throws {
    let place = try Workplace()
    try place.write(Self.bytes(rows: 200_000) + Array("1,2,3\n".utf8), to: "large.csv")
    let run = try place.run("inspect large.csv")
    #expect(run.code == 65)
    #expect(
      run.errors == """
        flowlearn: large.csv:200002: 3 fields where line 1 has 11 (complete the line, or put quotes \
        around a field that holds the delimiter)

        """)
  }
}
#endif
