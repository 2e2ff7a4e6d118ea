// Loops that end early, which the kernels in C do not have. Each is inlined into one witness a
// precision, so that it is specialised.

/// The index of the first NaN, or else of the first greatest element.
@inline(__always)
func firstIndexOfMaximum<Element: BinaryFloatingPoint>(
  _ x: UnsafePointer<Element>, count: Int
) -> Int {
  var best = 0
  for index in 0..<count {
    if x[index].isNaN { return index }
    if x[index] > x[best] { best = index }
  }
  return best
}

/// Whether the elements of two buffers are equal pair by pair.
@inline(__always)
func buffersAreEqual<Element: BinaryFloatingPoint>(
  _ a: UnsafePointer<Element>, _ b: UnsafePointer<Element>, count: Int
) -> Bool {
  for index in 0..<count where a[index] != b[index] { return false }
  return true
}
