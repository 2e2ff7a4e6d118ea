import FlowLearn

extension HostileFile {
  private static func file(
    _ name: String, _ outcome: Outcome, _ bytes: @escaping @autoclosure @Sendable () -> [UInt8]
  ) -> HostileFile {
    HostileFile(name, options: "", outcome, bytes: bytes)
  }

  /// Bytes of all values.
  private static var noise: [UInt8] {
    (0..<4096).map { (i: Int) -> UInt8 in UInt8(truncatingIfNeeded: 255 - i * 7) }
  }

  /// So many bytes of a text.
  private static func repeated(_ letter: Unicode.Scalar, _ count: Int) -> [UInt8] {
    [UInt8](repeating: UInt8(ascii: letter), count: count)
  }

  /// The bytes of texts, one behind the other.
  private static func joined(_ parts: [UInt8]...) -> [UInt8] {
    parts.reduce(into: []) { $0 += $1 }
  }

  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  /// A header and thirty rows of 100,000 columns.
  private static var wide: [UInt8] {
    let row: String = (0..<100_000).map { (i: Int) -> String in String(i % 7) }
      .joined(separator: ",")
    let header: String = (0..<100_000).map { (i: Int) -> String in "c\(i)" }.joined(separator: ",")
    return bytes(header + "\n" + String(repeating: row + "\n", count: 30))
  }

  /// Rows whose first cells all differ.
  private static var unlike: [UInt8] {
    let rows: [String] = (0..<300_000).map { (i: Int) -> String in "u\(i),\(i % 2)\n" }
    return bytes("a,b\n" + rows.joined())
  }

  private static var wrongChecksum: [UInt8] {
    var packed = Gzip.compressed(table)
    packed[packed.count - 6] ^= 1
    return packed
  }

  private static func utf16(_ text: String, isLittle: Bool = true) -> [UInt8] {
    text.utf16.flatMap { unit in
      let (low, high) = (UInt8(unit & 255), UInt8(unit >> 8))
      return isLittle ? [low, high] : [high, low]
    }
  }

  private static let latin =
    "the file may be in Latin-1 or Windows-1252 (convert it, for instance with "
    + "iconv -f WINDOWS-1252 -t UTF-8)"
  private static let nul =
    "a byte of value 0, which no text holds: binary data, or UTF-16 without its "
    + "mark (save the file as UTF-8)"

  /// Encodings of text.
  static let encodings: [HostileFile] = [
    file("a byte order mark", plain, bytes("\u{feff}a,b\n1,2\n3,4\n")),
    file("UTF-16, low byte first", plain, utf16("\u{feff}a,b\n1,2\n3,4\n")),
    file("UTF-16, high byte first", plain, utf16("\u{feff}a,b\r\n1,2\r\n3,4\r\n", isLittle: false)),
    file("UTF-16 without its mark", .refused(":1: \(nul)"), utf16("a,b\n1,2\n")),
    file(
      "UTF-16 cut in a unit", .refused(": damaged UTF-16 (save the table as CSV in UTF-8)"),
      utf16("\u{feff}a,b\n1,2\n") + [0x78]),
    file(
      "half a surrogate pair", .refused(": damaged UTF-16 (save the table as CSV in UTF-8)"),
      [0xff, 0xfe, 0x00, 0xd8, 0x61, 0x00]),
    file(
      "UTF-32", .refused(":1: \(nul)"),
      joined(
        [0xff, 0xfe, 0, 0], bytes("a,b\n1,2\n").flatMap { (b: UInt8) -> [UInt8] in [b, 0, 0, 0] })),
    file(
      "Latin-1", .refused(":2: byte 0xe9 is not UTF-8: \(latin)"),
      bytes("a,b\n1,caf") + [0xe9, 0x0a]),
    file(
      "curly quotes of Windows", .refused(":2: byte 0x93 is not UTF-8: \(latin)"),
      bytes("a,b\n1,") + [0x93, 0x78, 0x94, 0x0a]),
    file(
      "an overlong form", .refused(":2: byte 0xc0 is not UTF-8: \(latin)"),
      bytes("a,b\n1,") + [0xc0, 0xaf, 0x0a]),
    file(
      "a letter cut in half", .refused(":2: byte 0xc3 is not UTF-8: \(latin)"),
      bytes("a,b\n1,caf") + [0xc3]),
    file("a NUL", .refused(":3: \(nul)"), bytes("a,b\n1,2\n3,\0\n")),
    file(
      "binary data",
      .refused(
        ":1: byte 0xff and control characters: this is no text but binary data (a table as CSV, .npy "
          + "or .npz is needed)"),
      noise),
  ]

  private static let table = bytes("a,b\n1,2\n3,4\n")
  private static let again = "(fetch or copy it again)"

  /// Gzip, good and bad.
  static let packed: [HostileFile] = [
    file("gzip", plain, Gzip.compressed(table)),
    file(
      "gzip in two members", plain,
      Gzip.compressed(Array(table[..<5])) + Gzip.compressed(Array(table[5...]))),
    file(
      "gzip cut short",
      .refused(": byte 20: the gzip data end too early: the file was cut short \(again)"),
      Array(Gzip.compressed(table).prefix(20))),
    file(
      "gzip with a wrong checksum",
      .refused(": byte 28: the gzip data are damaged: incorrect data check \(again)"),
      wrongChecksum),
    file(
      "gzip with junk behind",
      .refused(": byte 32: 4 bytes of something else follow the gzip data \(again)"),
      Gzip.compressed(table) + bytes("junk")),
    file(
      "gzip of nothing", .refused(": the file is empty (export the table again)"),
      Gzip.compressed([])),
    file(
      "gzip of gzip", format("gzip-compressed data", "unpack it with gunzip"),
      Gzip.compressed(Gzip.compressed(table))),
    file(
      "a gzip bomb",
      .refused(
        ": the gzip data unpack to more than the limit of 67108864 bytes (unpack the file with gunzip "
          + "if that is meant)"),
      Gzip.compressed([UInt8](repeating: UInt8(ascii: "1"), count: 96 << 20), level: 9)),
  ]

  private static let archive = NPZArchive([
    .init("a", NPYArray([1.0, 3])), .init("b", NPYArray([2, 4] as [Int64])),
  ])
  private static let zip: [UInt8] = [0x50, 0x4b, 5, 6] + [UInt8](repeating: 0, count: 18)
  private static let export = "export the table as CSV"
  private static let csv = "a table as CSV is needed"

  /// Other formats under the name of a table.
  static let foreign: [HostileFile] = [
    file("npz", plain, archive.bytes()),
    file(
      "packed npz in gzip", plain, Gzip.compressed(archive.bytes(NPZArchive.Packing.deflated))),
    file(
      "npz cut short",
      .refused(
        ": the zip archive does not end with the list of its members: the file was cut short \(again)"
      ),
      Array(archive.bytes().dropLast(30))),
    file(
      "npz of unequal arrays",
      .refused(
        ": array b: 1 row where the array a has 2 (save arrays of equally many rows together, such as "
          + "x and y)"),
      NPZArchive([.init("a", NPYArray([1.0, 3])), .init("b", NPYArray([2.0]))]).bytes()),
    file(
      "an empty zip archive",
      format("a zip archive without arrays of NumPy", "unpack it with unzip"), zip),
    file(
      "npy", .cells([["0", "1"], ["1.0", "2.0"], ["3.0", "4.0"]]),
      NPYArray([1.0, 2, 3, 4], shape: [2, 2]).bytes),
    file(
      "npy cut short", .refused(": 24 bytes where the header of the NumPy array asks for 32"),
      Array(NPYArray([1.0, 2, 3, 4], shape: [2, 2]).bytes.dropLast(8))),
    file(
      "images without labels",
      .refused(": these are images, and their labels (labels-idx1-ubyte) are not beside them"),
      [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 7]),
    file(
      "images cut short", .refused(": 1 byte where the IDX header asks for 784"),
      [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28, 7]),
    file(
      "PNG", format("a PNG image", csv), [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]),
    file("PDF", format("a PDF document", csv), bytes("%PDF-1.4\n")),
    file("Parquet", format("a Parquet file", export), bytes("PAR1\u{15}PAR1")),
    file("Arrow", format("an Arrow file", export), bytes("ARROW1\0\0")),
    file("HDF5", format("an HDF5 file", export), [0x89] + bytes("HDF\r\n\u{1a}\n")),
    file(
      "an old workbook", format("an Excel workbook", export),
      [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    file("a pickle", format("a Python pickle", export), [0x80, 4, 0x95, 0]),
    file(
      "a model", format("a safetensors file, as models are kept in", csv),
      Safetensors([StoredTensor(name: "t", [1.0])]).bytes),
    file(
      "bzip2", format("packed data", "unpack it first: gzip alone is unpacked here"),
      bytes("BZh91AY&SY")),
    file("SQLite", format("a SQLite data base", export), bytes("SQLite format 3\0")),
    file(
      "a Git LFS pointer", format("a Git LFS pointer", "fetch the file itself with git lfs pull"),
      bytes("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n")),
    file(
      "a web page",
      format("a web page", "download the raw file instead of the page that shows it"),
      bytes("\n\n<!DOCTYPE html>\n<html>")),
    file("JSON", format("JSON", export), bytes("[\n  {\"a\": 1, \"b\": 2}\n]\n")),
    file("JSON lines", format("JSON", export), bytes("{\"a\": 1}\n{\"a\": 3}\n")),
    file("XML", format("XML", export), bytes("<?xml version=\"1.0\"?>\n<a/>\n")),
    file("ARFF", format("an ARFF file", export), bytes("@relation x\n@data\n1\n")),
  ]

  /// Files that are large in one way.
  static let large: [HostileFile] = [
    file("100,000 columns", .size(rows: 30, columns: 100_000), wide),
    file(
      "300,000 names that are empty", .size(rows: 0, columns: 300_000), repeated(",", 299_999)),
    file(
      "a cell of 30 MB", .size(rows: 2, columns: 2),
      joined(bytes("a,b\n1,"), repeated("x", 30_000_000), bytes("\n2,y\n"))),
    file(
      "a million quotes in a cell", .size(rows: 2, columns: 2),
      joined(bytes("a,b\n1,\""), repeated("\"", 1_000_000), bytes("\"\n2,y\n"))),
    file(
      "an open quote over two million lines",
      .refused(
        ":2: the quote that opens in this line never closes (close it; a quote within quotes is "
          + "written twice)"),
      joined(bytes("a,b\n1,\""), repeated("\n", 2_000_000))),
    file(
      "three million empty lines", .cells([["a", "b"], ["1.0", "2.0"]]),
      joined(bytes("a,b\n"), repeated("\n", 3_000_000), bytes("1,2\n"))),
    file("300,000 categories", .size(rows: 300_000, columns: 2), unlike),
  ]
}
