import Calculus
import Tensors

/// A step compiled: forwards, its pullback, and what successive approximations make small.
struct StepProgram<Element: Scalar>: Sendable {
  /// The shapes of states before and after, without the batch axis.
  let inputShape, outputShape: [Int]
  let parameters: ParameterLayout
  /// From x and the parameters to the next states.
  let graph: Graph
  let forward: Program<Element>
  /// From x, the parameters and the next states' cotangent to that of x.
  let pullback: Program<Element>
  /// Whether the costate before the step moves anything: not before the first.
  let hasCostate: Bool

  /// - Parameters:
  ///   - step: the step.
  ///   - hasCostate: whether the costate before the step moves anything: not before the first.
  init(_ step: some ControlledStep, hasCostate: Bool) {
    inputShape = step.inputShape
    parameters = step.parameters
    let rows = Extents.rows
    let shapes = [[rows] + step.inputShape] + step.parameters.segments.map(\.shape)
    let graph = Graph(inputs: shapes) { values in
      [step.next(values[0], Parameters(Array(values.dropFirst())))]
    }
    precondition(
      graph.isRowWise && graph.outputShapes[0].first == rows,
      "\(type(of: step)) takes rows of the batch together: a row may depend on that row only")
    self.graph = graph
    outputShape = Array(graph.outputShapes[0].dropFirst())
    let held = Set(1..<shapes.count)
    forward = Program(graph, held: held)
    pullback = Program(graph.pullback(wrt: [0]), held: held)
    self.hasCostate = hasCostate
  }

  /// The step's Hamiltonian compiled, alone or with the penalties that it can have.
  func hamiltonian(isAugmented: Bool) -> RowLossProgram<Element> {
    RowLossProgram(
      AugmentedStep(
        graph: graph, parameters: parameters, inputShape: inputShape, outputShape: outputShape,
        penalty: !isAugmented ? .none : hasCostate ? .stateAndCostate : .state))
  }
}

/// What a step makes small when its augmented Hamiltonian is maximised, row by row.
///
///     κ · g(x, θ) + σ ‖y - g(x, θ)‖² + τ ‖q - ∇ₓ[κ · g](x, θ)‖²,
///
/// where κ and q are the cotangents of the objective by the states after and before the step, minus
/// the costates, and y are the states after it, all under the parameters at hand.
///
/// The first state is given, so that a costate there has no error to make good: the first step has no
/// third term.
///
/// > Source: Li, Chen, Tai & E, JMLR 18 (2018), algorithm 3.
struct AugmentedStep: RowLoss {
  enum Penalty { case none, state, stateAndCostate }

  let graph: Graph
  let parameters: ParameterLayout
  let inputShape, outputShape: [Int]
  let penalty: Penalty

  /// x, κ, then σ and y, then τ and q.
  var inputs: [[Int]] {
    let plain = [inputShape, outputShape]
    return switch penalty {
    case .none: plain
    case .state: plain + [[1], outputShape]
    case .stateAndCostate: plain + [[1], outputShape, [1], inputShape]
    }
  }

  func loss<A: TensorAlgebra>(_ rows: [A], _ theta: Parameters<A>) -> A {
    let next = graph([rows[0]] + theta.values)[0]
    let power = AugmentedStep.total(rows[1] * next)
    guard penalty != .none else { return power }
    let gap = AugmentedStep.total((rows[3] - next).squared())
    let bound = power + rows[2].sum(over: -1) * gap
    guard penalty == .stateAndCostate else { return bound }
    let transport = A.gradient(at: rows[0], given: [rows[1]] + theta.values) { x, given in
      AugmentedStep.total(given[0] * graph([x] + given.dropFirst())[0])
    }
    let drift = AugmentedStep.total((rows[5] - transport).squared())
    return bound + rows[4].sum(over: -1) * drift
  }

  /// The sum of each row's numbers; shape `[rows]`.
  private static func total<A: TensorAlgebra>(_ x: A) -> A {
    (1..<x.rank).reduce(x) { sum, _ in sum.sum(over: -1) }
  }
}
