// Whole buffers by their start, as kernels take them. A tensor's block is never missing, not even
// when it holds no element.

extension Tensor {
  /// A tensor whose elements are not set yet; only for one that nobody else holds.
  init(shape: [Int]) {
    self.init(shape: shape) { _ in }
  }

  /// A tensor whose elements the closure sets, all of them.
  init(filling shape: [Int], _ body: (UnsafeMutablePointer<Element>) -> Void) {
    self.init(shape: shape) { _ in }
    body(storage.base)
  }

  /// Calls the closure with the start of the elements.
  func withStart<Result>(_ body: (UnsafePointer<Element>) -> Result) -> Result {
    withExtendedLifetime(storage) { body(storage.base) }
  }

  /// Calls the closure with the start of the elements, to be read and written.
  mutating func withMutableStart<Result>(
    _ body: (UnsafeMutablePointer<Element>) -> Result
  ) -> Result {
    makeUnique()
    return withExtendedLifetime(storage) { body(storage.base) }
  }
}
