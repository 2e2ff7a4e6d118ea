public import Calculus
public import Tensors

/// The control problem in discrete time: a network is a controlled system, its layers are the steps.
///
///     x_{n+1} = g_n(x_n, θ_n),   J(θ) = Σ_i w_i Φ(x_N^i, y^i) + λ/2 Σ_n ‖θ_n‖².
///
/// Steps need not have states of one shape, nor parameters of one layout. The same problem is solved by
/// gradients and by successive approximations; see ``LayeredTrainer``.
///
/// > Source: Li, Chen, Tai & E, JMLR 18 (2018), section 4.1.
public struct LayeredProblem<Element: Scalar>: Sendable {
  /// The shapes of the states x_0 … x_N, without the batch axis.
  public let shapes: [[Int]]
  /// The parameters of all steps one after another; those of step n are named `step‹n›.‹name›`.
  public let parameters: ParameterLayout
  /// Where the parameters of each step lie in the flat vector.
  public let ranges: [Range<Int>]
  /// λ: what half the squared length of the parameters costs.
  public let decay: Double
  /// The loss of a row through all steps, without the decay; its inputs are x_0 and y.
  public let loss: RowLossProgram<Element>

  let steps: [StepProgram<Element>]
  let terminal: TerminalProgram<Element>

  /// A problem.
  ///
  /// - Parameters:
  ///   - steps: the steps in order.
  ///   - terminal: the cost of states after the last step; without parameters.
  ///   - decay: what half the squared length of the parameters costs.
  /// - Precondition: there is a step, each begins where the one before ends, and the last ends where the
  ///   terminal cost begins.
  public init(
    steps: [any ControlledStep], terminal: some TerminalCost, decay: Double = 0
  ) {
    precondition(!steps.isEmpty, "a system without steps")
    precondition(
      terminal.parameters.count == 0,
      "a terminal cost with parameters: let the last step have them")
    self.steps = steps.enumerated().map { StepProgram($1, hasCostate: $0 > 0) }
    self.terminal = TerminalProgram(terminal)
    self.decay = decay
    shapes = self.steps.map(\.inputShape) + [[terminal.dimension]]
    for (number, step) in self.steps.enumerated() {
      precondition(
        step.outputShape == shapes[number + 1],
        "step \(number) ends in states of shape \(step.outputShape), not \(shapes[number + 1])")
    }
    var layout = ParameterLayout()
    var ranges: [Range<Int>] = []
    for (number, step) in steps.enumerated() {
      ranges.append(layout.count..<layout.count + step.parameters.count)
      layout.append(step.parameters, prefix: "step\(number)")
    }
    (parameters, self.ranges) = (layout, ranges)
    loss = RowLossProgram(
      LayeredLoss(
        graphs: self.steps.map { ($0.graph, $0.parameters.segments.count) },
        terminal: self.terminal.graph, parameters: layout,
        inputs: [shapes[0], [terminal.targetDimension]]))
  }

  /// The states after the last step.
  ///
  /// - Parameters:
  ///   - x: the first states; shape `[rows, ...]`.
  ///   - theta: the parameters; shape `[parameters.count]`.
  ///   - pool: the threads to run on.
  /// - Returns: the states; shape `[rows, n]`.
  public func finalStates(
    from x: Tensor<Element>, theta: Tensor<Element>, on pool: ForkJoinPool
  ) -> Tensor<Element> {
    let sweep = LayeredSweep(self, pool: pool)
    return sweep.states(from: x, theta: theta)
  }
}

/// The loss of a row through all steps.
private struct LayeredLoss: RowLoss {
  /// The steps, and how many parameter tensors each has.
  let graphs: [(graph: Graph, count: Int)]
  let terminal: Graph
  let parameters: ParameterLayout
  let inputs: [[Int]]

  func loss<A: TensorAlgebra>(_ rows: [A], _ theta: Parameters<A>) -> A {
    var (x, place) = (rows[0], 0)
    for (graph, count) in graphs {
      x = graph([x] + theta[place..<place + count].values)[0]
      place += count
    }
    return terminal([x, rows[1]])[0]
  }
}
