extension NPYArray {
  /// Whether some bytes begin as a `.npy` file does.
  public static func isNPY(_ bytes: [UInt8]) -> Bool { bytes.starts(with: NPYHeader.magic) }

  /// The array in the bytes of a `.npy` file.
  ///
  /// Nothing is allocated before the header's extents are known to agree with the file's length.
  ///
  /// - Parameters:
  ///   - bytes: the bytes.
  ///   - source: the name of the file, for sentences.
  /// - Throws: an NPY fault; types other than `b1`, `i1` to `i8`, `u1` to `u8`, `f2` to `f8`, `S`
  ///   and `U` are refused.
  public init(_ bytes: [UInt8], source: String) throws(DataError) {
    try self.init(bytes[...], source: source)
  }

  init(_ bytes: ArraySlice<UInt8>, source: String) throws(DataError) {
    let header = try NPYHeader(bytes, source: source)
    func error(_ fault: DataError.NPYFault) -> DataError {
      DataError(source: source, fault: .npy(fault))
    }
    let code = header.descriptor.drop { "<>|=".contains($0) }
    if code.hasPrefix("O") { throw error(.objects) }
    let isBigEndian = header.descriptor.hasPrefix(">")
    let type = StoredType(numpyCode: String(code))
    guard let width = type?.byteCount ?? NPYTexts.width(code) else {
      throw error(.unknownType(header.descriptor))
    }
    guard let size = byteCount(of: header.shape, width: width) else {
      throw error(.sizeOverflow(header.shape))
    }
    let data = bytes[(bytes.startIndex + header.dataOffset)...]
    guard data.count == size else {
      throw error(.wrongLength(expected: size, found: data.count))
    }
    let order = header.isFortranOrder ? rowMajorPlaces(of: header.shape) : nil
    guard let type else {
      let read = NPYTexts(data, width: width, isWide: code.first == "U", isBigEndian: isBigEndian)
      guard let texts = read.texts else { throw error(.invalidText) }
      self.init(shape: header.shape, content: .texts(order.map { $0.map { texts[$0] } } ?? texts))
      return
    }
    let ordered =
      switch width {
      case 2: reordered(data, as: UInt16.self, order, swapping: isBigEndian)
      case 4: reordered(data, as: UInt32.self, order, swapping: isBigEndian)
      case 8: reordered(data, as: UInt64.self, order, swapping: isBigEndian)
      default: reordered(data, as: UInt8.self, order, swapping: false)
      }
    self.init(shape: header.shape, content: .numbers(type, ordered))
  }

  /// The bytes of a `.npy` file: what `numpy.save` writes.
  ///
  /// - Precondition: the elements are numbers.
  public var bytes: [UInt8] {
    guard case .numbers(let type, let data) = content, let code = type.numpyCode else {
      preconditionFailure("arrays of texts are read, and not written")
    }
    let mark = type.byteCount == 1 ? "|" : "<"
    return NPYHeader.bytes(descriptor: mark + code, shape: shape) + data
  }
}

/// The place of each element, in row-major order, among elements whose first axis is the fastest.
private func rowMajorPlaces(of shape: [Int]) -> [Int]? {
  guard shape.count(where: { $0 != 1 }) > 1, !shape.contains(0) else { return nil }
  var places = [0]
  var stride = 1
  // The places of the leading axes, each spread over the next axis.
  for extent in shape {
    var spread: [Int] = []
    spread.reserveCapacity(places.count * extent)
    for place in places {
      for i in 0..<extent { spread.append(place + i * stride) }
    }
    places = spread
    stride *= extent
  }
  return places
}

/// Words in another order, each with its bytes swapped or not.
private func reordered<Word: FixedWidthInteger>(
  _ data: ArraySlice<UInt8>, as word: Word.Type, _ order: [Int]?, swapping: Bool
) -> ArraySlice<UInt8> {
  guard order != nil || swapping else { return data }
  let width = MemoryLayout<Word>.size
  return data.withUnsafeBytes { source in
    [UInt8](unsafeUninitializedCapacity: source.count) { buffer, count in
      let target = UnsafeMutableRawBufferPointer(buffer)
      for i in 0..<source.count / width {
        let place = order.map { $0[i] } ?? i
        let value = source.loadUnaligned(fromByteOffset: place * width, as: Word.self)
        target.storeBytes(
          of: swapping ? value.byteSwapped : value, toByteOffset: i * width, as: Word.self)
      }
      count = source.count
    }[...]
  }
}

/// Texts of one width, filled up with zeros: bytes (`S`) or Unicode scalars of four bytes (`U`).
private struct NPYTexts {
  private let data: ArraySlice<UInt8>
  private let width: Int
  private let isWide: Bool
  private let isBigEndian: Bool

  init(_ data: ArraySlice<UInt8>, width: Int, isWide: Bool, isBigEndian: Bool) {
    self.data = data
    self.width = width
    self.isWide = isWide
    self.isBigEndian = isBigEndian
  }

  /// The bytes of a text of a type such as `U5`; nil when it is no type of texts.
  static func width(_ code: Substring) -> Int? {
    guard let letter = code.first, letter == "S" || letter == "U",
      let length = Int(code.dropFirst()), length > 0
    else { return nil }
    let (bytes, overflow) = length.multipliedReportingOverflow(by: letter == "U" ? 4 : 1)
    return overflow ? nil : bytes
  }

  /// The texts; nil when one of them is none.
  var texts: [String]? {
    var texts: [String] = []
    for start in stride(from: data.startIndex, to: data.endIndex, by: width) {
      guard let text = text(data[start..<start + width]) else { return nil }
      texts.append(text)
    }
    return texts
  }

  private func text(_ bytes: ArraySlice<UInt8>) -> String? {
    guard isWide else {
      let kept = bytes[..<((bytes.lastIndex { $0 != 0 }).map { $0 + 1 } ?? bytes.startIndex)]
      return firstNonTextByte(in: kept) == nil ? String(decoding: kept, as: UTF8.self) : nil
    }
    var scalars = String.UnicodeScalarView()
    for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: 4) {
      let places = isBigEndian ? [3, 2, 1, 0] : [0, 1, 2, 3]
      let code = places.enumerated().reduce(UInt32(0)) {
        $0 | UInt32(bytes[start + $1.element]) << (8 * UInt32($1.offset))
      }
      guard let scalar = Unicode.Scalar(code) else { return nil }
      scalars.append(scalar)
    }
    while scalars.last?.value == 0 { scalars.removeLast() }
    return String(scalars)
  }
}
