import Tensors

extension Graph {
  /// The transposed derivative, vᵀJ: a graph from the inputs and one cotangent for each output to
  /// the cotangents of the chosen inputs.
  ///
  /// The result is a graph like any other: it can be differentiated again.
  ///
  /// - Parameter inputs: numbers of the inputs whose cotangents are wanted, in any order; all when
  ///   nil.
  /// - Returns: a graph whose inputs are this graph's, then the outputs' cotangents, and whose
  ///   outputs have the shapes of the chosen inputs; those that nothing depends on are zero.
  public func pullback(wrt inputs: [Int]? = nil) -> Graph {
    let chosen = chosenInputs(inputs)
    let trace = Trace()
    let symbols = trace.inputs(inputShapes)
    let cotangents = trace.inputs(outputShapes)
    let values = replayed(symbols)
    let results = cotangentValues(of: chosen, values: values, seeds: cotangents)
    return Graph(of: trace, inputs: symbols + cotangents, outputs: results)
  }

  /// The function together with its transposed derivative: all that both need is computed once.
  ///
  /// - Parameter inputs: numbers of the inputs whose cotangents are wanted, in any order; all when
  ///   nil.
  /// - Returns: a graph whose inputs are this graph's, then the outputs' cotangents, and whose
  ///   outputs are this graph's, then the chosen inputs' cotangents.
  public func withPullback(wrt inputs: [Int]? = nil) -> Graph {
    let trace = Trace()
    let symbols = trace.inputs(inputShapes)
    let cotangents = trace.inputs(outputShapes)
    let values = replayed(symbols)
    let results = cotangentValues(of: chosenInputs(inputs), values: values, seeds: cotangents)
    return Graph(
      of: trace, inputs: symbols + cotangents, outputs: outputs.map { values[$0] } + results)
  }

  /// The gradient of the one output, a number or one number a row, by the chosen inputs.
  ///
  /// A row's number is differentiated by that row's inputs; the gradient by an input that rows share
  /// is summed over them.
  ///
  /// - Precondition: there is one output, and its shape is `[]`, `[rows]`, `[rows, 1]` or the like.
  public func gradient(wrt inputs: [Int]? = nil) -> Graph {
    precondition(outputs.count == 1, "a gradient is of one output, not of \(outputs.count)")
    precondition(
      outputShapes[0].dropFirst().allSatisfy { $0 == 1 },
      "a gradient is of a number, or one a row, not of \(Extents.describe(outputShapes[0]))")
    let chosen = chosenInputs(inputs)
    let trace = Trace()
    let symbols = trace.inputs(inputShapes)
    let values = replayed(symbols)
    let seed = Symbol.constant(1).broadcast(like: values[outputs[0]])
    return Graph(
      of: trace, inputs: symbols,
      outputs: cotangentValues(of: chosen, values: values, seeds: [seed]))
  }

  /// The inputs by which a derivative is taken.
  func chosenInputs(_ inputs: [Int]?) -> [Int] {
    guard let inputs else { return Array(0..<inputCount) }
    precondition(
      inputs.allSatisfy { (0..<inputCount).contains($0) } && Set(inputs).count == inputs.count,
      "a derivative by inputs \(inputs) of a graph that has \(inputCount)")
    return inputs
  }

  /// Sweeps the graph backwards from the outputs' cotangents to those of the chosen inputs.
  func cotangentValues(
    of chosen: [Int], values: [Symbol], seeds: [Symbol]
  ) -> [Symbol] {
    let isChosen = Set(chosen)
    let isActive = dependents { isChosen.contains($0) }
    var cotangents: [Symbol?] = Array(repeating: nil, count: nodes.count)
    for (output, seed) in zip(outputs, seeds) where isActive[output] {
      cotangents[output] = sum(cotangents[output], seed)
    }
    for index in nodes.indices.reversed() where index >= inputCount && isActive[index] {
      guard let cotangent = cotangents[index] else { continue }
      let node = nodes[index]
      let parts = node.operation.pullback(
        cotangent, operands: node.operands.map { values[$0] }, result: values[index],
        active: node.operands.map { isActive[$0] })
      for (operand, part) in zip(node.operands, parts) where isActive[operand] {
        guard let part else { continue }
        cotangents[operand] = sum(cotangents[operand], part)
      }
    }
    return chosen.map { cotangents[$0] ?? Symbol.constant(0).broadcast(like: values[$0]) }
  }

  private func sum(_ a: Symbol?, _ b: Symbol) -> Symbol {
    guard let a else { return b }
    return a + b
  }
}

extension Operation {
  /// The operands' cotangents for the result's; nil where it is zero or not asked for.
  func pullback(
    _ g: Symbol, operands x: [Symbol], result y: Symbol, active: [Bool]
  ) -> [Symbol?] {
    switch self {
    case .input, .constant, .detach, .extent: return x.map { _ in nil }
    case .unary(let function): return [function.derivative(x[0], y).times(g)]
    case .binary(let function):
      let (a, b) = function.derivatives(x[0], x[1], y)
      return [
        active[0] ? a.times(g)?.summed(to: x[0]) : nil,
        active[1] ? b.times(g)?.summed(to: x[1]) : nil,
      ]
    case .ternary(.select):
      let zero = Symbol.constant(0)
      return [
        nil,
        active[1] ? Symbol.select(x[0], g, zero).summed(to: x[1]) : nil,
        active[2] ? Symbol.select(x[0], zero, g).summed(to: x[2]) : nil,
      ]
    case .ternary(.multiplyAdd):
      return [(g * x[1]).summed(to: x[0]), (g * x[0]).summed(to: x[1]), g.summed(to: x[2])]
    case .ternary(.subtractProduct):
      return [-(g * x[1]).summed(to: x[0]), -(g * x[0]).summed(to: x[1]), g.summed(to: x[2])]
    case .product(let left, let right):
      return Operation.productPullback(g, x[0], x[1], left, right, active)
    case .sum: return [g.broadcast(like: x[0])]
    case .maximum(let axis): return [g * Operation.shareOfMaximum(x[0], y, axis)]
    case .broadcast: return [g.summed(to: x[0]), nil]
    case .reshape: return [g.reshaped(to: x[0].shape)]
    case .permute(let order):
      return [g.permuted(order.indices.map { order.firstIndex(of: $0) ?? 0 })]
    case .slice(let axis, let lower, let upper):
      return [.apply(.pad(axis: axis, before: lower, after: x[0].shape[axis] - upper), to: [g])]
    case .pad(let axis, let before, _):
      return [g.sliced(before..<before + x[0].shape[axis], along: axis)]
    case .concatenate(let axis): return Operation.split(g, like: x, axis)
    case .gather: return [.apply(.scatter, to: [g, x[1], x[0]]), nil]
    case .scatter: return [g.gathered(at: x[1]), nil, nil]
    case .convolution(let convolution):
      return convolution.pullback(g, operands: x, active: active)
    }
  }

  /// For C = AB: Ā = C̄Bᵀ and B̄ = AᵀC̄, with the operands' own transpositions.
  private static func productPullback(
    _ g: Symbol, _ a: Symbol, _ b: Symbol, _ left: Bool, _ right: Bool, _ active: [Bool]
  ) -> [Symbol?] {
    var cotangents: [Symbol?] = [nil, nil]
    if active[0] {
      cotangents[0] =
        left
        ? .product(b, g, transposingLeft: right, transposingRight: true)
        : .product(g, b, transposingRight: !right)
    }
    if active[1] {
      cotangents[1] =
        right
        ? .product(g, a, transposingLeft: true, transposingRight: left)
        : .product(a, g, transposingLeft: !left)
    }
    return cotangents
  }

  /// 1 at a maximum along the axis, shared equally by ties, 0 elsewhere.
  static func shareOfMaximum(_ x: Symbol, _ y: Symbol, _ axis: Int) -> Symbol {
    let isMaximum = Symbol.isEqual(x, y)
    return isMaximum / .apply(.sum(axis: axis), to: [isMaximum])
  }

  private static func split(_ g: Symbol, like parts: [Symbol], _ axis: Int) -> [Symbol] {
    var start = 0
    return parts.map { part in
      defer { start += part.shape[axis] }
      return g.sliced(start..<start + part.shape[axis], along: axis)
    }
  }
}

extension Symbol {
  /// The sum over the places to which broadcasting repeated an operand: the transpose of repeating.
  func summed(to operand: Symbol) -> Symbol {
    let target = operand.shape
    guard shape != target else { return self }
    var result = self
    let offset = rank - target.count
    // The batch last: what is then added up lane by lane is small.
    let axes = shape.indices.filter { $0 < offset || target[$0 - offset] == 1 }
    for axis in axes.filter({ shape[$0] >= 0 }) + axes.filter({ shape[$0] < 0 }) {
      result = .apply(.sum(axis: axis), to: [result])
    }
    return result.reshaped(to: target)
  }
}
