public import Tensors

/// An array of numbers or texts as NumPy saves it in a `.npy` file.
///
/// It is read whatever its order of axes and bytes, and kept and written row-major and
/// little-endian; `bytes` is what `numpy.save` writes for such an array, byte for byte.
///
/// ```swift
/// let array = try NPYArray(bytes, source: "weights.npy")
/// print(array.shape, array.doubles ?? [])
/// ```
///
/// > Source: NumPy 2.4, `numpy.lib.format`, "NPY format" (NEP 1, K. Robert, 2007).
public struct NPYArray: Hashable, Sendable {
  /// The extents of the axes, slowest first; none for a single number.
  public let shape: [Int]
  /// The elements.
  public let content: Content

  /// Elements in row-major order.
  public enum Content: Hashable, Sendable {
    /// Numbers of a type, their bytes little-endian.
    case numbers(StoredType, ArraySlice<UInt8>)
    /// Texts; an array of them cannot be written.
    case texts([String])
  }

  init(shape: [Int], content: Content) {
    self.shape = shape
    self.content = content
  }

  /// An array of elements in row-major order.
  ///
  /// - Precondition: there are as many elements as the shape holds.
  public init<Element: StoredElement>(_ elements: [Element], shape: [Int]) {
    let stored = StoredTensor(name: "", elements, shape: shape)
    self.init(shape: shape, content: .numbers(stored.type, stored.bytes))
  }

  /// A vector of elements: shape `[count]`.
  public init<Element: StoredElement>(_ elements: [Element]) {
    self.init(elements, shape: [elements.count])
  }

  /// A tensor.
  public init<Element: Scalar & StoredElement>(_ tensor: Tensor<Element>) {
    self.init(tensor.elements, shape: tensor.shape)
  }

  /// A stored tensor without its name; nil for a type that NumPy has no name for: bfloat16 and the
  /// floating-point types of one byte.
  public init?(_ tensor: StoredTensor) {
    guard tensor.type.numpyCode != nil else { return nil }
    self.init(shape: tensor.shape, content: .numbers(tensor.type, tensor.bytes))
  }

  /// The number of elements.
  public var count: Int {
    switch content {
    case .numbers(let type, let bytes): bytes.count / type.byteCount
    case .texts(let texts): texts.count
    }
  }

  /// The elements in row-major order; nil when they are of another type.
  public func elements<Element: StoredElement>(as type: Element.Type = Element.self) -> [Element]? {
    stored?.elements(as: type)
  }

  /// The elements as doubles; nil for texts, and where a whole number of 64 bits is none.
  public var doubles: [Double]? {
    guard let stored else { return nil }
    switch stored.type {
    case .int64: return exact(stored.elements(as: Int64.self))
    case .uint64: return exact(stored.elements(as: UInt64.self))
    default: return stored.doubles
    }
  }

  /// The texts; nil for numbers.
  public var texts: [String]? {
    if case .texts(let texts) = content { texts } else { nil }
  }

  private func exact<Whole: BinaryInteger>(_ numbers: [Whole]?) -> [Double]? {
    guard let numbers else { return nil }
    let doubles = numbers.compactMap { Double(exactly: $0) }
    return doubles.count == numbers.count ? doubles : nil
  }

  private var stored: StoredTensor? {
    guard case .numbers(let type, let bytes) = content else { return nil }
    return StoredTensor(name: "", type: type, shape: shape, bytes: bytes)
  }
}

extension StoredType {
  /// NumPy's letter and width of the type; nil where it has none.
  var numpyCode: String? {
    switch self {
    case .bool: "b1"
    case .uint8: "u1"
    case .int8: "i1"
    case .int16: "i2"
    case .uint16: "u2"
    case .float16: "f2"
    case .int32: "i4"
    case .uint32: "u4"
    case .float32: "f4"
    case .float64: "f8"
    case .int64: "i8"
    case .uint64: "u8"
    case .float8e5m2, .float8e4m3, .bfloat16: nil
    }
  }

  /// The type of NumPy's letter and width.
  init?(numpyCode: String) {
    guard let type = Self.allCases.first(where: { $0.numpyCode == numpyCode }) else { return nil }
    self = type
  }
}
