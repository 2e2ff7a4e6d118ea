/// What the header of a `.npy` file says.
struct NPYHeader {
  /// The type, as in `<f8`.
  let descriptor: String
  /// Whether the first axis is the fastest.
  let isFortranOrder: Bool
  let shape: [Int]
  /// Where the elements begin.
  let dataOffset: Int

  /// The first bytes of such a file.
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  init(_ bytes: ArraySlice<UInt8>, source: String) throws(DataError) {
    func error(_ fault: DataError.NPYFault, at offset: Int? = nil) -> DataError {
      DataError(source: source, offset: offset, fault: .npy(fault))
    }
    guard bytes.starts(with: Self.magic) else { throw error(.notNPY) }
    guard bytes.count >= 8 else { throw error(.truncatedHeader) }
    let start = bytes.startIndex
    let version = bytes[start + 6]
    guard (1...3).contains(version) else { throw error(.unknownVersion(version), at: 6) }
    let width = version == 1 ? 2 : 4
    guard bytes.count >= 8 + width else { throw error(.truncatedHeader) }
    let length = (0..<width).reduce(0) { $0 | Int(bytes[start + 8 + $1]) << (8 * $1) }
    dataOffset = 8 + width + length
    guard bytes.count >= dataOffset else { throw error(.truncatedHeader) }
    // NumPy writes far less, and refuses to read more than 10000 bytes itself.
    guard length <= 1 << 16 else {
      throw error(.malformedHeader("at most 65536 bytes, not \(length)"), at: 8)
    }
    var parser = NPYLiteral(bytes[(start + 8 + width)..<(start + dataOffset)])
    do throws(NPYLiteral.Expectation) {
      let entries = try parser.entries()
      descriptor = entries.descriptor
      isFortranOrder = entries.isFortranOrder
      shape = entries.shape
    } catch {
      throw DataError(
        source: source, offset: 8 + width + parser.position,
        fault: .npy(error.isObject ? .unknownType(error.text) : .malformedHeader(error.text)))
    }
  }

  /// The header's bytes with the magic in front, padded as NumPy pads it.
  ///
  /// NumPy leaves room for the slowest extent to grow to 21 digits, and lets the elements begin at
  /// a multiple of 64 bytes.
  static func bytes(descriptor: String, shape: [Int]) -> [UInt8] {
    let extents = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var text = "{'descr': '\(descriptor)', 'fortran_order': False, 'shape': (\(extents)), }"
    if let first = shape.first {
      text += String(repeating: " ", count: max(0, 21 - String(first).utf8.count))
    }
    let isShort = text.utf8.count + 64 < 1 << 16
    let fixed = isShort ? 10 : 12
    text += String(repeating: " ", count: 64 - (fixed + text.utf8.count + 1) % 64) + "\n"
    let length = (0..<(fixed - 8)).map { UInt8(truncatingIfNeeded: text.utf8.count >> (8 * $0)) }
    return magic + [isShort ? 1 : 2, 0] + length + Array(text.utf8)
  }
}

/// The Python dictionary that is the header of a `.npy` file.
struct NPYLiteral {
  /// What should stand where something else does; or a type that is no simple one.
  struct Expectation: Error {
    let text: String
    var isObject = false
  }

  private let bytes: ArraySlice<UInt8>
  private var next: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    next = bytes.startIndex
  }

  /// How many bytes were understood.
  var position: Int { next - bytes.startIndex }

  /// The three entries, in any order.
  mutating func entries() throws(Expectation) -> (
    descriptor: String, isFortranOrder: Bool, shape: [Int]
  ) {
    var descriptor: String?
    var isFortranOrder: Bool?
    var shape: [Int]?
    try expect("{")
    while !take("}") {
      let key = try text()
      try expect(":")
      switch key {
      case "descr" where descriptor == nil: descriptor = try type()
      case "fortran_order" where isFortranOrder == nil: isFortranOrder = try truth()
      case "shape" where shape == nil: shape = try extents()
      default: throw Expectation(text: "the keys descr, fortran_order and shape, each once")
      }
      guard take(",") || peek == UInt8(ascii: "}") else { throw Expectation(text: "a comma or }") }
    }
    guard peek == nil else { throw Expectation(text: "nothing behind its dictionary") }
    guard let descriptor, let isFortranOrder, let shape else {
      throw Expectation(text: "the keys descr, fortran_order and shape, each once")
    }
    return (descriptor, isFortranOrder, shape)
  }

  private var peek: UInt8? {
    mutating get {
      while next < bytes.endIndex, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[next]) { next += 1 }
      return next < bytes.endIndex ? bytes[next] : nil
    }
  }

  private mutating func take(_ mark: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: mark) else { return false }
    next += 1
    return true
  }

  private mutating func expect(_ mark: Unicode.Scalar) throws(Expectation) {
    guard take(mark) else { throw Expectation(text: "\(mark) here") }
  }

  private mutating func type() throws(Expectation) -> String {
    guard peek != UInt8(ascii: "[") else {
      throw Expectation(text: "a structured type", isObject: true)
    }
    return try text()
  }

  private mutating func text() throws(Expectation) -> String {
    guard let mark = peek, mark == UInt8(ascii: "'") || mark == Ascii.quote,
      let end = bytes[(next + 1)...].firstIndex(of: mark)
    else { throw Expectation(text: "a text in quotes") }
    let inside = bytes[(next + 1)..<end]
    guard inside.allSatisfy({ (0x20..<0x7f).contains($0) && $0 != UInt8(ascii: "\\") }) else {
      throw Expectation(text: "a text of plain ASCII")
    }
    next = end + 1
    return String(decoding: inside, as: UTF8.self)
  }

  private mutating func truth() throws(Expectation) -> Bool {
    guard peek != nil else { throw Expectation(text: "True or False") }
    for (word, value) in [("True", true), ("False", false)]
    where bytes[next...].starts(with: word.utf8) {
      next += word.utf8.count
      return value
    }
    throw Expectation(text: "True or False")
  }

  private mutating func extents() throws(Expectation) -> [Int] {
    try expect("(")
    var shape: [Int] = []
    while !take(")") {
      shape.append(try extent())
      guard take(",") || peek == UInt8(ascii: ")") else { throw Expectation(text: "a comma or )") }
    }
    return shape
  }

  private mutating func extent() throws(Expectation) -> Int {
    guard let first = peek, Ascii.digit(first) < 10 else {
      throw Expectation(text: "extents that are whole numbers, none below 0")
    }
    var value = 0
    while next < bytes.endIndex, Ascii.digit(bytes[next]) < 10 {
      let (tens, overflows) = value.multipliedReportingOverflow(by: 10)
      let (sum, carries) = tens.addingReportingOverflow(Int(Ascii.digit(bytes[next])))
      guard !overflows, !carries else { throw Expectation(text: "extents below 2^63") }
      value = sum
      next += 1
    }
    // Python 2 wrote its long integers so.
    _ = take("L")
    return value
  }
}
