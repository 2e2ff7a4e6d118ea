import Tensors

/// Finds equal nodes: a hash table of node numbers with open addressing.
struct NodeTable {
  /// The node at each place; negative where there is none.
  private var numbers = [Int32](repeating: -1, count: 64)
  /// The hash value of the node at each place.
  private var hashes = [UInt](repeating: 0, count: 64)
  private var count = 0

  /// The number of a node equal to this one, which is appended when there is none.
  mutating func enter(_ node: Graph.Node, into nodes: inout [Graph.Node]) -> Int {
    if 2 * count >= numbers.count { grow() }
    let hash = node.hash
    var place = Int(truncatingIfNeeded: hash >> 32) & (numbers.count - 1)
    while numbers[place] >= 0 {
      let number = Int(numbers[place])
      if hashes[place] == hash && nodes[number] == node { return number }
      place = (place + 1) & (numbers.count - 1)
    }
    numbers[place] = Int32(nodes.count)
    hashes[place] = hash
    count += 1
    nodes.append(node)
    return nodes.count - 1
  }

  private mutating func grow() {
    let (oldNumbers, oldHashes) = (numbers, hashes)
    numbers = Array(repeating: -1, count: 4 * oldNumbers.count)
    hashes = Array(repeating: 0, count: numbers.count)
    for (number, hash) in zip(oldNumbers, oldHashes) where number >= 0 {
      var place = Int(truncatingIfNeeded: hash >> 32) & (numbers.count - 1)
      while numbers[place] >= 0 { place = (place + 1) & (numbers.count - 1) }
      numbers[place] = number
      hashes[place] = hash
    }
  }
}

extension Graph.Node {
  /// A number that equal nodes share and others seldom; the shape follows from the rest.
  fileprivate var hash: UInt {
    operands.reduce(operation.hash) { mixed($0, UInt(bitPattern: $1)) }
  }
}

private func mixed(_ hash: UInt, _ value: UInt) -> UInt {
  let product = (hash ^ value) &* 0x9E37_79B9_7F4A_7C15
  return product ^ (product >> 29)
}

private func mixed(_ kind: UInt, _ values: [Int]) -> UInt {
  values.reduce(kind) { mixed($0, UInt(bitPattern: $1)) }
}

extension Operation {
  fileprivate var hash: UInt {
    switch self {
    case .unary(let function): mixed(1, UInt(bitPattern: function.rawValue))
    case .binary(let function): mixed(2, UInt(bitPattern: function.rawValue))
    case .ternary(let function): mixed(3, UInt(bitPattern: function.rawValue))
    case .product(let left, let right): mixed(4, (left ? 1 : 0) + (right ? 2 : 0))
    case .sum(let axis): mixed(5, UInt(bitPattern: axis))
    case .maximum(let axis): mixed(6, UInt(bitPattern: axis))
    case .extent(let axis): mixed(7, UInt(bitPattern: axis))
    case .concatenate(let axis): mixed(8, UInt(bitPattern: axis))
    case .reshape(let shape): mixed(9, shape)
    case .permute(let order): mixed(10, order)
    case .slice(let axis, let lower, let upper): mixed(11, [axis, lower, upper])
    case .pad(let axis, let before, let after): mixed(12, [axis, before, after])
    case .constant(let constant): UInt(bitPattern: constant.hashValue)
    case .input(let shape): mixed(13, shape)
    case .detach: 14
    case .broadcast: 15
    case .gather: 16
    case .scatter: 17
    case .convolution(let form): mixed(18, UInt(bitPattern: form.hashValue))
    }
  }
}
