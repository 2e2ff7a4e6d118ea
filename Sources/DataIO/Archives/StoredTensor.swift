public import Tensors

/// A named array as its bytes lie in a safetensors file: row-major, little-endian.
public struct StoredTensor: Hashable, Sendable {
  /// The name.
  public let name: String
  /// The type of the elements.
  public let type: StoredType
  /// The extents of the axes, slowest first; none for a single number.
  public let shape: [Int]
  /// The elements' bytes.
  public let bytes: ArraySlice<UInt8>

  /// An array from its bytes.
  ///
  /// - Precondition: there are as many bytes as the shape and the type ask for.
  public init(name: String, type: StoredType, shape: [Int], bytes: ArraySlice<UInt8>) {
    let expected = DataIO.byteCount(of: shape, width: type.byteCount)
    precondition(
      expected == bytes.count, "\(bytes.count) bytes given for \(type.rawValue) of shape \(shape)")
    self.name = name
    self.type = type
    self.shape = shape
    self.bytes = bytes
  }

  /// An array of elements in row-major order.
  ///
  /// - Precondition: there are as many elements as the shape holds.
  public init<Element: StoredElement>(name: String, _ elements: [Element], shape: [Int]) {
    self.init(
      name: name, type: Element.storedType, shape: shape, bytes: littleEndianBytes(elements)[...])
  }

  /// A vector of elements: shape `[count]`.
  public init<Element: StoredElement>(name: String, _ elements: [Element]) {
    self.init(name: name, elements, shape: [elements.count])
  }

  /// A tensor under a name.
  public init<Element: Scalar & StoredElement>(name: String, _ tensor: Tensor<Element>) {
    self.init(name: name, tensor.elements, shape: tensor.shape)
  }

  /// The elements in row-major order; nil when they are of another type.
  public func elements<Element: StoredElement>(as type: Element.Type) -> [Element]? {
    self.type == Element.storedType ? decodedElements(bytes, as: type) : nil
  }

  /// The elements as doubles, where the type's every value is one; nil for 64-bit integers and for
  /// the types of one byte with an exponent.
  public var doubles: [Double]? {
    switch type {
    case .bool, .uint8: bytes.map(Double.init)
    case .int8: bytes.map { Double(Int8(bitPattern: $0)) }
    case .int16: decodedElements(bytes, as: Int16.self).map(Double.init)
    case .uint16: decodedElements(bytes, as: UInt16.self).map(Double.init)
    case .float16: decodedElements(bytes, as: UInt16.self).map(valueOfFloat16)
    case .bfloat16:
      decodedElements(bytes, as: UInt16.self).map { Double(Float(bitPattern: UInt32($0) << 16)) }
    case .int32: decodedElements(bytes, as: Int32.self).map(Double.init)
    case .uint32: decodedElements(bytes, as: UInt32.self).map(Double.init)
    case .float32: decodedElements(bytes, as: Float.self).map(Double.init)
    case .float64: decodedElements(bytes, as: Double.self)
    case .int64, .uint64, .float8e5m2, .float8e4m3: nil
    }
  }
}

/// A type whose values a safetensors file can hold.
public protocol StoredElement: BitwiseCopyable, Sendable {
  /// The format's name of the type.
  static var storedType: StoredType { get }
  /// The value with its bytes in the other order.
  var byteSwapped: Self { get }
}

extension UInt8: StoredElement {
  public static var storedType: StoredType { .uint8 }
}
extension Int8: StoredElement {
  public static var storedType: StoredType { .int8 }
}
extension Int16: StoredElement {
  public static var storedType: StoredType { .int16 }
}
extension UInt16: StoredElement {
  public static var storedType: StoredType { .uint16 }
}
extension Int32: StoredElement {
  public static var storedType: StoredType { .int32 }
}
extension UInt32: StoredElement {
  public static var storedType: StoredType { .uint32 }
}
extension Int64: StoredElement {
  public static var storedType: StoredType { .int64 }
}
extension UInt64: StoredElement {
  public static var storedType: StoredType { .uint64 }
}
extension Float: StoredElement {
  public static var storedType: StoredType { .float32 }
  public var byteSwapped: Float { Float(bitPattern: bitPattern.byteSwapped) }
}
extension Double: StoredElement {
  public static var storedType: StoredType { .float64 }
  public var byteSwapped: Double { Double(bitPattern: bitPattern.byteSwapped) }
}

private let isBigEndian = UInt16(littleEndian: 1) != 1

/// The elements' bytes, one after another, the lowest byte of each first.
func littleEndianBytes<Element: StoredElement>(_ elements: [Element]) -> [UInt8] {
  let ordered = isBigEndian ? elements.map(\.byteSwapped) : elements
  return ordered.withUnsafeBytes(Array.init)
}

private func decodedElements<Element: StoredElement>(
  _ bytes: ArraySlice<UInt8>, as type: Element.Type
) -> [Element] {
  let count = bytes.count / MemoryLayout<Element>.size
  let elements = [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
    bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(buffer).copyMemory(from: $0) }
    initialized = count
  }
  return isBigEndian ? elements.map(\.byteSwapped) : elements
}

/// The value of the 16 bits of a half-precision number; `Float16` is not on every platform.
///
/// > Source: IEEE 754-2019, binary16: 1 sign, 5 exponent and 10 fraction bits, bias 15.
private func valueOfFloat16(_ bits: UInt16) -> Double {
  let exponent = Int(bits >> 10 & 0x1f)
  let fraction = Double(bits & 0x3ff)
  let sign = bits >> 15 == 0 ? 1.0 : -1.0
  switch exponent {
  case 0: return sign * fraction * 0x1p-24
  case 31: return fraction == 0 ? sign * .infinity : .nan
  default:
    return sign * (1024 + fraction) * Double(sign: .plus, exponent: exponent - 25, significand: 1)
  }
}
