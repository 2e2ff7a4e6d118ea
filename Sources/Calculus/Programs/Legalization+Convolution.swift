extension LegalGraph {
  /// A convolution of images that lie with their rows last, as the kernels read them, and the
  /// permutation of its result back to rows first.
  ///
  /// The image's cotangent gets a kernel whose channels are exchanged: for the kernels it is a
  /// convolution with as many channels in as the output has.
  mutating func legalized(_ convolution: ConvolutionForm, _ node: Graph.Node) -> Graph.Node {
    let images = convolution.role == .kernel ? node.operands : [node.operands[0]]
    var operands = images.map { rowsLast($0) }
    if convolution.role != .kernel { operands.append(node.operands[1]) }
    if convolution.role == .image { operands[1] = channelsExchanged(operands[1]) }
    guard convolution.role != .kernel else {
      return Graph.Node(operation: node.operation, operands: operands, shape: node.shape)
    }
    let rank = node.shape.count
    let result = add(
      Graph.Node(
        operation: node.operation, operands: operands,
        shape: Array(node.shape.dropFirst()) + [node.shape[0]]))
    return Graph.Node(
      operation: .permute([rank - 1] + Array(0..<rank - 1)), operands: [result], shape: node.shape)
  }

  private mutating func rowsLast(_ image: Int) -> Int {
    permuted(image, Array(1..<nodes[image].shape.count) + [0])
  }

  private mutating func channelsExchanged(_ kernel: Int) -> Int {
    let rank = nodes[kernel].shape.count
    return permuted(kernel, Array(0..<rank - 2) + [rank - 1, rank - 2])
  }

  private mutating func permuted(_ node: Int, _ order: [Int]) -> Int {
    let shape = order.map { nodes[node].shape[$0] }
    return add(Graph.Node(operation: .permute(order), operands: [node], shape: shape))
  }
}
