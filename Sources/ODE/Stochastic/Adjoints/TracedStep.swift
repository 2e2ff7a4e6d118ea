import Calculus

/// A step of a method for a law as one function over the algebra: what is traced for its transpose.
struct TracedStep<Law: StochasticLaw> {
  let law: Law
  let method: StochasticMethod

  /// The shapes of the step's inputs: time, step size, state, increments, areas, parameters.
  var inputShapes: [[Int]] {
    let motions = method.motions(law.noise.components(dimension: law.dimension))
    return [[Extents.rows, 1], [Extents.rows, 1], [Extents.rows, law.dimension]]
      + Array(repeating: [Extents.rows, motions], count: 2)
      + law.parameters.segments.map(\.shape)
  }

  /// The step as a graph.
  ///
  /// - Precondition: the method serves the law; a row's step depends on that row alone.
  func graph() -> Graph {
    if let refusal = method.refusal(noise: law.noise, sense: law.sense) {
      preconditionFailure(refusal)
    }
    let graph = Graph(inputs: inputShapes) { inputs in
      [
        next(
          inputs[0], inputs[1], inputs[2], (inputs[3], inputs[4]),
          Parameters(Array(inputs.dropFirst(5))))
      ]
    }
    precondition(
      graph.outputShapes[0] == inputShapes[2] && graph.isRowWise,
      "\(Law.self) gives steps of shape \(graph.outputShapes[0]), or takes rows together")
    return graph
  }

  private func next<A: TensorAlgebra>(
    _ t: A, _ h: A, _ x: A, _ noise: (w: A, area: A), _ theta: Parameters<A>
  ) -> A {
    let f = law.drift(at: t, x, theta)
    let g = law.diffusion(at: t, x, theta).broadcast(like: full(x))
    let w = noise.w
    switch method {
    case .eulerMaruyama:
      return x + f * h + times(g, w)
    case .milstein:
      let root = h.squareRoot()
      let up = law.diffusion(at: t, x + g * root, theta)
      let slope = up - law.diffusion(at: t, x - g * root, theta)
      let square = law.sense == .ito ? w * w - h : w * w
      return x + f * h + g * w + slope * square / (4 * root)
    case .heun:
      let y = x + f * h + times(g, w)
      let (f2, g2) = (law.drift(at: t + h, y, theta), law.diffusion(at: t + h, y, theta))
      return x + (f + f2) * h / 2 + times(g + g2, w) / 2
    case .sra1:
      let last = law.diffusion(at: t + h, x, theta).broadcast(like: full(x))
      let mean = noise.area / h
      let y = x + 0.75 * f * h + 1.5 * times(last, mean)
      let f2 = law.drift(at: t + 0.75 * h, y, theta)
      return x + (f + 2 * f2) * h / 3 + times(last, w) + times(g - last, mean)
    case .platenWeak2:
      return platen(t, h, x, w, f, g, theta)
    }
  }

  /// A value of the shape of g, to broadcast to.
  private func full<A: TensorAlgebra>(_ x: A) -> A {
    guard law.noise != .diagonal else { return x }
    let m = law.noise.components(dimension: law.dimension)
    return x.reshaped(to: [Extents.rows, law.dimension, 1])
      + A.constant(Array(repeating: 0, count: m), shape: [1, 1, m])
  }

  /// g v.
  private func times<A: TensorAlgebra>(_ g: A, _ v: A) -> A {
    guard law.noise != .diagonal else { return g * v }
    let m = law.noise.components(dimension: law.dimension)
    return (g * v.sliced(0..<m, along: -1).reshaped(to: [Extents.rows, 1, m])).sum(over: -1)
  }
}
