extension Safetensors {
  /// The bytes of the file.
  public var bytes: [UInt8] {
    let ordered = tensors.sorted { a, b in
      (rank(b.type), 0) == (rank(a.type), 0)
        ? a.name.utf8.lexicographicallyPrecedes(b.name.utf8) : rank(a.type) > rank(b.type)
    }
    var header = Array(header(of: ordered).utf8)
    header += [UInt8](repeating: Ascii.space, count: (8 - header.count % 8) % 8)
    let length = UInt64(header.count)
    var file = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + header
    file.reserveCapacity(file.count + ordered.reduce(0) { $0 + $1.bytes.count })
    for tensor in ordered { file += tensor.bytes }
    return file
  }

  private func rank(_ type: StoredType) -> Int { StoredType.allCases.firstIndex(of: type) ?? 0 }

  private func header(of ordered: [StoredTensor]) -> String {
    var members: [JSONObject.Member] = []
    if !metadata.isEmpty {
      let strings = metadata.map { JSONObject.Member($0.key, .string($0.value)) }
      let sorted = strings.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      members.append(.init(metadataKey, .object(JSONObject(unchecked: sorted))))
    }
    var offset = 0
    for tensor in ordered {
      let end = offset + tensor.bytes.count
      members.append(
        .init(
          tensor.name,
          [
            "dtype": .string(tensor.type.rawValue),
            "shape": .array(tensor.shape.map(JSONValue.integer)),
            "data_offsets": [.integer(offset), .integer(end)],
          ]))
      offset = end
    }
    return JSONValue.object(JSONObject(unchecked: members)).text()
  }
}
