/// Reads zlib streams of stored blocks and blocks in the fixed code: the reverse of the encoder,
/// written from RFC 1951 apart from it.
struct Inflate {
  private let bytes: [UInt8]
  private var bit = 0
  private var output: [UInt8] = []

  /// The bytes a stream stands for; nothing when it is damaged or uses a block of another kind.
  static func zlib(_ stream: [UInt8]) -> [UInt8]? {
    guard stream.count >= 6, stream[0] & 15 == 8, (Int(stream[0]) * 256 + Int(stream[1])) % 31 == 0
    else { return nil }
    var reader = Inflate(bytes: Array(stream.dropFirst(2).dropLast(4)))
    guard reader.readBlocks() else { return nil }
    var a = 1
    var b = 0
    for byte in reader.output {
      a = (a + Int(byte)) % 65521
      b = (b + a) % 65521
    }
    let sum = stream.suffix(4).reduce(0) { $0 * 256 + Int($1) }
    return sum == b * 65536 + a ? reader.output : nil
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  private mutating func readBlocks() -> Bool {
    while true {
      guard let isLast = read(1), let kind = read(2) else { return false }
      guard kind == 0 ? readStored() : kind == 1 && readFixed() else { return false }
      if isLast == 1 { return (bit + 7) / 8 == bytes.count }
    }
  }

  private mutating func readStored() -> Bool {
    bit = (bit + 7) / 8 * 8
    guard let count = read(16), let check = read(16), count ^ check == 0xffff else { return false }
    for _ in 0..<count {
      guard let byte = read(8) else { return false }
      output.append(UInt8(byte))
    }
    return true
  }

  private mutating func readFixed() -> Bool {
    while let symbol = readSymbol() {
      switch symbol {
      case ..<256: output.append(UInt8(symbol))
      case 256: return true
      default: guard copy(symbol) else { return false }
      }
    }
    return false
  }

  private mutating func copy(_ symbol: Int) -> Bool {
    let lengths = [
      3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115,
      131, 163, 195, 227, 258,
    ]
    let distances = [
      1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537,
      2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
    ]
    let code = symbol - 257
    guard lengths.indices.contains(code) else { return false }
    guard let more = read(code < 8 || code == 28 ? 0 : code / 4 - 1) else { return false }
    guard let far = readCode(5), distances.indices.contains(far),
      let rest = read(far < 4 ? 0 : far / 2 - 1)
    else { return false }
    let distance = distances[far] + rest
    guard distance <= output.count else { return false }
    for _ in 0..<(lengths[code] + more) { output.append(output[output.count - distance]) }
    return true
  }

  private mutating func readSymbol() -> Int? {
    guard var code = readCode(7) else { return nil }
    if code < 24 { return 256 + code }
    guard let eighth = read(1) else { return nil }
    code = 2 * code + eighth
    if code < 0xc0 { return code - 0x30 }
    if code < 0xc8 { return 280 + code - 0xc0 }
    guard let ninth = read(1) else { return nil }
    return 144 + 2 * code + ninth - 0x190
  }

  private mutating func read(_ count: Int) -> Int? {
    guard bit + count <= 8 * bytes.count else { return nil }
    var value = 0
    for place in 0..<count { value |= next() << place }
    return value
  }

  private mutating func readCode(_ count: Int) -> Int? {
    guard bit + count <= 8 * bytes.count else { return nil }
    var value = 0
    for _ in 0..<count { value = 2 * value + next() }
    return value
  }

  private mutating func next() -> Int {
    defer { bit += 1 }
    return Int(bytes[bit / 8] >> UInt8(bit % 8) & 1)
  }
}
