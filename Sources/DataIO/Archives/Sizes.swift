/// The bytes that an array takes; nil when they are more than an integer holds.
func byteCount(of shape: [Int], width: Int) -> Int? {
  // An extent of 0 empties the array whatever the others are.
  guard !shape.contains(0) else { return 0 }
  var size = width
  for extent in shape {
    let (product, overflow) = size.multipliedReportingOverflow(by: extent)
    guard !overflow else { return nil }
    size = product
  }
  return size
}
