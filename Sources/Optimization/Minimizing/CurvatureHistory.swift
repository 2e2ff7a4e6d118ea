internal import Tensors

/// The last steps of a minimisation with the changes of the gradient along them, which stand for an
/// inverse Hessian.
///
/// > Source: Nocedal, Mathematics of Computation 35 (1980).
struct CurvatureHistory<Element: Scalar>: Sendable {
  private let count: Int
  private let capacity: Int
  /// Rows of steps and of gradient changes; shape `[capacity, count]`, used as a ring.
  private(set) var steps: Tensor<Element>
  private(set) var changes: Tensor<Element>
  /// One over the product of each step and its change.
  private(set) var inverseProducts: [Element]
  private(set) var scale: Element = 1
  private(set) var next = 0
  private(set) var size = 0
  private var weights: [Element]

  init(capacity: Int, count: Int) {
    self.count = count
    self.capacity = capacity
    steps = Tensor(repeating: 0, shape: [capacity, count])
    changes = Tensor(repeating: 0, shape: [capacity, count])
    inverseProducts = Array(repeating: 0, count: capacity)
    weights = Array(repeating: 0, count: capacity)
  }

  /// A history as it was.
  init(_ curvature: MinimizationState<Element>.Curvature) {
    self.init(capacity: curvature.steps.shape[0], count: curvature.steps.shape[1])
    (steps, changes) = (curvature.steps, curvature.changes)
    inverseProducts = curvature.inverseProducts
    (scale, next, size) = (curvature.scale, curvature.next, curvature.size)
  }

  mutating func removeAll() {
    (size, next, scale) = (0, 0, 1)
  }

  /// Takes in the step between two points, if the curvature along it is positive: otherwise the
  /// inverse Hessian would lose its definiteness.
  ///
  /// Step and change must enclose less than a right angle by more than rounding: a test that
  /// multiples of the objective and of the parameters pass alike.
  mutating func append(
    from x: Tensor<Element>, _ gradient: Tensor<Element>, to newX: Tensor<Element>,
    _ newGradient: Tensor<Element>
  ) {
    guard capacity > 0 else { return }
    let (row, count) = (next * count, count)
    let products = steps.withUnsafeMutableElements { steps in
      changes.withUnsafeMutableElements { changes in
        guard let s = steps.baseAddress, let y = changes.baseAddress else {
          return (Element.zero, Element.zero, Element.zero)
        }
        difference(newX, x, to: s + row)
        difference(newGradient, gradient, to: y + row)
        return (
          Element.dot(s + row, y + row, count: count), Element.dot(y + row, y + row, count: count),
          Element.dot(s + row, s + row, count: count)
        )
      }
    }
    let lengths = products.1.squareRoot() * products.2.squareRoot()
    guard products.0 > Element.ulpOfOne * lengths, products.1 > 0, products.0.isFinite,
      products.1.isFinite
    else { return }
    inverseProducts[next] = 1 / products.0
    scale = products.0 / products.1
    next = (next + 1) % capacity
    size = min(size + 1, capacity)
  }

  /// Multiplies a vector by the inverse Hessian in place: the two-loop recursion.
  ///
  /// - Complexity: `4 size` passes over `count` elements.
  mutating func multiply(_ q: UnsafeMutablePointer<Element>) {
    let rows = (0..<size).map { (next - 1 - $0 + 2 * capacity) % max(capacity, 1) }
    let (count, scale) = (count, scale)
    steps.withUnsafeElements { steps in
      changes.withUnsafeElements { changes in
        guard let s = steps.baseAddress, let y = changes.baseAddress else { return }
        for row in rows {
          let weight = inverseProducts[row] * Element.dot(s + row * count, q, count: count)
          weights[row] = weight
          Element.scaleAdd(-weight, y + row * count, 1, to: q, count: count)
        }
        q.scale(by: scale, count: count)
        for row in rows.reversed() {
          let weight = inverseProducts[row] * Element.dot(y + row * count, q, count: count)
          Element.scaleAdd(weights[row] - weight, s + row * count, 1, to: q, count: count)
        }
      }
    }
  }
}

private func difference<Element: Scalar>(
  _ a: Tensor<Element>, _ b: Tensor<Element>, to y: UnsafeMutablePointer<Element>
) {
  a.withUnsafeElements { a in
    b.withUnsafeElements { b in
      guard let first = a.baseAddress, let second = b.baseAddress else { return }
      Element.apply(.subtract, first, second, to: y, count: a.count)
    }
  }
}
