import FlowLearn
import Testing

/// The same table gives the same model, bit for bit, however it is written down.
@Suite struct DressTests {
  private static let options = "--epochs 3 --batch-size 8 --hidden 4 --steps 2 -o run"

  /// The model that a file is trained to, and what was said.
  private static func model(
    _ bytes: [UInt8], _ name: String, _ options: String = ""
  ) throws -> (bytes: [UInt8], errors: String) {
    let place = try Workplace()
    try place.write(bytes, to: name)
    let run = try place.run("train \(name) \(Self.options) \(options)")
    try #require(run.code == 0, "\(run.errors)")
    return (try place.bytes("run/model.safetensors"), run.errors)
  }

  @Test(arguments: Dress.all) func `the model is the same bit for bit`(_ dress: Dress) throws {
    let table = DressedTable()
    let plain = try Self.model(Array(table.text().utf8), "plain.csv").bytes
    let name = "data" + dress.ending
    let model = try Self.model(dress.bytes(table), name, dress.options)
    #expect(model.bytes == plain)
    if let finding = dress.finding {
      #expect(model.errors.contains("\(name): \(finding)\n"), "\(model.errors)")
    }
  }

  @Test func `another table gives another model`() throws {
    let table = DressedTable()
    let plain = try Self.model(Array(table.text().utf8), "plain.csv").bytes
    let text = table.text().replacingOccurrence(of: ",red,", with: ",Red,")
    #expect(try Self.model(Array(text.utf8), "other.csv").bytes != plain)
  }

  @Test func `standard input is a dress`() throws {
    let table = DressedTable()
    let plain = try Self.model(Array(table.text().utf8), "plain.csv").bytes
    let place = try Workplace()
    let run = try place.run(
      "train - \(Self.options)", input: Gzip.compressed(table.utf16(isLittle: false)))
    #expect(run.code == 0, "\(run.errors)")
    #expect(try place.bytes("run/model.safetensors") == plain)
  }

  /// Numbers with whole labels behind them, row by row.
  private static let numbers: [Double] = (0..<60).flatMap { (row: Int) -> [Double] in
    let square = Double(row * row % 17)
    let line = Double(row * 7 % 11)
    return [square / 4, line - 5.5, Double(row % 3)]
  }

  private static func text(header: String, _ spelled: (Double) -> String = { "\($0)" }) -> [UInt8] {
    let lines = stride(from: 0, to: numbers.count, by: 3).map { start in
      numbers[start..<start + 3].map(spelled).joined(separator: ",") + "\n"
    }
    return Array((header + lines.joined()).utf8)
  }

  @Test func `arrays of NumPy are the table without a header`() throws {
    let plain = try Self.model(Self.text(header: ""), "plain.csv")
    #expect(plain.errors.contains("plain.csv: the first line holds no names"))
    let array = NPYArray(Self.numbers, shape: [60, 3])
    let dresses: [(bytes: [UInt8], name: String)] = [
      (array.bytes, "data.npy"), (Gzip.compressed(array.bytes), "data.npy.gz"),
      (array.bytes, "npy.csv"), (Self.text(header: "") { "\($0)e0" }, "exponents.csv"),
    ]
    for (bytes, name) in dresses {
      let model = try Self.model(bytes, name)
      #expect(model.bytes == plain.bytes, "\(name)")
      let isNumPy = model.errors.contains(
        "\(name): an array that NumPy saved: its columns are called 0 to 2\n")
      #expect(isNumPy == (name != "exponents.csv"))
    }
  }

  @Test func `arrays x and y are a table of their names`() throws {
    let plain = try Self.model(Self.text(header: "x0,x1,y\n"), "plain.csv").bytes
    let rows = Array(stride(from: 0, to: Self.numbers.count, by: 3))
    let features: [Double] = rows.flatMap { Array(Self.numbers[$0..<$0 + 2]) }
    let x = NPYArray(features, shape: [60, 2])
    let labels: [Int64] = rows.map { Int64(Self.numbers[$0 + 2]) }
    let y = NPYArray(labels)
    // The target is y wherever it stands.
    let archive = NPZArchive([.init("y", y), .init("x", x)])
    let dresses: [(bytes: [UInt8], name: String)] = [
      (archive.bytes(), "data.npz"), (archive.bytes(.deflated), "packed.npz"),
      (archive.bytes(), "npz.csv"), (Gzip.compressed(archive.bytes()), "npz.gz"),
    ]
    for (bytes, name) in dresses {
      let model = try Self.model(bytes, name)
      #expect(model.bytes == plain, "\(name)")
      #expect(model.errors.contains("\(name): arrays that NumPy saved: y, x\n"))
    }
    let dropped = try Self.model(
      NPZArchive([.init("y", y), .init("x", x), .init("id", y)]).bytes(), "more.npz", "--drop id")
    #expect(dropped.bytes == plain)
  }

  @Test func `a model serves every dress`() throws {
    let table = DressedTable()
    let place = try Workplace()
    try place.write(table.text(), to: "plain.csv")
    _ = try place.run("train plain.csv \(Self.options)")
    let plain = try place.run("predict run plain.csv -q")
    #expect(plain.code == 0)
    for (index, dress) in Dress.all.enumerated() where !dress.options.contains("--drop") {
      let name = "\(index)\(dress.ending)"
      try place.write(dress.bytes(table), to: name)
      let run = try place.run("predict run \(name) -q \(dress.options)")
      #expect(run.output == plain.output, "\(dress)")
      let scores = try place.run("evaluate run \(name) -q --json \(dress.options)")
      #expect(scores.code == 0, "\(scores.errors)")
    }
  }
}

extension String {
  /// The text with the first occurrence of a word replaced.
  fileprivate func replacingOccurrence(of word: String, with other: String) -> String {
    guard let range = firstRange(of: word) else { return self }
    return self[..<range.lowerBound] + other + self[range.upperBound...]
  }
}
