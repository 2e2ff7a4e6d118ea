/// Builds a command from filled slots through the `Decodable` conformance that the compiler wrote.
///
/// A command stays a plain value this way: the parser never writes through a reference. Each
/// wrapper asks the decoder of its own path for itself.
struct SlotDecoder: Decoder {
  let slots: Slots
  var codingPath: [any CodingKey] = []
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  /// The declared property at the decoder's path.
  static func declared<Wrapper>(by decoder: any Decoder) throws -> Wrapper {
    let path = decoder.codingPath.map(\.stringValue)
    guard let decoder = decoder as? SlotDecoder,
      let slot = decoder.slots.slots.first(where: { $0.path == path }),
      let wrapper = slot.declared as? Wrapper
    else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "only the parser makes commands"))
    }
    return wrapper
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(SlotContainer(slots: slots, codingPath: codingPath))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    throw unsupported(at: codingPath)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    throw unsupported(at: codingPath)
  }
}

/// The properties of one group.
private struct SlotContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let slots: Slots
  let codingPath: [any CodingKey]
  var allKeys: [Key] { [] }

  func contains(_ key: Key) -> Bool { true }
  func decodeNil(forKey key: Key) -> Bool { false }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try Value(from: SlotDecoder(slots: slots, codingPath: codingPath + [key]))
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    throw unsupported(at: codingPath + [key])
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    throw unsupported(at: codingPath + [key])
  }

  func superDecoder() throws -> any Decoder { throw unsupported(at: codingPath) }
  func superDecoder(forKey key: Key) throws -> any Decoder {
    throw unsupported(at: codingPath + [key])
  }

  // A command's properties are wrappers, so the plain types are never asked for.
  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { throw plain(key) }
  func decode(_ type: String.Type, forKey key: Key) throws -> String { throw plain(key) }
  func decode(_ type: Double.Type, forKey key: Key) throws -> Double { throw plain(key) }
  func decode(_ type: Float.Type, forKey key: Key) throws -> Float { throw plain(key) }
  func decode(_ type: Int.Type, forKey key: Key) throws -> Int { throw plain(key) }
  func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { throw plain(key) }
  func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { throw plain(key) }
  func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { throw plain(key) }
  func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { throw plain(key) }
  func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { throw plain(key) }
  func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { throw plain(key) }
  func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { throw plain(key) }
  func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { throw plain(key) }
  func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { throw plain(key) }

  private func plain(_ key: Key) -> DecodingError { unsupported(at: codingPath + [key]) }
}

private func unsupported(at path: [any CodingKey]) -> DecodingError {
  .dataCorrupted(.init(codingPath: path, debugDescription: "not a property of a command"))
}
