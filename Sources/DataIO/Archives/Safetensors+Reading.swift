extension Safetensors {
  /// The tensors in the bytes of a file, sharing their memory.
  ///
  /// The header is checked in full before anything is taken from it: its length, its JSON, that no
  /// name stands twice, that every tensor has as many bytes as its shape and type ask for, and that
  /// the tensors fill the file from the header to its end without gap or overlap.
  ///
  /// - Parameters:
  ///   - bytes: the bytes of the file.
  ///   - source: the name of the file, for sentences.
  /// - Throws: a safetensors or JSON fault.
  public init(_ bytes: [UInt8], source: String) throws(DataError) {
    let header = try Self.header(of: bytes, source: source)
    var metadata: [String: String] = [:]
    var entries: [Entry] = []
    for member in header.members {
      if ByteKey(text: member.key) == ByteKey(text: metadataKey) {
        metadata = try Self.metadata(member.value, source: source)
      } else {
        entries.append(try Entry(member, source: source))
      }
    }
    let start = bytes.count - Self.dataCount(of: bytes)
    entries.sort { ($0.begin, $0.end) < ($1.begin, $1.end) }
    var expected = 0
    for entry in entries {
      guard entry.begin == expected else {
        throw DataError(
          source: source,
          fault: .safetensors(
            .notContiguous(entry.name, expected: expected, found: entry.begin)))
      }
      expected = entry.end
    }
    guard expected == bytes.count - start else {
      throw DataError(
        source: source,
        fault: .safetensors(.wrongLength(expected: expected, found: bytes.count - start)))
    }
    let tensors = entries.map {
      StoredTensor(
        name: $0.name, type: $0.type, shape: $0.shape,
        bytes: bytes[(start + $0.begin)..<(start + $0.end)])
    }
    self.init(tensors, metadata: metadata, source: source)
  }

  /// The header's length as the first eight bytes give it.
  private static func headerLength(of bytes: [UInt8]) -> UInt64 {
    bytes[..<8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The bytes behind the header.
  private static func dataCount(of bytes: [UInt8]) -> Int {
    bytes.count - 8 - Int(headerLength(of: bytes))
  }

  private static func header(of bytes: [UInt8], source: String) throws(DataError) -> JSONObject {
    guard bytes.count >= 8 else { throw DataError(source: source, fault: .safetensors(.tooShort)) }
    let length = headerLength(of: bytes)
    let limit = min(headerLimit, bytes.count - 8)
    guard length <= UInt64(limit) else {
      throw DataError(
        source: source, offset: 0, fault: .safetensors(.headerTooLong(length, limit: limit)))
    }
    let text = bytes[8..<8 + Int(length)]
    guard text.first == UInt8(ascii: "{"),
      let object = try JSONParser.value(of: text, source: source).object
    else {
      throw DataError(
        source: source, offset: 8, fault: .safetensors(.malformedHeader("a JSON object")))
    }
    return object
  }

  private static func metadata(
    _ value: JSONValue, source: String
  ) throws(DataError) -> [String: String] {
    var metadata: [String: String] = [:]
    let error = DataError(
      source: source, fault: .safetensors(.malformedHeader("strings only in \(metadataKey)")))
    guard let object = value.object else { throw error }
    for member in object.members {
      guard let text = member.value.string else { throw error }
      // Keys that differ in bytes may still be one to Swift's dictionaries.
      guard metadata.updateValue(text, forKey: member.key) == nil else {
        throw DataError(source: source, fault: .json(.duplicateKey(member.key)))
      }
    }
    return metadata
  }
}

/// A tensor as the header describes it.
private struct Entry {
  let name: String
  let type: StoredType
  let shape: [Int]
  let begin: Int
  let end: Int

  init(_ member: JSONObject.Member, source: String) throws(DataError) {
    let name = member.key
    func error(_ fault: DataError.SafetensorsFault) -> DataError {
      DataError(source: source, fault: .safetensors(fault))
    }
    func needs(_ expected: String) -> DataError {
      error(.malformedTensor(name, expected: expected))
    }
    guard let typeName = member.value["dtype"]?.string else { throw needs("a string as dtype") }
    guard let type = StoredType(rawValue: typeName) else {
      throw error(.unknownType(typeName, tensor: name))
    }
    guard let shape = counts(member.value["shape"]) else {
      throw needs("whole numbers, none below 0, as shape")
    }
    guard let offsets = counts(member.value["data_offsets"]), offsets.count == 2,
      offsets[0] <= offsets[1]
    else { throw needs("two ascending whole numbers as data_offsets") }
    guard let size = byteCount(of: shape, width: type.byteCount) else {
      throw error(.sizeOverflow(name))
    }
    guard offsets[1] - offsets[0] == size else {
      throw error(.wrongSize(name, expected: size, found: offsets[1] - offsets[0]))
    }
    self.name = name
    self.type = type
    self.shape = shape
    begin = offsets[0]
    end = offsets[1]
  }
}

/// The numbers of an array of whole numbers that are at least 0.
private func counts(_ value: JSONValue?) -> [Int]? {
  guard let elements = value?.array else { return nil }
  let numbers = elements.compactMap(\.int)
  return numbers.count == elements.count && numbers.allSatisfy { $0 >= 0 } ? numbers : nil
}
