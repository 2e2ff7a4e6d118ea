extension Tensor {
  /// The tensors one after the other along an axis they have.
  ///
  /// - Precondition: there is at least one, and their shapes agree but for that axis.
  public init(concatenating tensors: [Tensor], along axis: Int = 0) {
    precondition(!tensors.isEmpty, "nothing to concatenate")
    var shape = tensors[0].shape
    shape[axis] = tensors.reduce(0) { $0 + $1.extent(of: axis) }
    for tensor in tensors {
      var expected = shape
      expected[axis] = tensor.extent(of: axis)
      precondition(
        tensor.shape == expected,
        "cannot concatenate shapes \(tensors[0].shape) and \(tensor.shape) along axis \(axis)")
    }
    let outer = shape[..<axis].reduce(1, *)
    let pitch = shape[axis...].reduce(1, *)
    self.init(filling: shape) { y in
      var start = 0
      for tensor in tensors where tensor.count > 0 {
        let width = tensor.count / outer
        tensor.withStart {
          copyElements(
            of: [outer, width], from: $0, strides: [width, 1], to: y + start, strides: [pitch, 1])
        }
        start += width
      }
    }
  }

  /// The tensors side by side along a new axis.
  ///
  /// - Precondition: there is at least one, and all have the same shape.
  public init(stacking tensors: [Tensor], along axis: Int = 0) {
    self.init(concatenating: tensors.map { $0.insertingAxis(at: axis) }, along: axis)
  }
}
