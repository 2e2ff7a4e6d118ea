/// The index of the first NaN, or else of the first greatest element.
///
/// Inlined into one witness a precision, so that its loop is specialised.
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
