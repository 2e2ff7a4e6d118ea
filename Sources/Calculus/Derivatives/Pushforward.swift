import Tensors

extension Graph {
  /// The derivative, Jv: a graph from the inputs and tangents of the chosen inputs to the tangents
  /// of the outputs.
  ///
  /// - Parameter inputs: numbers of the inputs that move; all when nil.
  /// - Returns: a graph whose inputs are this graph's, then the chosen inputs' tangents, and whose
  ///   outputs have the shapes of this graph's outputs; those that nothing moves are zero.
  public func pushforward(wrt inputs: [Int]? = nil) -> Graph {
    let chosen = chosenInputs(inputs)
    let trace = Trace()
    let symbols = trace.inputs(inputShapes)
    let directions = trace.inputs(chosen.map { inputShapes[$0] })
    let values = replayed(symbols)
    var tangents: [Symbol?] = Array(repeating: nil, count: nodes.count)
    for (input, direction) in zip(chosen, directions) { tangents[input] = direction }
    for index in nodes.indices where index >= inputCount {
      let node = nodes[index]
      let moved = node.operands.map { tangents[$0] }
      guard moved.contains(where: { $0 != nil }) else { continue }
      tangents[index] = node.operation.pushforward(
        moved, operands: node.operands.map { values[$0] }, result: values[index])
    }
    let results = outputs.map { tangents[$0] ?? Symbol.constant(0).broadcast(like: values[$0]) }
    return Graph(of: trace, inputs: symbols + directions, outputs: results)
  }
}

extension Operation {
  /// The result's tangent for the operands' (nil for zero); nil when it is zero.
  func pushforward(_ v: [Symbol?], operands x: [Symbol], result y: Symbol) -> Symbol? {
    switch self {
    case .input, .constant, .detach, .extent: return nil
    case .unary(let function): return v[0].flatMap(function.derivative(x[0], y).times)
    case .binary(let function):
      let (a, b) = function.derivatives(x[0], x[1], y)
      return Operation.sum(v[0].flatMap(a.times), v[1].flatMap(b.times), like: y)
    case .ternary(.select):
      let zero = Symbol.constant(0)
      guard v[1] != nil || v[2] != nil else { return nil }
      return Symbol.select(x[0], v[1] ?? zero, v[2] ?? zero).broadcast(like: y)
    case .ternary(.multiplyAdd):
      let product = Operation.sum(v[0].map { $0 * x[1] }, v[1].map { $0 * x[0] }, like: y)
      return Operation.sum(product, v[2], like: y)
    case .ternary(.subtractProduct):
      let product = Operation.sum(v[0].map { $0 * x[1] }, v[1].map { $0 * x[0] }, like: y)
      return Operation.sum(product.map { -$0 }, v[2], like: y)
    case .product(let left, let right):
      func product(_ a: Symbol, _ b: Symbol) -> Symbol {
        .product(a, b, transposingLeft: left, transposingRight: right)
      }
      return Operation.sum(v[0].map { product($0, x[1]) }, v[1].map { product(x[0], $0) }, like: y)
    case .maximum(let axis):
      return v[0].map {
        .apply(.sum(axis: axis), to: [$0 * Operation.shareOfMaximum(x[0], y, axis)])
      }
    case .concatenate(let axis):
      let zero = Symbol.constant(0)
      let parts = zip(v, x).map { tangent, operand in tangent ?? zero.broadcast(like: operand) }
      return .concatenate(parts, along: axis)
    case .sum, .reshape, .permute, .slice, .pad: return v[0].map { .apply(self, to: [$0]) }
    case .broadcast: return v[0].map { $0.broadcast(like: x[1]) }
    case .gather: return v[0].map { $0.gathered(at: x[1]) }
    case .scatter: return v[0].map { .apply(.scatter, to: [$0, x[1], x[2]]) }
    case .convolution:
      return Operation.sum(
        v[0].map { .apply(self, to: [$0, x[1]]) }, v[1].map { .apply(self, to: [x[0], $0]) },
        like: y)
    }
  }

  private static func sum(_ a: Symbol?, _ b: Symbol?, like y: Symbol) -> Symbol? {
    switch (a, b) {
    case (nil, nil): nil
    case (let value?, nil), (nil, let value?): value.broadcast(like: y)
    case (let a?, let b?): (a + b).broadcast(like: y)
    }
  }
}
