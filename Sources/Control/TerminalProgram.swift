public import Calculus
public import Tensors

/// A terminal cost compiled with its gradient.
public struct TerminalProgram<Element: Scalar>: Sendable {
  /// The number of components of a state.
  public let dimension: Int
  /// The numbers that a row's target has.
  public let targetDimension: Int
  /// The names and shapes of the read-out's parameters.
  public let parameters: ParameterLayout

  /// From x, y and the parameters to the cost of each row, `[rows]`.
  public let graph: Graph
  /// The same, compiled.
  let cost: Program<Element>
  /// From x, y, the parameters and a weight for each row to the cost of each row, and the gradients
  /// of the weighted sum by x and, added up, by the parameters.
  let gradient: Program<Element>

  /// Traces and compiles a terminal cost.
  ///
  /// - Precondition: it gives one number a row, of that row alone.
  public init(_ terminal: some TerminalCost) {
    dimension = terminal.dimension
    targetDimension = terminal.targetDimension
    parameters = terminal.parameters
    let rows = Extents.rows
    let shapes =
      [[rows, terminal.dimension], [rows, terminal.targetDimension]]
      + terminal.parameters.segments.map(\.shape)
    let held = Set(2..<shapes.count)
    let graph = Graph(inputs: shapes) { inputs in
      let cost = terminal.cost(inputs[0], inputs[1], Parameters(Array(inputs.dropFirst(2))))
      precondition(
        cost.shape == [rows],
        "a terminal cost has one number a row, not shape \(Extents.describe(cost.shape))")
      return [cost]
    }
    precondition(
      graph.isRowWise,
      "\(type(of: terminal)) takes rows of the batch together: a row may depend on that row only")
    self.graph = graph
    let joint = graph.withPullback(wrt: [0] + held.sorted())
    cost = Program(graph, held: held)
    gradient = Program(joint, held: held, accumulating: Set(2..<2 + held.count))
  }
}

/// Evaluates a terminal cost on one thread.
final class TerminalEvaluator<Element: Scalar> {
  private let program: TerminalProgram<Element>
  private let costWorkspace: Workspace<Element>
  private let gradientWorkspace: Workspace<Element>

  init(_ program: TerminalProgram<Element>, rows: Int) {
    self.program = program
    costWorkspace = program.cost.makeWorkspace(rows: rows)
    gradientWorkspace = program.gradient.makeWorkspace(rows: rows)
  }

  /// Says where the read-out's parameters lie; call again when they changed.
  func setParameters(_ theta: UnsafePointer<Element>) {
    for (index, segment) in program.parameters.segments.enumerated() {
      costWorkspace.bind(input: 2 + index, theta + segment.offset)
      gradientWorkspace.bind(input: 2 + index, theta + segment.offset)
    }
    program.cost.prepare(in: costWorkspace)
    program.gradient.prepare(in: gradientWorkspace)
  }

  /// Computes the cost of each row.
  func evaluate(
    _ count: Int, x: UnsafePointer<Element>, y: UnsafePointer<Element>,
    cost: UnsafeMutablePointer<Element>
  ) {
    costWorkspace.bind(input: 0, x)
    costWorkspace.bind(input: 1, y)
    costWorkspace.bind(output: 0, cost)
    program.cost.run(rows: count, in: costWorkspace)
  }

  /// Computes the cost of each row, and the gradient of the weighted sum.
  func evaluate(
    _ count: Int, x: UnsafePointer<Element>, y: UnsafePointer<Element>,
    weights: UnsafePointer<Element>, cost: UnsafeMutablePointer<Element>,
    xBar: UnsafeMutablePointer<Element>, thetaBar: UnsafeMutablePointer<Element>
  ) {
    let segments = program.parameters.segments
    gradientWorkspace.bind(input: 0, x)
    gradientWorkspace.bind(input: 1, y)
    gradientWorkspace.bind(input: 2 + segments.count, weights)
    gradientWorkspace.bind(output: 0, cost)
    gradientWorkspace.bind(output: 1, xBar)
    for (index, segment) in segments.enumerated() {
      gradientWorkspace.bind(output: 2 + index, thetaBar + segment.offset)
    }
    program.gradient.run(rows: count, in: gradientWorkspace)
  }
}
