public import Tensors

/// An array in the IDX format of the MNIST data: a type, up to 255 extents, and the elements.
///
/// > Source: Y. LeCun, C. Cortes, C. Burges, The MNIST database, "The IDX file format".
public struct IDXArray: Hashable, Sendable {
  /// The extents of the axes, slowest first.
  public let shape: [Int]
  /// The elements in row-major order.
  public let elements: Elements

  /// Elements of one of the format's types.
  public enum Elements: Hashable, Sendable {
    /// Type 0x08.
    case uint8([UInt8])
    /// Type 0x09.
    case int8([Int8])
    /// Type 0x0b.
    case int16([Int16])
    /// Type 0x0c.
    case int32([Int32])
    /// Type 0x0d.
    case float32([Float])
    /// Type 0x0e.
    case float64([Double])
  }

  /// Whether some bytes begin as an IDX array of rank 1 or more does: two zeros, a type, a rank.
  public static func isIDX(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 4 && bytes[0] == 0 && bytes[1] == 0 && elementWidth(bytes[2]) != nil
      && bytes[3] > 0
  }

  /// The array in the bytes of a file, gzip-compressed or not.
  ///
  /// Nothing is allocated before the header's extents are known to agree with the file's length.
  ///
  /// - Parameters:
  ///   - bytes: the bytes; gzip data are unpacked first.
  ///   - source: the name of the file, for sentences.
  /// - Throws: an IDX or gzip fault.
  public init(decodingGzip bytes: [UInt8], source: String) throws(DataError) {
    try self.init(
      Gzip.isGzip(bytes) ? Gzip.decompressed(bytes, source: source) : bytes, source: source)
  }

  /// The array in the bytes of a file.
  ///
  /// Nothing is allocated before the header's extents are known to agree with the file's length.
  ///
  /// - Parameters:
  ///   - bytes: the bytes, not compressed.
  ///   - source: the name of the file, for sentences.
  /// - Throws: an IDX fault.
  public init(_ bytes: [UInt8], source: String) throws(DataError) {
    func error(_ fault: DataError.IDXFault, at offset: Int? = nil) -> DataError {
      DataError(source: source, offset: offset, fault: .idx(fault))
    }
    guard bytes.count >= 4 else { throw error(.truncatedHeader) }
    guard bytes[0] == 0, bytes[1] == 0 else { throw error(.badMagic) }
    guard let width = elementWidth(bytes[2]) else { throw error(.unknownType(bytes[2]), at: 2) }
    let start = 4 + 4 * Int(bytes[3])
    guard bytes.count >= start else { throw error(.truncatedHeader) }
    shape = stride(from: 4, to: start, by: 4).map { Int(word(bytes, at: $0, UInt32.self)) }
    guard let size = byteCount(of: shape, width: width) else { throw error(.sizeOverflow(shape)) }
    guard bytes.count - start == size else {
      throw error(.wrongLength(expected: size, found: bytes.count - start))
    }
    elements = decoded(bytes, from: start, count: size / width, type: bytes[2])
  }

  /// The elements as numbers, in a tensor of the same shape.
  public var tensor: Tensor<Double> {
    switch elements {
    case .uint8(let values): Tensor(values.map(Double.init), shape: shape)
    case .int8(let values): Tensor(values.map(Double.init), shape: shape)
    case .int16(let values): Tensor(values.map(Double.init), shape: shape)
    case .int32(let values): Tensor(values.map(Double.init), shape: shape)
    case .float32(let values): Tensor(values.map(Double.init), shape: shape)
    case .float64(let values): Tensor(values, shape: shape)
    }
  }
}

private func elementWidth(_ type: UInt8) -> Int? {
  switch type {
  case 0x08, 0x09: 1
  case 0x0b: 2
  case 0x0c, 0x0d: 4
  case 0x0e: 8
  default: nil
  }
}

private func decoded(
  _ bytes: [UInt8], from start: Int, count: Int, type: UInt8
) -> IDXArray.Elements {
  func words<Word: FixedWidthInteger>(_ type: Word.Type) -> [Word] {
    (0..<count).map { word(bytes, at: start + $0 * MemoryLayout<Word>.size, type) }
  }
  switch type {
  case 0x08: return .uint8(Array(bytes[start...]))
  case 0x09: return .int8(bytes[start...].map { Int8(bitPattern: $0) })
  case 0x0b: return .int16(words(Int16.self))
  case 0x0c: return .int32(words(Int32.self))
  case 0x0d: return .float32(words(UInt32.self).map(Float.init(bitPattern:)))
  default: return .float64(words(UInt64.self).map(Double.init(bitPattern:)))
  }
}

/// The integer at an offset, its high byte first.
private func word<Word: FixedWidthInteger>(_ bytes: [UInt8], at i: Int, _ type: Word.Type) -> Word {
  bytes[i..<i + MemoryLayout<Word>.size].reduce(0) { $0 << 8 | Word(truncatingIfNeeded: $1) }
}
