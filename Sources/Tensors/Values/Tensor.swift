/// An array of numbers with a shape: a value, row-major, its first axis the batch.
///
/// Storage is shared between copies until one of them is written (copy on write). Extents are at
/// least 0; a tensor of shape `[]` holds one number.
public struct Tensor<Element: Scalar>: Sendable {
  /// The extents of the axes, slowest first.
  public private(set) var shape: [Int]
  var storage: TensorStorage<Element>

  /// A tensor whose elements the closure sets, all of them, in row-major order.
  ///
  /// - Parameters:
  ///   - shape: the extents, each at least 0.
  ///   - body: receives the uninitialised elements.
  public init(
    shape: [Int], initializingWith body: (UnsafeMutableBufferPointer<Element>) throws -> Void
  ) rethrows {
    precondition(shape.allSatisfy { $0 >= 0 }, "negative extent in shape \(shape)")
    self.shape = shape
    storage = TensorStorage(uninitializedCount: shape.reduce(1, *))
    try body(UnsafeMutableBufferPointer(start: storage.base, count: storage.count))
  }

  /// The number of elements.
  public var count: Int { storage.count }

  /// The number of axes.
  public var rank: Int { shape.count }

  /// Calls the closure with the elements in row-major order.
  public func withUnsafeElements<Result>(
    _ body: (UnsafeBufferPointer<Element>) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(storage) {
      try body(UnsafeBufferPointer(start: storage.base, count: storage.count))
    }
  }

  /// Calls the closure with the elements, to be read and written, in row-major order.
  public mutating func withUnsafeMutableElements<Result>(
    _ body: (UnsafeMutableBufferPointer<Element>) throws -> Result
  ) rethrows -> Result {
    makeUnique()
    return try body(UnsafeMutableBufferPointer(start: storage.base, count: storage.count))
  }

  /// The same elements under another shape.
  ///
  /// - Precondition: the shapes have the same number of elements.
  public func reshaped(to shape: [Int]) -> Tensor {
    precondition(
      shape.allSatisfy { $0 >= 0 } && shape.reduce(1, *) == count,
      "cannot reshape \(self.shape) (\(count) elements) to \(shape)")
    var result = self
    result.shape = shape
    return result
  }

  mutating func makeUnique() {
    guard !isKnownUniquelyReferenced(&storage) else { return }
    let copy = TensorStorage<Element>(uninitializedCount: storage.count)
    copy.base.initialize(from: storage.base, count: storage.count)
    storage = copy
  }
}

extension Tensor {
  /// A tensor with every element equal to `value`.
  public init(repeating value: Element, shape: [Int]) {
    self.init(shape: shape)
    Element.fill(storage.base, with: value, count: count)
  }

  /// A tensor of the given elements in row-major order.
  ///
  /// - Precondition: there are as many elements as the shape holds.
  public init(_ elements: [Element], shape: [Int]) {
    precondition(
      elements.count == shape.reduce(1, *),
      "\(elements.count) elements given for shape \(shape)")
    self.init(shape: shape) { _ = $0.initialize(from: elements) }
  }

  /// A vector of the given elements: shape `[count]`.
  public init(_ elements: [Element]) {
    self.init(elements, shape: [elements.count])
  }

  /// A tensor of shape `[]`, holding one number.
  public init(_ value: Element) {
    self.init(repeating: value, shape: [])
  }

  /// The elements in row-major order.
  public var elements: [Element] { withUnsafeElements(Array.init) }

  /// The element at a position, one index an axis.
  public subscript(_ indices: Int...) -> Element {
    get { withUnsafeElements { $0[offset(of: indices)] } }
    set { withUnsafeMutableElements { [offset = offset(of: indices)] in $0[offset] = newValue } }
  }

  private func offset(of indices: [Int]) -> Int {
    precondition(
      indices.count == rank, "\(indices.count) indices given for a tensor of shape \(shape)")
    var offset = 0
    for (index, extent) in zip(indices, shape) {
      precondition(index >= 0 && index < extent, "index \(indices) out of bounds of shape \(shape)")
      offset = offset * extent + index
    }
    return offset
  }
}

extension Tensor: Equatable {
  /// Whether shapes and elements are equal; NaN differs from itself.
  public static func == (a: Tensor, b: Tensor) -> Bool {
    a.shape == b.shape
      && a.withStart { x in b.withStart { Element.areEqual(x, $0, count: a.count) } }
  }
}
