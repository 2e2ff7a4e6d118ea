public import Calculus
public import Tensors

/// The loss of a batch and its gradient by the parameters, compiled together.
///
/// The gradient is what the costate equation gives: minus the derivative of the Hamiltonians of all
/// layers by their parameters. Rows meet, so that a batch is computed on one thread; trainings of
/// different models run beside one another. After the first evaluation nothing is allocated but what
/// is observed.
///
/// One object serves one caller at a time.
public final class BatchObjective<Element: Scalar> {
  /// The shapes of what one row is given, without the batch axis.
  public let inputs: [[Int]]
  /// The parameters' names and shapes.
  public let parameters: ParameterLayout
  /// What the last evaluation observed beside the loss.
  public private(set) var observed: [Tensor<Element>]

  private let program: Program<Element>
  private var workspace: Workspace<Element>
  private var cost = Tensor<Element>(0)

  /// Traces and compiles a loss.
  ///
  /// - Parameters:
  ///   - loss: the loss.
  ///   - rows: the rows of the largest batch that is foreseen; larger ones make room anew.
  /// - Precondition: the loss is one number, and what is observed has no batch axis.
  public init(_ loss: some BatchLoss, rows: Int) {
    inputs = loss.inputs
    parameters = loss.parameters
    let shapes = inputs.map { [Extents.rows] + $0 } + parameters.segments.map(\.shape)
    let count = inputs.count
    let graph = Graph(inputs: shapes) { values in
      let (cost, observed) = loss.loss(
        Array(values.prefix(count)), Parameters(Array(values.dropFirst(count))))
      precondition(
        cost.shape.isEmpty, "the loss of a batch is one number, not \(Extents.describe(cost.shape))"
      )
      return [cost] + observed
    }
    let costs = Graph(inputs: shapes) { [graph($0)[0]] }
    let gradient = costs.gradient(wrt: Array(count..<shapes.count))
    program = Program(Graph(inputs: shapes) { graph($0) + gradient($0) })
    workspace = program.makeWorkspace(rows: rows)
    observed = graph.outputShapes.dropFirst().map { shape in
      precondition(
        shape.allSatisfy { $0 >= 0 }, "what is observed has rows: \(Extents.describe(shape))")
      return .zeros(shape)
    }
  }

  /// The loss of a batch and its gradient.
  ///
  /// - Parameters:
  ///   - theta: the parameters; shape `[parameters.count]`.
  ///   - batch: one tensor for each input; shapes `[rows, ...]`.
  ///   - gradient: receives the gradient; shape `[parameters.count]`.
  /// - Returns: the loss.
  public func value(
    _ theta: Tensor<Element>, over batch: [Tensor<Element>], gradient: inout Tensor<Element>
  ) -> Double {
    let rows = check(theta, batch, gradient)
    if rows > workspace.rows { workspace = program.makeWorkspace(rows: rows) }
    bindOutputs(&gradient)
    return withExtendedLifetime(batch) {
      for (index, tensor) in batch.enumerated() {
        tensor.withUnsafeElements { workspace.bind(input: index, $0.baseAddress) }
      }
      return theta.withUnsafeElements { theta in
        for (index, segment) in parameters.segments.enumerated() {
          workspace.bind(input: batch.count + index, theta.baseAddress.map { $0 + segment.offset })
        }
        program.run(rows: rows, in: workspace)
        return Double(cost.elements[0])
      }
    }
  }

  private func bindOutputs(_ gradient: inout Tensor<Element>) {
    cost.withUnsafeMutableElements { workspace.bind(output: 0, $0.baseAddress) }
    for index in observed.indices {
      observed[index].withUnsafeMutableElements {
        workspace.bind(output: 1 + index, $0.baseAddress)
      }
    }
    gradient.withUnsafeMutableElements { gradient in
      for (index, segment) in parameters.segments.enumerated() {
        workspace.bind(
          output: 1 + observed.count + index, gradient.baseAddress.map { $0 + segment.offset })
      }
    }
  }

  /// The number of rows of inputs whose shapes are as they must be.
  private func check(
    _ theta: Tensor<Element>, _ batch: [Tensor<Element>], _ gradient: Tensor<Element>
  ) -> Int {
    precondition(
      theta.count == parameters.count && gradient.count == parameters.count,
      "\(theta.count) numbers and \(gradient.count) derivatives for \(parameters.count) parameters")
    let rows = batch.first?.shape.first ?? 0
    precondition(
      rows >= 1 && batch.count == inputs.count
        && inputs.indices.allSatisfy { batch[$0].shape == [rows] + inputs[$0] },
      "a batch of shapes \(batch.map(\.shape)) given for rows of \(inputs)")
    return rows
  }
}
