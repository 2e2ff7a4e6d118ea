import Calculus
import Control
import Tensors

/// The inputs of the flow classifiers: points of the plane or of a space, labelled by the disc that
/// their first two numbers lie in, and first parameters; all from ``SplitMix64``.
struct ClassifierInputs {
  /// The numbers of a point.
  let features: Int
  /// The components of a state: the features, then zeros.
  let dimension: Int
  let batch: Int

  /// The points with their labels, 1 where x₀² + x₁² < 1/2 and -1 elsewhere.
  func ensemble<Element: Scalar>(_: Element.Type) -> Ensemble<Element> {
    let points = SplitMix64.uniform(seed: 1, count: batch * features)
    var states: [Element] = []
    var labels: [Element] = []
    for row in 0..<batch {
      let point = points[row * features..<(row + 1) * features]
      states += point.map { Element($0) }
      states += [Element](repeating: 0, count: dimension - features)
      let (a, b) = (point[point.startIndex], point[point.startIndex + 1])
      labels.append(a * a + b * b < 0.5 ? 1 : -1)
    }
    return Ensemble(
      states: Tensor(states, shape: [batch, dimension]), targets: Tensor(labels, shape: [batch, 1]))
  }

  /// First parameters of a field, the same at each node, and of the read-out behind it.
  ///
  /// The k-th segment has seed k + 2; a matrix of shape `[in, out]` is filled column by column, and
  /// it and the vectors after it are uniform up to in^(-1/2). The read-out's constant is 0.
  ///
  /// - Parameters:
  ///   - layout: the field's parameters.
  ///   - nodes: how often they stand.
  ///   - scale: a factor on matrices.
  ///   - precision: the width of the numbers.
  /// - Returns: the control vector.
  func parameters<Element: Scalar>(
    _ layout: ParameterLayout, nodes: Int, scale: Double, precision: Element.Type
  ) -> Tensor<Element> {
    var node: [Double] = []
    var bound = 1.0
    for (index, segment) in layout.segments.enumerated() {
      let seed = UInt64(index + 2)
      guard segment.shape.count == 2 else {
        node += SplitMix64.uniform(seed: seed, count: segment.count, scale: bound)
        continue
      }
      let (rows, columns) = (segment.shape[0], segment.shape[1])
      bound = 1 / Double(rows).squareRoot()
      let numbers = SplitMix64.uniform(seed: seed, count: segment.count, scale: bound)
      node += (0..<rows).flatMap { row in
        (0..<columns).map { Double(Element(numbers[$0 * rows + row])) * scale }
      }
    }
    let readOut = SplitMix64.uniform(
      seed: UInt64(layout.segments.count + 2), count: dimension,
      scale: 1 / Double(dimension).squareRoot())
    let flow = Array(repeating: node, count: nodes).flatMap { $0 }
    return Tensor((flow + readOut + [0]).map { Element($0) })
  }
}
