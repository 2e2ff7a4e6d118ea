extension TensorAlgebra {
  /// The mean over windows of these images, channel by channel.
  ///
  /// Places behind the last whole window are left out.
  ///
  /// - Parameters:
  ///   - window: the extent of a window along every axis.
  ///   - stride: the distance of neighbouring windows; that extent when nil.
  /// - Returns: shape `[rows, height, width, channels]` or `[rows, length, channels]`, with one place
  ///   for each window.
  /// - Precondition: these are images `[rows, height, width, channels]` or sequences
  ///   `[rows, length, channels]`, no smaller than a window.
  public func averagePooled(window: Int, stride: Int? = nil) -> Self {
    guard (stride ?? window) == window else {
      return windows(window, stride: stride ?? window).mean(over: rank - 1)
    }
    var sums = tiled(by: window)
    for axis in (1..<rank - 1).reversed() { sums = sums.sum(over: 2 * axis) }
    return sums * (1 / (1..<rank - 1).reduce(1.0) { product, _ in product * Double(window) })
  }

  /// The maximum over windows of these images, channel by channel; the derivative is shared equally
  /// among ties.
  ///
  /// Places behind the last whole window are left out.
  ///
  /// - Parameters:
  ///   - window: the extent of a window along every axis.
  ///   - stride: the distance of neighbouring windows; that extent when nil.
  /// - Returns: shape `[rows, height, width, channels]` or `[rows, length, channels]`, with one place
  ///   for each window.
  /// - Precondition: these are images `[rows, height, width, channels]` or sequences
  ///   `[rows, length, channels]`, no smaller than a window.
  public func maximumPooled(window: Int, stride: Int? = nil) -> Self {
    windows(window, stride: stride ?? window).maximum(over: rank - 1)
  }

  /// The places of every window side by side: `[rows, windows..., places of a window, channels]`.
  private func windows(_ window: Int, stride: Int) -> Self {
    checkWindow(window, stride: stride)
    let axes = 1..<rank - 1
    let counts = axes.map { (shape[$0] - window) / stride + 1 }
    let one = [shape[0]] + counts + [1, shape[rank - 1]]
    var parts = [self]
    for axis in axes {
      parts = parts.flatMap { part in
        (0..<window).map { place in
          part.every(stride, from: place, count: counts[axis - 1], along: axis)
        }
      }
    }
    return .concatenate(parts.map { $0.reshaped(to: one) }, along: rank - 1)
  }

  /// The elements at `count` places of an axis, `stride` apart.
  private func every(_ stride: Int, from start: Int, count: Int, along axis: Int) -> Self {
    guard stride > 1, count > 1 else { return sliced(start..<start + count, along: axis) }
    let end = start + count * stride
    let part =
      end <= shape[axis]
      ? sliced(start..<end, along: axis)
      : sliced(start..<shape[axis], along: axis)
        .padded(before: 0, after: end - shape[axis], along: axis)
    var split = part.shape
    split.replaceSubrange(axis...axis, with: [count, stride])
    var result = part.shape
    result[axis] = count
    return part.reshaped(to: split).sliced(0..<1, along: axis + 1).reshaped(to: result)
  }

  /// Every axis between the first and the last split in two: the tile and the place in it.
  private func tiled(by window: Int) -> Self {
    checkWindow(window, stride: window)
    var tiles = self
    var split = [shape[0]]
    for axis in 1..<rank - 1 {
      let count = shape[axis] / window
      tiles = tiles.sliced(0..<count * window, along: axis)
      split += [count, window]
    }
    return tiles.reshaped(to: split + [shape[rank - 1]])
  }

  private func checkWindow(_ window: Int, stride: Int) {
    precondition(
      (rank == 3 || rank == 4) && window >= 1 && stride >= 1
        && shape[1..<rank - 1].allSatisfy { $0 >= window },
      "no windows of \(window), \(stride) apart, in \(Extents.describe(shape))")
  }
}
