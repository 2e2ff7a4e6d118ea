/// Named tensors with a map of strings beside them, as the safetensors format stores them.
///
/// A file is eight bytes with the length of the header, little-endian; the header, a JSON object
/// that gives for each tensor its type, its shape and where its bytes lie; and the bytes, with no
/// gap between. `bytes` writes what the format's own library writes, byte for byte: tensors by the
/// size of their type, large first, then by name; the header filled up with spaces to a multiple of
/// eight bytes. The keys of the map, whose order that library leaves to chance, are sorted.
///
/// > Source: Hugging Face, safetensors 0.8, README.md, "Format".
public struct Safetensors: Hashable, Sendable {
  /// The longest header that is read, as in the format's own library.
  public static let headerLimit = 100_000_000

  /// The map of strings, `__metadata__` in the file.
  public var metadata: [String: String]
  /// The tensors, no two of the same name.
  public private(set) var tensors: [StoredTensor]
  /// The name of the file, for sentences.
  public let source: String

  /// Tensors to be written.
  ///
  /// - Precondition: their names differ from each other and from `__metadata__`.
  public init(
    _ tensors: [StoredTensor], metadata: [String: String] = [:], source: String = "safetensors"
  ) {
    let names = tensors.map { ByteKey(text: $0.name) }
    precondition(
      Set(names + [ByteKey(text: metadataKey)]).count == names.count + 1,
      "names of tensors must differ from each other and from \(metadataKey): \(names.map(\.text))")
    self.tensors = tensors
    self.metadata = metadata
    self.source = source
  }

  /// The tensor of a name.
  ///
  /// - Throws: `noSuchTensor`.
  public func tensor(_ name: String) throws(DataError) -> StoredTensor {
    for tensor in tensors where tensor.name.utf8.elementsEqual(name.utf8) { return tensor }
    throw DataError(source: source, fault: .safetensors(.noSuchTensor(name)))
  }

  /// The elements of a tensor, in row-major order.
  ///
  /// - Throws: `noSuchTensor`, or `wrongType` when the elements are of another type.
  public func elements<Element: StoredElement>(
    of name: String, as type: Element.Type = Element.self
  ) throws(DataError) -> [Element] {
    let tensor = try tensor(name)
    guard let elements = tensor.elements(as: type) else {
      throw wrongType(tensor, asked: Element.storedType.rawValue)
    }
    return elements
  }

  /// The elements of a tensor as doubles, which hold every value of the type it is stored in.
  ///
  /// - Throws: `noSuchTensor`, or `wrongType` for 64-bit integers and other types that doubles do
  ///   not hold or this package does not know to read.
  public func doubles(of name: String) throws(DataError) -> [Double] {
    let tensor = try tensor(name)
    guard let elements = tensor.doubles else { throw wrongType(tensor, asked: "F64") }
    return elements
  }

  private func wrongType(_ tensor: StoredTensor, asked: String) -> DataError {
    let fault = DataError.SafetensorsFault.wrongType(
      tensor.name, found: tensor.type.rawValue, asked: asked)
    return DataError(source: source, fault: .safetensors(fault))
  }
}

/// The key of the map of strings in the header.
let metadataKey = "__metadata__"

/// A type of elements in safetensors files.
///
/// The order of the cases is the order in which the format's library writes them, last first.
public enum StoredType: String, CaseIterable, Hashable, Sendable {
  /// One byte, 0 or 1.
  case bool = "BOOL"
  /// An unsigned byte.
  case uint8 = "U8"
  /// A signed byte.
  case int8 = "I8"
  /// A floating-point byte with 5 bits of exponent.
  case float8e5m2 = "F8_E5M2"
  /// A floating-point byte with 4 bits of exponent.
  case float8e4m3 = "F8_E4M3"
  /// A signed integer of 16 bits.
  case int16 = "I16"
  /// An unsigned integer of 16 bits.
  case uint16 = "U16"
  /// A floating-point number of 16 bits.
  case float16 = "F16"
  /// The upper half of a floating-point number of 32 bits.
  case bfloat16 = "BF16"
  /// A signed integer of 32 bits.
  case int32 = "I32"
  /// An unsigned integer of 32 bits.
  case uint32 = "U32"
  /// A floating-point number of 32 bits.
  case float32 = "F32"
  /// A floating-point number of 64 bits.
  case float64 = "F64"
  /// A signed integer of 64 bits.
  case int64 = "I64"
  /// An unsigned integer of 64 bits.
  case uint64 = "U64"

  /// The bytes of one element.
  public var byteCount: Int {
    switch self {
    case .bool, .uint8, .int8, .float8e5m2, .float8e4m3: 1
    case .int16, .uint16, .float16, .bfloat16: 2
    case .int32, .uint32, .float32: 4
    case .float64, .int64, .uint64: 8
    }
  }
}
