public import Calculus
public import Tensors

/// A law's flow along Brownian paths, and its exact transpose: pathwise gradients.
///
/// The step of the method is traced as one function and differentiated as such, so that the gradient is
/// that of the steps that were taken on the same path. The states at the beginnings of the steps are
/// kept, the path is not: it is asked again on the way back.
///
/// One object serves one thread.
public final class StochasticFlow<Element: Scalar> {
  /// The number of equal steps.
  public let steps: Int
  /// The parameters' names and shapes.
  public let parameters: ParameterLayout
  /// The motions that a path must have at least.
  public let motions: Int

  private let dimension: Int
  private let forward: Program<Element>
  private let backward: Program<Element>
  private var states: [Tensor<Element>] = []
  private var theta: Tensor<Element>
  private var path: BrownianPath?

  /// The flow of a law by equal steps over a path's span.
  ///
  /// - Precondition: the method serves the law; there is at least one step.
  public init(_ law: some StochasticLaw, method: StochasticMethod, steps: Int) {
    precondition(steps >= 1, "a flow takes at least one step, not \(steps)")
    self.steps = steps
    parameters = law.parameters
    dimension = law.dimension
    motions = method.motions(law.noise.components(dimension: law.dimension))
    theta = Tensor(repeating: 0, shape: [law.parameters.count])
    let graph = TracedStep(law: law, method: method).graph()
    let inputs = law.parameters.segments.count
    forward = Program(graph, batch: .first)
    backward = Program(graph.withPullback(wrt: [2] + (5..<5 + inputs)), batch: .first)
  }

  /// Carries states along a path.
  ///
  /// - Parameters:
  ///   - x0: the states at the beginning; shape `[rows, dimension]`.
  ///   - theta: the parameters; shape `[parameters.count]`.
  ///   - path: row r follows the path's row r.
  /// - Returns: the states at the end; shape `[rows, dimension]`.
  /// - Precondition: the shapes are these, and the path has ``motions`` components or more.
  public func solve(
    from x0: Tensor<Element>, theta: Tensor<Element>, along path: BrownianPath
  ) -> Tensor<Element> {
    precondition(
      x0.rank == 2 && x0.shape[1] == dimension && theta.count == parameters.count
        && path.components >= motions,
      "states of shape \(x0.shape), \(theta.count) parameters, \(path.components) motions")
    self.theta = theta
    self.path = path
    states = [x0]
    for step in 0..<steps {
      states.append(forward(inputs(step, path))[0])
    }
    return states.removeLast()
  }

  /// Carries the cotangent of the last solve's end back.
  ///
  /// - Parameter end: the cotangent of the states at the end; shape `[rows, dimension]`.
  /// - Returns: the cotangents of the states at the beginning, and of the parameters, summed over rows.
  /// - Precondition: the flow has been solved.
  public func pullback(
    _ end: Tensor<Element>
  ) -> (start: Tensor<Element>, theta: Tensor<Element>) {
    guard let path else { preconditionFailure("a pullback before the flow is solved") }
    var costate = end
    var gradient = [Element](repeating: 0, count: parameters.count)
    for step in (0..<steps).reversed() {
      let results = backward(inputs(step, path) + [costate])
      costate = results[1]
      for (segment, part) in zip(parameters.segments, results.dropFirst(2)) {
        part.withUnsafeElements { part in
          for place in part.indices { gradient[segment.offset + place] += part[place] }
        }
      }
    }
    return (costate, Tensor(gradient, shape: [parameters.count]))
  }

  private func inputs(_ step: Int, _ path: BrownianPath) -> [Tensor<Element>] {
    let rows = states[step].shape[0]
    let (a, b) = (
      path.span.time(of: step, outOf: steps), path.span.time(of: step + 1, outOf: steps)
    )
    var (w, area): ([Element], [Element]) = ([], [])
    for row in 0..<rows {
      for motion in 0..<motions {
        let increment = path.motion(row: row, component: motion).increment(from: a, to: b)
        w.append(Element(increment.w))
        area.append(Element(increment.integral))
      }
    }
    let segments = theta.withUnsafeElements { elements in
      parameters.segments.map { Tensor(Array(elements[$0.range]), shape: $0.shape) }
    }
    return [
      Tensor(repeating: Element(a), shape: [rows, 1]),
      Tensor(repeating: Element(b - a), shape: [rows, 1]), states[step],
      Tensor(w, shape: [rows, motions]), Tensor(area, shape: [rows, motions]),
    ] + segments
  }
}
