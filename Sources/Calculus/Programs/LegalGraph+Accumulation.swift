import Tensors

extension LegalGraph {
  /// Turns `c + a • b`, `c + Σ x` and `c +` a padded part into operations that are added to where c
  /// is, when nothing else uses c or what is added to it.
  ///
  /// A long sum of products, such as the gradient by the weights of an unrolled network, then takes
  /// the memory of one, and no pass of its own; the gradient by what is sliced up takes the work of
  /// the slices, not of as many wholes. The order of the additions stays. Products and sums are not
  /// added to what elementwise operations on rows make: the run that adds them need not store that.
  mutating func fuseAccumulations(held: Set<Int>) {
    let uses = rootUses()
    var isHeld: [Bool] = []
    isHeld.reserveCapacity(nodes.count)
    for (index, node) in nodes.enumerated() {
      isHeld.append(
        index < inputCount ? held.contains(index) : node.operands.allSatisfy { isHeld[$0] })
    }
    for index in nodes.indices.dropFirst(inputCount) {
      guard case .binary(.add) = nodes[index].operation,
        nodes[nodes[index].operands[0]].shape == nodes[nodes[index].operands[1]].shape
      else { continue }
      let parts = nodes[index].operands.map(root).sorted()
      guard parts.allSatisfy({ uses[$0] == 1 && isHeld[$0] == isHeld[index] }) else { continue }
      for (sum, part) in [(parts[0], parts[1]), (parts[1], parts[0])]
      where canBeAdded(part, as: nodes[index].shape) && canBeAddedTo(sum, part) {
        nodes[index] = Graph.Node(
          operation: nodes[part].operation, operands: nodes[part].operands + [sum],
          shape: nodes[index].shape)
        accumulators[index] = sum
        break
      }
    }
  }

  /// How many computations and outputs use the value of each node that is no name of another's.
  private func rootUses() -> [Int] {
    var uses = Array(repeating: 0, count: nodes.count)
    for (index, node) in nodes.enumerated() where root(index) == index {
      for operand in node.operands { uses[root(operand)] += 1 }
    }
    for output in outputs { uses[root(output)] += 1 }
    return uses
  }

  private func canBeAddedTo(_ sum: Int, _ part: Int) -> Bool {
    switch (nodes[sum].operation, nodes[part].operation) {
    case (.input, _), (.constant, _): false
    case (.unary, .pad), (.binary, .pad), (.ternary, .pad): true
    case (.unary, _), (.binary, _), (.ternary, _): !Extents.isBatched(nodes[sum].shape)
    default: true
    }
  }

  private func canBeAdded(_ part: Int, as shape: [Int]) -> Bool {
    guard canAccumulate(part, partially: false), biases[part] == nil, accumulators[part] == nil
    else { return false }
    if case .sum = nodes[part].operation { return true }
    return nodes[part].shape == shape
  }

  /// Whether the step that computes a value can add it to what is there: to the numbers, or to
  /// vectors of partial sums.
  func canAccumulate(_ node: Int, partially: Bool) -> Bool {
    let node = nodes[node]
    guard let first = node.operands.first.map({ nodes[$0].shape }) else { return false }
    switch node.operation {
    case .product(let transposingLeft, _):
      return !partially || first[first.count - (transposingLeft ? 2 : 1)] < 0
    case .sum(let axis):
      return first[axis] < 0 || (!partially && !Extents.isBatched(first))
    case .pad: return !partially
    case .convolution(let form): return form.role == .kernel
    default: return false
    }
  }
}
