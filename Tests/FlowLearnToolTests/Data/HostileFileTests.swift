import FlowLearn
import Testing

/// Every hostile file is read truthfully or refused with a sentence; none ends the program, hangs it
/// or fills the memory.
@Suite struct HostileFileTests {
  /// Beyond these a call ends by a signal.
  #if DEBUG
  // Loops that are not optimized take some twenty times as long.
  private static let limits = Limits(seconds: 60, kilobytes: 1_000_000)
  #else
  private static let limits = Limits(seconds: 5, kilobytes: 1_000_000)
  #endif

  @Test func `there are sixty of them at least, under different names`() {
    let names = Set(HostileFile.all.map(\.testDescription))
    #expect(names.count == HostileFile.all.count)
    #expect(names.count >= 60)
  }

  @Test(arguments: HostileFile.all) func `is read or refused`(_ file: HostileFile) throws {
    let place = try Workplace()
    try place.write(file.bytes(), to: "data.csv")
    let run = try place.run("inspect data.csv --json \(file.options)", limits: Self.limits)
    switch file.outcome {
    case .refused(let sentence):
      #expect(run.code == 65)
      #expect(run.output == "")
      #expect(run.errors == "flowlearn: data.csv\(sentence)\n")
    case .size(let rows, let columns):
      try #require(run.code == 0, "\(run.errors)")
      #expect(try run.json()["rows"]?.int == rows)
      #expect(try run.json()["columns"]?.array?.count == columns)
    case .cells(let cells):
      try #require(run.code == 0, "\(run.errors)")
      let json = try run.json()
      #expect(json["rows"]?.int == cells.count - 1)
      #expect(json["columns"]?.array?.map { $0["name"]?.string } == cells[0])
      for (index, column) in (json["columns"]?.array ?? []).enumerated() {
        #expect(column == Self.summary(cells.dropFirst().map { $0[index] }, cells[0][index]))
      }
    }
  }

  /// What `inspect` says of a column with these cells.
  private static func summary(_ cells: [String?], _ name: String?) -> JSONValue {
    let present = cells.compactMap { $0 }
    // Numbers are spelled as Swift describes them; 01234 is a text.
    let numbers = present.compactMap { Double($0)?.description == $0 ? Double($0) : nil }
    let head: JSONObject = [
      "name": .string(name ?? ""), "kind": numbers.count == present.count ? "number" : "text",
      "missing": .integer(cells.count - present.count),
      "distinct": .integer(Set(present).count),
    ]
    var object = head
    if numbers.count == present.count {
      object["min"] = numbers.min().map(JSONValue.number) ?? .null
      object["max"] = numbers.max().map(JSONValue.number) ?? .null
      object["mean"] =
        numbers.isEmpty
        ? .null : .number(numbers.reduce(0) { $0 + $1 / Double(numbers.count) })
    } else {
      let counts = Dictionary(present.map { ($0, 1) }, uniquingKeysWith: +)
      let order = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      object["categories"] = .object(
        order.reduce(into: JSONObject()) { $0[$1.key] = .integer($1.value) })
    }
    // As it is read back: whole numbers are integers.
    let text = JSONValue.object(object).text()
    return (try? JSONValue(parsing: Array(text.utf8), source: "summary")) ?? .null
  }
}
