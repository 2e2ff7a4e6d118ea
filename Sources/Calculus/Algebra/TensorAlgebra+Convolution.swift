extension TensorAlgebra {
  /// The convolution of these images with a kernel, the same along every axis.
  ///
  /// - Parameters:
  ///   - kernel: shape `[height, width, in, out]`, or `[length, in, out]` for sequences.
  ///   - stride: the distance of neighbouring windows.
  ///   - padding: zeros around the images.
  ///   - dilation: the distance of a window's neighbouring places.
  /// - Returns: shape `[rows, height, width, out]` or `[rows, length, out]`, of the output's extents.
  /// - Precondition: these are images `[rows, height, width, in]` or sequences `[rows, length, in]`.
  public func convolved(
    with kernel: Self, stride: Int = 1, padding: ConvolutionForm.Padding = .none, dilation: Int = 1
  ) -> Self {
    precondition(
      rank == kernel.rank && (rank == 3 || rank == 4),
      "no convolution of \(Extents.describe(shape)) with \(Extents.describe(kernel.shape))")
    let axes = (0..<rank - 2).map { axis in
      ConvolutionForm.Axis(
        image: shape[axis + 1], kernel: kernel.shape[axis], stride: stride, padding: padding,
        dilation: dilation)
    }
    return convolved(with: kernel, along: axes)
  }

  /// The convolution of these images with a kernel, with a geometry for each axis.
  ///
  /// - Parameters:
  ///   - kernel: shape `[height, width, in, out]`, or `[length, in, out]` for sequences.
  ///   - axes: the geometry along each axis.
  /// - Returns: shape `[rows, height, width, out]` or `[rows, length, out]`, of the output's extents.
  /// - Precondition: images and kernel have the extents that the axes say.
  public func convolved(with kernel: Self, along axes: [ConvolutionForm.Axis]) -> Self {
    .apply(.convolution(ConvolutionForm(axes: axes)), to: [self, kernel])
  }
}
