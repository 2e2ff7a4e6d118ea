import Calculus
public import Tensors

/// Evaluates a layered system, with a defence or without: states, last states, gradients.
///
/// Rows go in blocks to the threads of a pool; a row's results do not depend on other rows, nor any bit
/// on the number of threads. One object serves one caller at a time.
public final class LayeredEvaluator<Element: Scalar> {
  /// The system.
  public let system: LayeredSystem<Element>
  /// The defence; nil for the system as it is.
  public let defence: ClosedLoopDefence<Element>?

  private let pool: ForkJoinPool
  private let workers: [DefenceWorker<Element>]

  /// The rows of a block: two vectors of single precision are the widest that products take, and a
  /// block of wide states still fits the second-level cache.
  private static var blockRows: Int { 64 }

  /// An evaluator.
  ///
  /// - Precondition: a defence has an embedding, or nil, for each map's states, of their dimension.
  public init(
    _ system: LayeredSystem<Element>, defence: ClosedLoopDefence<Element>? = nil,
    pool: ForkJoinPool
  ) {
    if let defence {
      precondition(
        defence.embeddings.count == system.maps.count,
        "\(defence.embeddings.count) embeddings for \(system.maps.count) maps")
      for (map, program) in zip(system.maps, defence.embeddings) {
        guard let dimension = program?.embedding.dimension else { continue }
        precondition(
          dimension == map.inputDimension,
          "an embedding of dimension \(dimension) for states of \(map.inputDimension)")
      }
    }
    self.system = system
    self.defence = defence
    self.pool = pool
    workers = (0..<pool.threads).map { _ in
      DefenceWorker(system, defence, rows: LayeredEvaluator.blockRows)
    }
  }

  /// The states before each map and behind the last one, without controls.
  ///
  /// - Parameter x: the first states; shape `[rows, inputDimension]`.
  /// - Returns: one tensor more than there are maps; shapes `[rows, dimension]`.
  public func states(_ x: Tensor<Element>) -> [Tensor<Element>] {
    collect((0...system.maps.count).map(system.dimension), from: x) { worker, _, first, rows, to in
      worker.carry(first, count: rows.count)
      for (index, place) in to.enumerated() {
        place.update(
          from: worker.states(at: index), count: rows.count * worker.system.dimension(at: index))
      }
    }
  }

  /// The last states: of the defended system where there is a defence.
  ///
  /// - Parameter x: the first states; shape `[rows, inputDimension]`.
  /// - Returns: shape `[rows, outputDimension]`.
  public func outputs(_ x: Tensor<Element>) -> Tensor<Element> {
    let isDefended = defence != nil
    let last = system.maps.count
    let n = system.outputDimension
    return collect([n], from: x) { worker, _, first, rows, to in
      if isDefended {
        worker.defend(first, count: rows.count)
      } else {
        worker.carry(first, count: rows.count)
      }
      to[0].update(
        from: isDefended ? worker.defendedOutputs : worker.states(at: last), count: rows.count * n)
    }[0]
  }

  /// The last states with the controls that led to them.
  ///
  /// - Parameter x: the first states; shape `[rows, inputDimension]`.
  /// - Returns: both, and what each row's controls cost.
  /// - Precondition: there is a defence.
  public func solution(_ x: Tensor<Element>) -> DefenceSolution<Element> {
    precondition(defence != nil, "a solution of a system without defence")
    let widths = [system.outputDimension, 1] + system.maps.map(\.inputDimension)
    let parts = collect(widths, from: x) { worker, _, first, rows, to in
      worker.defend(first, count: rows.count)
      to[0].update(from: worker.defendedOutputs, count: rows.count * widths[0])
      to[1].update(from: worker.defendedCosts, count: rows.count)
      for t in 0..<widths.count - 2 {
        to[2 + t].update(from: worker.controls(at: t), count: rows.count * widths[2 + t])
      }
    }
    return DefenceSolution(
      outputs: parts[0], controls: Array(parts[2...]),
      costs: parts[1].reshaped(to: [x.shape[0]]))
  }

  /// The gradient of each row's loss by its first state.
  ///
  /// Where there is a defence the gradient goes through its greedy controls, exactly: what sweeps add
  /// to them is taken to be constant (backward pass differentiable approximation).
  ///
  /// - Parameters:
  ///   - loss: the loss of the last states.
  ///   - x: the first states; shape `[rows, inputDimension]`.
  ///   - targets: shape `[rows, loss.targetDimension]`.
  /// - Returns: shape `[rows, inputDimension]`.
  ///
  /// > Source: Athalye, Carlini & Wagner, ICML (2018), for the approximation.
  public func gradient(
    of loss: LossProgram<Element>, at x: Tensor<Element>, targets: Tensor<Element>
  ) -> Tensor<Element> {
    precondition(
      loss.dimension == system.outputDimension
        && targets.shape == [x.shape[0], loss.targetDimension],
      "targets \(targets.shape) for a loss of \(loss.dimension) and \(loss.targetDimension) numbers"
    )
    let n = system.inputDimension
    // Each worker has its own workspace.
    let spaces = Unchecked(
      workers.map { _ in loss.gradient.makeWorkspace(rows: Self.blockRows) })
    return targets.withUnsafeElements { targets in
      let places = Unchecked(targets.baseAddress)
      return collect([n], from: x) { worker, number, first, rows, to in
        guard let targets = places.value else { return }
        let space = spaces.value[number]
        let result = worker.gradient(first, count: rows.count) { y, yBar in
          space.bind(input: 0, y)
          space.bind(input: 1, targets + rows.lowerBound * loss.targetDimension)
          space.bind(output: 0, yBar)
          loss.gradient.run(rows: rows.count, in: space)
        }
        to[0].update(from: result, count: rows.count * n)
      }[0]
    }
  }

  /// Tensors of given widths, which the workers fill block by block.
  private func collect(
    _ widths: [Int], from x: Tensor<Element>,
    _ body:
      @escaping @Sendable (
        DefenceWorker<Element>, _ number: Int, UnsafePointer<Element>, Range<Int>,
        [UnsafeMutablePointer<Element>]
      ) -> Void
  ) -> [Tensor<Element>] {
    precondition(
      x.rank == 2 && x.shape[1] == system.inputDimension,
      "states of shape \(x.shape) given to a system of \(system.inputDimension)")
    let count = x.shape[0]
    let n = system.inputDimension
    let blockRows = Self.blockRows
    var results = widths.map { Tensor<Element>.zeros([count, $0]) }
    let places = results.indices.compactMap { index in
      results[index].withUnsafeMutableElements { $0.baseAddress }
    }
    guard count > 0, places.count == widths.count else { return results }
    x.withUnsafeElements { x in
      guard let x = x.baseAddress else { return }
      // Each block writes its own rows, each worker has its own memory.
      let shared = Unchecked((workers: workers, x: x, places: places))
      pool.run((count + blockRows - 1) / blockRows) { block, worker in
        let (workers, x, places) = shared.value
        let rows = block * blockRows..<min((block + 1) * blockRows, count)
        let to = places.indices.map { places[$0] + rows.lowerBound * widths[$0] }
        body(workers[worker], worker, x + rows.lowerBound * n, rows, to)
      }
    }
    return results
  }
}
