extension UnsafeMutablePointer where Pointee: Scalar {
  /// Memory that begins with a cache line, so that no vector of a buffer lies in two of them.
  ///
  /// - Parameter capacity: the most elements; uninitialized.
  /// - Returns: the memory, to be freed by `deallocate()`.
  package static func allocateLines(capacity: Int) -> Self {
    UnsafeMutableRawPointer.allocate(
      byteCount: max(capacity, 1) * MemoryLayout<Pointee>.stride, alignment: lineBytes
    ).bindMemory(to: Pointee.self, capacity: capacity)
  }

  /// A number of elements, rounded up to whole cache lines.
  package static func wholeLines(_ count: Int) -> Int {
    let line = lineBytes / MemoryLayout<Pointee>.stride
    return (count + line - 1) / line * line
  }

  private static var lineBytes: Int { 64 }
}
