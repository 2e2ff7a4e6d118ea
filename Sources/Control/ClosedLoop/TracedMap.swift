public import Calculus
public import Tensors

/// A map that is written over the algebra, with its parameters: a layer, an activation, a read-out.
///
/// ```swift
/// let hidden = TracedMap<Float>(inputs: 784, parameters: [weight, bias]) { x, theta in
///   (x • theta[0] + theta[1]).relu()
/// }
/// ```
public struct TracedMap<Element: Scalar>: StateMap {
  public let inputDimension: Int
  public let outputDimension: Int
  /// The parameters.
  public let parameters: [Tensor<Element>]

  /// From x and the parameters to F(x).
  let value: Program<Element>
  /// From x, the parameters and a cotangent p to F'(x)ᵀ p.
  let transpose: Program<Element>

  /// Traces and compiles a map.
  ///
  /// - Parameters:
  ///   - inputs: the number of components of a state before the map.
  ///   - parameters: what it is made with.
  ///   - body: the map: from states `[rows, inputs]` and the parameters to states `[rows, outputs]`.
  /// - Precondition: the result is a matrix whose rows each depend on their own row alone.
  public init(
    inputs: Int, parameters: [Tensor<Element>] = [],
    _ body: (Symbol, Parameters<Symbol>) -> Symbol
  ) {
    let shapes = [[Extents.rows, inputs]] + parameters.map(\.shape)
    let held = Set(1..<shapes.count)
    let graph = Graph(inputs: shapes) { values in
      [body(values[0], Parameters(Array(values.dropFirst())))]
    }
    let shape = graph.outputShapes[0]
    precondition(
      shape.count == 2 && shape[0] == Extents.rows,
      "a map of states gives states, not shape \(Extents.describe(shape))")
    precondition(
      graph.isRowWise, "a map of states takes rows of the batch together: each must be by itself")
    inputDimension = inputs
    outputDimension = shape[1]
    self.parameters = parameters
    value = Program(graph, held: held)
    transpose = Program(graph.pullback(wrt: [0]), held: held)
  }

  public func makeWorker(rows: Int) -> any StateMapWorker<Element> {
    TracedMapWorker(self, rows: rows)
  }
}

/// One thread's workspaces of a traced map.
private final class TracedMapWorker<Element: Scalar>: StateMapWorker {
  private let map: TracedMap<Element>
  private let rows: Int
  private let value: Workspace<Element>
  private let transpose: Workspace<Element>
  /// The states of the last application.
  private let states: UnsafeMutablePointer<Element>
  private var count = 0

  init(_ map: TracedMap<Element>, rows: Int) {
    self.map = map
    self.rows = rows
    value = map.value.makeWorkspace(rows: rows)
    transpose = map.transpose.makeWorkspace(rows: rows)
    states = .allocate(capacity: max(rows * map.inputDimension, 1))
    states.initialize(repeating: 0, count: max(rows * map.inputDimension, 1))
    for (index, tensor) in map.parameters.enumerated() {
      // The map holds the tensors, and nobody changes them.
      tensor.withUnsafeElements {
        value.bind(input: 1 + index, $0.baseAddress)
        transpose.bind(input: 1 + index, $0.baseAddress)
      }
    }
    map.value.prepare(in: value)
    map.transpose.prepare(in: transpose)
    transpose.bind(input: 0, states)
  }

  deinit { states.deallocate() }

  func apply(
    _ x: UnsafePointer<Element>, count: Int, to y: UnsafeMutablePointer<Element>
  ) {
    precondition(count <= rows, "\(count) rows in a worker made for \(rows)")
    self.count = count
    states.update(from: x, count: count * map.inputDimension)
    value.bind(input: 0, states)
    value.bind(output: 0, y)
    map.value.run(rows: count, in: value)
  }

  func transpose(_ p: UnsafePointer<Element>, to xBar: UnsafeMutablePointer<Element>) {
    transpose.bind(input: 1 + map.parameters.count, p)
    transpose.bind(output: 0, xBar)
    map.transpose.run(rows: count, in: transpose)
  }
}
