/// Copies a box between strided places: `Element.copy` over buffers and arrays.
///
/// Strides are in elements; a source stride of 0 repeats. Empty boxes are fine.
func copyElements<Element: Scalar>(
  of extents: [Int], from x: UnsafePointer<Element>, strides xStrides: [Int],
  to y: UnsafeMutablePointer<Element>, strides yStrides: [Int]
) {
  guard !extents.contains(0) else { return }
  extents.withUnsafeBufferPointer { extents in
    xStrides.withUnsafeBufferPointer { from in
      yStrides.withUnsafeBufferPointer { to in
        guard let from = from.baseAddress, let to = to.baseAddress else { return }
        Element.copy(
          extents: extents, x, strides: from, to: y, strides: to, accumulating: false)
      }
    }
  }
}

/// The distance in elements between neighbours along each axis of a row-major block.
func rowMajorStrides(of shape: [Int]) -> [Int] {
  var strides = [Int](repeating: 1, count: shape.count)
  for axis in shape.indices.dropLast().reversed() {
    strides[axis] = strides[axis + 1] * shape[axis + 1]
  }
  return strides
}
