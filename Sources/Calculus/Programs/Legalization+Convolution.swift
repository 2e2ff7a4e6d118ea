extension LegalGraph {
  /// A convolution as the kernels read it: of images that lie with their rows last.
  ///
  /// Images of a batch do; of a fixed number of images a copy is made that does, and the result is
  /// turned back. The image's cotangent gets a kernel whose channels are exchanged: for the kernels it
  /// is a convolution with as many channels in as the output has.
  mutating func legalized(_ form: ConvolutionForm, _ node: Graph.Node) -> Graph.Node {
    var operands = [rowsLast(node.operands[0])]
    switch form.role {
    case .output: operands.append(node.operands[1])
    case .image: operands.append(channelsExchanged(node.operands[1]))
    case .kernel: operands.append(rowsLast(node.operands[1]))
    }
    var legal = Graph.Node(operation: node.operation, operands: operands, shape: node.shape)
    guard form.role != .kernel && !Extents.isBatched(node.shape) else { return legal }
    legal = Graph.Node(
      operation: node.operation, operands: operands,
      shape: Array(node.shape.dropFirst()) + [node.shape[0]])
    let rank = node.shape.count
    return Graph.Node(
      operation: .permute([rank - 1] + Array(0..<rank - 1)), operands: [add(legal)],
      shape: node.shape)
  }

  private mutating func rowsLast(_ image: Int) -> Int {
    let shape = nodes[image].shape
    return Extents.isBatched(shape) ? image : permuted(image, Array(1..<shape.count) + [0])
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
