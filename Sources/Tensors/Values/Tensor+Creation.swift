extension Tensor {
  /// A tensor of zeros.
  public static func zeros(_ shape: [Int]) -> Tensor { Tensor(repeating: 0, shape: shape) }

  /// A tensor of ones.
  public static func ones(_ shape: [Int]) -> Tensor { Tensor(repeating: 1, shape: shape) }

  /// The identity matrix; shape `[n, n]`.
  public static func identity(_ n: Int) -> Tensor {
    Tensor(diagonal: Tensor(repeating: 1, shape: [n]))
  }

  /// A square matrix with the given elements on its diagonal and zeros elsewhere.
  ///
  /// - Parameter diagonal: a vector; shape `[n]`.
  /// - Precondition: `diagonal` has one axis.
  public init(diagonal: Tensor) {
    precondition(diagonal.rank == 1, "a diagonal has 1 axis, not the \(diagonal.rank) given")
    let n = diagonal.count
    self = .zeros([n, n])
    diagonal.withStart { x in
      withMutableStart { copyElements(of: [n], from: x, strides: [1], to: $0, strides: [n + 1]) }
    }
  }

  /// The elements whose row and column agree; shape `[min(rows, columns)]`.
  ///
  /// - Precondition: the tensor is a matrix.
  public var diagonal: Tensor {
    let (rows, columns) = matrixExtents
    let extent = min(rows, columns)
    return Tensor(filling: [extent]) { y in
      withStart {
        copyElements(of: [extent], from: $0, strides: [columns + 1], to: y, strides: [1])
      }
    }
  }

  /// Numbers at equal distances from `first` to `last`, both included; shape `[count]`.
  ///
  /// - Precondition: `count` is at least 2.
  public static func linear(from first: Element, through last: Element, count: Int) -> Tensor {
    precondition(count >= 2, "\(count) points have no distance: at least 2 are needed")
    return Tensor(filling: [count]) { y in
      for i in 0..<count {
        let s = Element(i) / Element(count - 1)
        // Weights on both ends, not steps from one: so that both ends are exact.
        y[i] = (1 - s) * first + s * last
      }
    }
  }
}

extension Tensor {
  /// The numbers of rows and columns.
  ///
  /// - Precondition: the tensor has two axes.
  var matrixExtents: (rows: Int, columns: Int) {
    precondition(rank == 2, "a matrix has 2 axes, but the shape is \(shape)")
    return (shape[0], shape[1])
  }
}
