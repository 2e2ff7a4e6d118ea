import Calculus
import Tensors

/// States of all steps forwards, cotangents back, for the rows of a batch.
final class LayeredSweep<Element: Scalar> {
  /// What a batch went through.
  struct Records {
    /// x_0 … x_N; shapes `[rows, ...]`.
    var states: [Tensor<Element>]
    /// The gradient of the objective, without the decay, by each of them.
    var cotangents: [Tensor<Element>]
    /// The weighted sum of the rows' costs, without the decay.
    var cost: Double
  }

  private let problem: LayeredProblem<Element>
  private let pool: ForkJoinPool
  private let workers: [Worker]

  /// The rows that a thread takes at a time.
  private static var blockRows: Int { 32 }

  init(_ problem: LayeredProblem<Element>, pool: ForkJoinPool) {
    self.problem = problem
    self.pool = pool
    workers = (0..<pool.threads).map { _ in Worker(problem, rows: LayeredSweep.blockRows) }
  }

  /// The states after the last step; shape `[rows, n]`.
  func states(from x: Tensor<Element>, theta: Tensor<Element>) -> Tensor<Element> {
    var states = room(for: x)
    run(theta, rows: x.shape[0], &states) { worker, block, places in
      worker.forward(block, places)
    }
    return states[states.count - 1]
  }

  /// States, cotangents and the cost.
  func records(_ theta: Tensor<Element>, over ensemble: RowEnsemble<Element>) -> Records {
    let (x, y) = (ensemble.inputs[0], ensemble.inputs[1])
    let count = ensemble.count
    precondition(
      y.count == count * problem.terminal.targetDimension,
      "targets of shape \(y.shape) for \(count) rows of \(problem.terminal.targetDimension)")
    let stateCount = problem.shapes.count
    var tensors = room(for: x)
    tensors += tensors.map { .zeros($0.shape) }
    tensors.append(.zeros([count]))
    withExtendedLifetime(ensemble) {
      run(theta, rows: count, &tensors) { worker, block, places in
        worker.forward(block, places)
        y.withUnsafeElements { y in
          ensemble.weights.withUnsafeElements { weights in
            guard let y = y.baseAddress, let weights = weights.baseAddress else { return }
            worker.back(block, places, y: y, weights: weights)
          }
        }
      }
    }
    let costs = tensors[2 * stateCount]
    return Records(
      states: Array(tensors[..<stateCount]),
      cotangents: Array(tensors[stateCount..<2 * stateCount]),
      cost: zip(costs.elements, ensemble.weights.elements).reduce(0) {
        $0 + Double($1.0) * Double($1.1)
      })
  }

  /// The first states and room for the others.
  private func room(for x: Tensor<Element>) -> [Tensor<Element>] {
    let rows = x.shape[0]
    precondition(
      x.shape == [rows] + problem.shapes[0],
      "first states of shape \(x.shape) for rows of \(problem.shapes[0])")
    return [x] + problem.shapes.dropFirst().map { .zeros([rows] + $0) }
  }

  /// Deals blocks of rows to the threads, with the places of the tensors' first elements.
  private func run(
    _ theta: Tensor<Element>, rows: Int, _ tensors: inout [Tensor<Element>],
    _ body: (Worker, Range<Int>, [UnsafeMutablePointer<Element>]) -> Void
  ) {
    precondition(
      theta.count == problem.parameters.count,
      "\(theta.count) numbers given for \(problem.parameters.count) parameters")
    let places = tensors.indices.compactMap { index in
      tensors[index].withUnsafeMutableElements { $0.baseAddress }
    }
    guard places.count == tensors.count else { return }
    let blocks = (rows + LayeredSweep.blockRows - 1) / LayeredSweep.blockRows
    withExtendedLifetime(tensors) {
      theta.withUnsafeElements { theta in
        guard let theta = theta.baseAddress else { return }
        withoutActuallyEscaping(body) { body in
          // Each block writes its own rows, each worker has its memory.
          let shared = Unchecked((workers: workers, places: places, theta: theta, body: body))
          for worker in workers { worker.isPrepared = false }
          pool.run(blocks) { block, number in
            let (workers, places, theta, body) = shared.value
            let first = block * LayeredSweep.blockRows
            workers[number].prepare(theta)
            body(workers[number], first..<min(first + LayeredSweep.blockRows, rows), places)
          }
        }
      }
    }
  }

  /// One thread's workspaces.
  private final class Worker {
    var isPrepared = false
    private let problem: LayeredProblem<Element>
    private let forwards, pullbacks: [Workspace<Element>]
    private let terminal: TerminalEvaluator<Element>
    private let sizes: [Int]

    init(_ problem: LayeredProblem<Element>, rows: Int) {
      self.problem = problem
      forwards = problem.steps.map { $0.forward.makeWorkspace(rows: rows) }
      pullbacks = problem.steps.map { $0.pullback.makeWorkspace(rows: rows) }
      terminal = TerminalEvaluator(problem.terminal, rows: rows)
      sizes = problem.shapes.map { $0.reduce(1, *) }
    }

    func prepare(_ theta: UnsafePointer<Element>) {
      guard !isPrepared else { return }
      for (number, step) in problem.steps.enumerated() {
        for (index, segment) in step.parameters.segments.enumerated() {
          let place = theta + problem.ranges[number].lowerBound + segment.offset
          forwards[number].bind(input: 1 + index, place)
          pullbacks[number].bind(input: 1 + index, place)
        }
        step.forward.prepare(in: forwards[number])
        step.pullback.prepare(in: pullbacks[number])
      }
      isPrepared = true
    }

    func forward(_ block: Range<Int>, _ places: [UnsafeMutablePointer<Element>]) {
      for (number, step) in problem.steps.enumerated() {
        forwards[number].bind(input: 0, places[number] + block.lowerBound * sizes[number])
        forwards[number].bind(
          output: 0, places[number + 1] + block.lowerBound * sizes[number + 1])
        step.forward.run(rows: block.count, in: forwards[number])
      }
    }

    func back(
      _ block: Range<Int>, _ places: [UnsafeMutablePointer<Element>], y: UnsafePointer<Element>,
      weights: UnsafePointer<Element>
    ) {
      let last = problem.steps.count
      func place(_ index: Int, _ size: Int) -> UnsafeMutablePointer<Element> {
        places[index] + block.lowerBound * size
      }
      terminal.evaluate(
        block.count, x: place(last, sizes[last]),
        y: y + block.lowerBound * problem.terminal.targetDimension,
        weights: weights + block.lowerBound, cost: place(2 * (last + 1), 1),
        xBar: place(2 * last + 1, sizes[last]), thetaBar: place(2 * (last + 1), 1))
      for (number, step) in problem.steps.enumerated().reversed() {
        let workspace = pullbacks[number]
        workspace.bind(input: 0, place(number, sizes[number]))
        workspace.bind(
          input: 1 + step.parameters.segments.count,
          place(last + 2 + number, sizes[number + 1]))
        workspace.bind(output: 0, place(last + 1 + number, sizes[number]))
        step.pullback.run(rows: block.count, in: workspace)
      }
    }
  }
}
