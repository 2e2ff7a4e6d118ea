public import Tensors

extension AdmissibleSet {
  /// The member nearest to a node's parameters, in the Euclidean norm; where two are as near, the
  /// greater.
  ///
  /// > Source: for the sum of absolute values, Duchi, Shalev-Shwartz, Singer & Chandra, ICML (2008).
  ///
  /// - Parameter node: the parameters of one node; shape `[parameters]`.
  /// - Returns: the member; the same shape.
  public func projection<Element: Scalar>(of node: Tensor<Element>) -> Tensor<Element> {
    switch self {
    case .free:
      return node
    case .box(let range):
      let (low, high) = (Element(range.lowerBound), Element(range.upperBound))
      return mapping(node) { min(max($0, low), high) }
    case .ball(let radius):
      let length = node.norm
      return length > Element(radius) ? (Element(radius) / length) * node : node
    case .absoluteSum(let bound):
      let threshold = AdmissibleSet.threshold(node.elements.map { Double(abs($0)) }, bound)
      guard threshold > 0 else { return node }
      return mapping(node) { number in
        let left = abs(number) - Element(threshold)
        return left <= 0 ? 0 : number < 0 ? -left : left
      }
    case .binary:
      return mapping(node) { $0 < 0 ? -1 : 1 }
    case .ternary:
      return mapping(node) { $0 >= 0.5 ? 1 : $0 < -0.5 ? -1 : 0 }
    }
  }

  /// Whether a node's parameters are a member, rounding aside.
  public func contains<Element: Scalar>(_ node: Tensor<Element>) -> Bool {
    let distance = (projection(of: node) - node).norm
    guard isConvex else { return distance == 0 }
    return distance <= 4 * Element.ulpOfOne * (1 + node.norm)
  }

  /// The member nearest to a control, node by node.
  ///
  /// - Parameters:
  ///   - theta: the nodes one after another; whatever follows them is left as it is.
  ///   - nodes: the number of nodes.
  ///   - count: the parameters of a node.
  /// - Returns: the control; the same shape.
  func projection<Element: Scalar>(
    of theta: Tensor<Element>, nodes: Int, parameters count: Int
  ) -> Tensor<Element> {
    guard self != .free else { return theta }
    var elements = theta.elements
    for node in 0..<nodes {
      let range = node * count..<(node + 1) * count
      elements.replaceSubrange(range, with: projection(of: theta.rows(range)).elements)
    }
    return Tensor(elements)
  }

  /// What is taken off all absolute values so that they add up to a bound; 0 if they do not exceed it.
  private static func threshold(_ absolute: [Double], _ bound: Double) -> Double {
    guard absolute.reduce(0, +) > bound else { return 0 }
    var sum = 0.0
    var threshold = 0.0
    for (index, value) in absolute.sorted(by: >).enumerated() {
      sum += value
      let candidate = (sum - bound) / Double(index + 1)
      guard value > candidate else { break }
      threshold = candidate
    }
    return threshold
  }

  private func mapping<Element: Scalar>(
    _ node: Tensor<Element>, _ body: (Element) -> Element
  ) -> Tensor<Element> {
    Tensor(node.elements.map(body), shape: node.shape)
  }
}
