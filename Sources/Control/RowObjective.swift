import Calculus
public import Tensors

/// The weighted sum of a loss over rows, Σ w_i ℓ(row i, θ), and its gradient.
///
/// Rows go through the loss and back in blocks that fit the cache; blocks are dealt to the threads of
/// a pool. How rows are cut into blocks and in which order sums are taken does not depend on the
/// number of threads, so neither does any bit of a result. After the first evaluation of its kind
/// nothing is allocated.
///
/// One object serves one caller at a time.
public final class RowObjective<Element: Scalar> {
  /// The loss.
  public let program: RowLossProgram<Element>
  /// The most rows of a block.
  public var blockRows: Int { blocks.blockRows }

  private let blocks: BlockSum<Element>
  private let workers: [RowWorker<Element>]

  /// An objective.
  ///
  /// - Parameters:
  ///   - program: the loss.
  ///   - pool: the threads to run on.
  ///   - blockRows: the most rows of a block; chosen to fit the cache when nil.
  public init(_ program: RowLossProgram<Element>, pool: ForkJoinPool, blockRows: Int? = nil) {
    precondition(blockRows ?? 1 >= 1, "blocks of \(blockRows ?? 1) rows")
    self.program = program
    let rows = blockRows ?? RowObjective.cacheRows(program)
    blocks = BlockSum(blockRows: rows, parameterCount: program.parameters.count, pool: pool)
    workers = (0..<pool.threads).map { _ in RowWorker(program, rows: rows) }
  }

  /// The bytes that costs and gradients take, workspaces of all threads included.
  public var predictedBytes: Int {
    workers.count * program.workspaceBytes(rows: blockRows)
      + BlockSum<Element>.laneCount * program.parameters.count * MemoryLayout<Element>.stride
  }

  /// The weighted sum of the losses.
  ///
  /// - Parameters:
  ///   - theta: the parameters; shape `[program.parameters.count]`.
  ///   - ensemble: the rows.
  /// - Returns: the sum.
  public func value(_ theta: Tensor<Element>, over ensemble: RowEnsemble<Element>) -> Double {
    evaluate(theta, ensemble, gradient: nil)
  }

  /// The weighted sum of the losses, and its gradient.
  ///
  /// - Parameters:
  ///   - theta: the parameters; shape `[program.parameters.count]`.
  ///   - ensemble: the rows.
  ///   - gradient: receives the gradient; the same shape.
  /// - Returns: the sum.
  public func value(
    _ theta: Tensor<Element>, over ensemble: RowEnsemble<Element>,
    gradient: inout Tensor<Element>
  ) -> Double {
    precondition(
      gradient.count == program.parameters.count,
      "room for a gradient of \(gradient.count) numbers, not \(program.parameters.count)")
    return gradient.withUnsafeMutableElements { evaluate(theta, ensemble, gradient: $0) }
  }

  private func evaluate(
    _ theta: Tensor<Element>, _ ensemble: RowEnsemble<Element>,
    gradient: UnsafeMutableBufferPointer<Element>?
  ) -> Double {
    precondition(
      theta.count == program.parameters.count,
      "\(theta.count) numbers given for \(program.parameters.count) parameters")
    program.check(ensemble)
    return withExtendedLifetime(ensemble) {
      theta.withUnsafeElements { theta in
        for worker in workers {
          worker.begin(theta: theta, ensemble: ensemble, withGradient: gradient != nil)
        }
        return blocks.sum(over: ensemble.count, by: workers, gradient: gradient)
      }
    }
  }

  /// The rows whose values take about three megabytes, a multiple of 16 between 32 and 256: as many
  /// as of a flow whose tape takes as much.
  private static func cacheRows(_ program: RowLossProgram<Element>) -> Int {
    let bytes =
      (program.gradient.workspaceBytes(rows: 1 << 10) - program.gradient.workspaceBytes(rows: 0))
      >> 10
    return min(max((3 << 20) / max(bytes, 1) / 16 * 16, 32), 256)
  }
}

extension RowLossProgram {
  /// Stops when an ensemble's rows are not what the loss takes.
  fileprivate func check(_ ensemble: RowEnsemble<Element>) {
    precondition(
      ensemble.inputs.count == inputs.count
        && inputs.indices.allSatisfy { ensemble.inputs[$0].shape.dropFirst() == inputs[$0][...] },
      "rows of shapes \(ensemble.inputs.map { Array($0.shape.dropFirst()) }) given for \(inputs)")
  }
}

/// One thread's workspaces.
private final class RowWorker<Element: Scalar>: BlockWorker {
  private let program: RowLossProgram<Element>
  private let rows: Int
  private lazy var lossWorkspace = program.loss.makeWorkspace(rows: rows)
  private lazy var gradientWorkspace = program.gradient.makeWorkspace(rows: rows)
  /// The first elements of the inputs, then of the weights.
  private let places: UnsafeMutablePointer<UnsafePointer<Element>?>
  /// The elements of a row of each input.
  private let strides: [Int]
  private let losses: UnsafeMutablePointer<Element>
  private var theta: UnsafePointer<Element>?
  private var isPrepared = false
  private var withGradient = false

  init(_ program: RowLossProgram<Element>, rows: Int) {
    self.program = program
    self.rows = rows
    strides = program.inputs.map { $0.reduce(1, *) } + [1]
    places = .allocate(capacity: strides.count)
    places.initialize(repeating: nil, count: strides.count)
    losses = .allocate(capacity: rows)
  }

  deinit {
    places.deallocate()
    losses.deallocate()
  }

  /// Says where parameters and rows lie in the evaluation that begins.
  func begin(
    theta: UnsafeBufferPointer<Element>, ensemble: RowEnsemble<Element>, withGradient: Bool
  ) {
    self.theta = theta.baseAddress
    self.withGradient = withGradient
    isPrepared = false
    for index in strides.indices {
      let tensor = index < ensemble.inputs.count ? ensemble.inputs[index] : ensemble.weights
      tensor.withUnsafeElements { places[index] = $0.baseAddress }
    }
  }

  func cost(of block: Range<Int>, gradient: UnsafeMutablePointer<Element>?) -> Double {
    let program = withGradient ? program.gradient : program.loss
    let workspace = withGradient ? gradientWorkspace : lossWorkspace
    if !isPrepared { prepare(program, workspace) }
    for index in 0..<program.inputCount {
      guard let (place, stride) = rowInput(index, of: program) else { continue }
      workspace.bind(input: index, place + block.lowerBound * stride)
    }
    workspace.bind(output: 0, losses)
    if let gradient {
      for (index, segment) in self.program.parameters.segments.enumerated() {
        workspace.bind(output: 1 + index, gradient + segment.offset)
      }
    }
    program.run(rows: block.count, in: workspace)
    guard let weights = places[strides.count - 1] else { return 0 }
    return Double(Element.dot(losses, weights + block.lowerBound, count: block.count))
  }

  /// Where an input of a program that belongs to rows begins, and how long a row is: the loss's
  /// inputs come first, the weights last.
  private func rowInput(
    _ index: Int, of program: Program<Element>
  ) -> (UnsafePointer<Element>, Int)? {
    let count = strides.count - 1
    let isWeight = withGradient && index == program.inputCount - 1
    guard index < count || isWeight else { return nil }
    let number = isWeight ? count : index
    return places[number].map { ($0, strides[number]) }
  }

  private func prepare(_ program: Program<Element>, _ workspace: Workspace<Element>) {
    guard let theta else { return }
    for (index, segment) in self.program.parameters.segments.enumerated() {
      workspace.bind(input: strides.count - 1 + index, theta + segment.offset)
    }
    program.prepare(in: workspace)
    isPrepared = true
  }
}
