public import Tensors

extension VectorField {
  /// The velocities of states at one time: for drawings and checks, not for inner loops.
  ///
  /// - Parameters:
  ///   - t: the time.
  ///   - x: the states; shape `[rows, dimension]`.
  /// - Returns: the velocities, of the same shape.
  /// - Precondition: the states have the field's dimension.
  public func velocities(at t: Element, _ x: Tensor<Element>) -> Tensor<Element> {
    precondition(
      x.rank == 2 && x.shape[1] == dimension,
      "states of shape \(x.shape) given to a field of dimension \(dimension)")
    let rows = x.shape[0]
    let evaluator = makeEvaluator(rowCapacity: rows)
    let numbers = (0..<rows).map(Int32.init)
    let times = Array(repeating: t, count: rows)
    let byComponents = Tensor<Element>(shape: [dimension, rows]) { velocities in
      x.transposed().withUnsafeElements { x in
        numbers.withUnsafeBufferPointer { numbers in
          times.withUnsafeBufferPointer { times in
            guard let number = numbers.baseAddress, let t = times.baseAddress,
              let x = x.baseAddress, let velocity = velocities.baseAddress, rows > 0
            else { return }
            evaluator.evaluate(RowPoints(count: rows, rows: number, t: t, x: x), into: velocity)
          }
        }
      }
    }
    return byComponents.transposed()
  }
}
