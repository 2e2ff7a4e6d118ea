/// The bytes that an array takes; nil when they are more than an integer holds.
///
/// An extent of 0 empties the array, but the others must not overflow even so: who multiplies the
/// extents in turn would.
func byteCount(of shape: [Int], width: Int) -> Int? {
  var size = width
  for extent in shape where extent != 0 {
    let (product, overflow) = size.multipliedReportingOverflow(by: extent)
    guard !overflow else { return nil }
    size = product
  }
  return shape.contains(0) ? 0 : size
}
