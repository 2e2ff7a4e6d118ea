extension TensorAlgebra {
  /// The mean and the variance of every channel, the last axis, over all other axes.
  ///
  /// The variance is the mean square of what is left after the mean is taken off. They take the rows of a batch together: a graph with them is not row-wise.
  ///
  /// - Returns: mean and variance; each of shape `[channels]`.
  /// - Precondition: there are at least two axes.
  public func channelStatistics() -> (mean: Self, variance: Self) {
    precondition(rank >= 2, "no channels in a tensor of shape \(Extents.describe(shape))")
    let mean = meanOverAllButLast()
    return (mean, (self - mean).squared().meanOverAllButLast())
  }

  private func meanOverAllButLast() -> Self {
    var count = Self.constant(1)
    for axis in 0..<rank - 1 { count = count * .apply(.extent(axis: axis), to: [self]) }
    var sum = self
    for _ in 1..<rank { sum = sum.sum(over: 0) }
    return sum / count
  }
}
