public import Calculus
public import Tensors

/// A set in which clean states of a layer lie, given by its projection z → E(z).
///
/// What a state z is away from it is the residual z - E(z).
public protocol StateEmbedding<Element>: Sendable {
  /// The precision of states.
  associatedtype Element: Scalar

  /// The number of components of a state.
  var dimension: Int { get }

  /// The number of dimensions of the set.
  var rank: Int { get }

  /// What the projection is made with.
  var parameters: [Tensor<Element>] { get }

  /// The projection E(z).
  ///
  /// - Parameters:
  ///   - z: the states; shape `[rows, dimension]`.
  ///   - theta: the parameters, in order.
  /// - Returns: of the same shape, each row of its own row alone.
  func projection<A: TensorAlgebra>(_ z: A, _ theta: Parameters<A>) -> A
}

/// An embedding compiled with its derivatives.
public struct EmbeddingProgram<Element: Scalar>: Sendable {
  /// The embedding.
  public let embedding: any StateEmbedding<Element>

  /// From z and the parameters to z - E(z).
  let residual: Program<Element>
  /// From z, the parameters and ones to ½ ‖z - E(z)‖² and its gradient by z.
  let distance: Program<Element>
  /// From z, the parameters and w to the transposed derivative of z - E(z), applied to w.
  let transpose: Program<Element>

  /// Traces and compiles an embedding.
  public init(_ embedding: some StateEmbedding<Element>) {
    self.embedding = embedding
    let shapes = [[Extents.rows, embedding.dimension]] + embedding.parameters.map(\.shape)
    let held = Set(1..<shapes.count)
    let graph = Graph(inputs: shapes) { values in
      let theta = Parameters(Array(values.dropFirst()))
      return [values[0] - embedding.projection(values[0], theta)]
    }
    precondition(
      graph.outputShapes == [shapes[0]] && graph.isRowWise,
      "\(type(of: embedding)) does not carry each row to one of its own dimension")
    let cost = Graph(inputs: shapes) { values in
      [0.5 * graph(values)[0].squared().sum(over: -1)]
    }
    residual = Program(graph, held: held)
    distance = Program(cost.withPullback(wrt: [0]), held: held)
    transpose = Program(graph.pullback(wrt: [0]), held: held)
  }
}

/// Evaluates an embedding on one thread; nothing is allocated after it is made.
final class EmbeddingWorker<Element: Scalar> {
  private let program: EmbeddingProgram<Element>
  private let residual: Workspace<Element>
  private let distance: Workspace<Element>
  private let transpose: Workspace<Element>
  private let parameters: [Tensor<Element>]
  private let ones: UnsafeMutablePointer<Element>

  init(_ program: EmbeddingProgram<Element>, rows: Int) {
    self.program = program
    residual = program.residual.makeWorkspace(rows: rows)
    distance = program.distance.makeWorkspace(rows: rows)
    transpose = program.transpose.makeWorkspace(rows: rows)
    parameters = program.embedding.parameters
    ones = .allocate(capacity: max(rows, 1))
    ones.initialize(repeating: 1, count: max(rows, 1))
    for (index, tensor) in parameters.enumerated() {
      // The worker holds the tensors, and nobody changes them.
      tensor.withUnsafeElements { elements in
        for workspace in [residual, distance, transpose] {
          workspace.bind(input: 1 + index, elements.baseAddress)
        }
      }
    }
    program.residual.prepare(in: residual)
    program.distance.prepare(in: distance)
    program.transpose.prepare(in: transpose)
    distance.bind(input: 1 + parameters.count, ones)
  }

  deinit { ones.deallocate() }

  /// Computes z - E(z).
  func residual(
    _ z: UnsafePointer<Element>, count: Int, to d: UnsafeMutablePointer<Element>
  ) {
    residual.bind(input: 0, z)
    residual.bind(output: 0, d)
    program.residual.run(rows: count, in: residual)
  }

  /// Computes ½ ‖z - E(z)‖² of each row, and its gradient.
  func distance(
    _ z: UnsafePointer<Element>, count: Int, to cost: UnsafeMutablePointer<Element>,
    gradient: UnsafeMutablePointer<Element>
  ) {
    distance.bind(input: 0, z)
    distance.bind(output: 0, cost)
    distance.bind(output: 1, gradient)
    program.distance.run(rows: count, in: distance)
  }

  /// Computes the transposed derivative of z - E(z), applied to w.
  func transpose(
    at z: UnsafePointer<Element>, _ w: UnsafePointer<Element>, count: Int,
    to zBar: UnsafeMutablePointer<Element>
  ) {
    transpose.bind(input: 0, z)
    transpose.bind(input: 1 + parameters.count, w)
    transpose.bind(output: 0, zBar)
    program.transpose.run(rows: count, in: transpose)
  }
}
