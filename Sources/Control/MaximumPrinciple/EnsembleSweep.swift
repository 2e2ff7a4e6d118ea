import Calculus
import ODE
import Tensors

/// Takes the rows of an ensemble through the flow and back, and keeps the records of all stages.
///
/// Rows go in blocks, and blocks to the threads of a pool; a row's records are written by itself and
/// costs are added up in block order, so no bit depends on the number of threads.
final class EnsembleSweep<Element: Scalar> {
  let problem: ControlProblem<Element>
  let scheme: FlowScheme
  private let pool: ForkJoinPool
  private let blockRows: Int
  private let workers: [Worker]
  private let stages: [[Int]]

  private final class Worker {
    let sweep: CostateSweep<Element>
    let terminal: TerminalEvaluator<Element>
    init(_ problem: ControlProblem<Element>, _ scheme: FlowScheme, rows: Int) {
      sweep = CostateSweep(problem.dynamics, scheme: scheme, rows: rows)
      terminal = TerminalEvaluator(problem.terminal, rows: rows)
    }
  }

  init(_ problem: ControlProblem<Element>, _ scheme: FlowScheme, pool: ForkJoinPool) {
    self.problem = problem
    self.scheme = scheme
    self.pool = pool
    let perRow =
      scheme.evaluations * (4 * problem.dynamics.dimension + problem.dynamics.residualsPerRow)
      * MemoryLayout<Element>.stride
    let rows = min(max((3 << 20) / max(perRow, 1) / 32 * 32, 32), 256)
    blockRows = rows
    workers = (0..<pool.threads).map { _ in Worker(problem, scheme, rows: rows) }
    stages = StageRecords.stages(of: scheme, workers[0].sweep)
  }

  /// Room for the records of so many rows.
  private func makeRecords(rows: Int) -> StageRecords<Element> {
    let n = problem.dynamics.dimension
    let nodes = stages.map { stages in
      let column = Tensor<Element>(repeating: 0, shape: [stages.count * rows, 1])
      let matrix = Tensor<Element>(repeating: 0, shape: [stages.count * rows, n])
      return StageRecords<Element>.Node(
        t: column, omega: column, x: matrix, velocity: matrix, costate: matrix, transport: matrix)
    }
    let end = Tensor<Element>(repeating: 0, shape: [rows, n])
    return StageRecords(nodes: nodes, end: end, endCotangent: end, cost: 0)
  }

  /// The records under a control.
  ///
  /// - Parameters:
  ///   - theta: the control vector; shape `[problem.parameterCount]`.
  ///   - ensemble: the rows.
  /// - Returns: the records; their cost is not a number when a row's is not.
  func records(
    _ theta: Tensor<Element>, over ensemble: Ensemble<Element>
  ) -> StageRecords<Element> {
    var records = makeRecords(rows: ensemble.count)
    let blocks = (ensemble.count + blockRows - 1) / blockRows
    var costs = [Double](repeating: 0, count: blocks)
    theta.withUnsafeElements { theta in
      records.withPlaces { places in
        costs.withUnsafeMutableBufferPointer { costs in
          guard let theta = theta.baseAddress else { return }
          for worker in workers {
            worker.sweep.setParameters(theta)
            worker.terminal.setParameters(theta + problem.flowParameterCount)
          }
          // Each block writes its own rows and cost, each worker has its own memory.
          let shared = Unchecked((places: places, costs: costs, sweep: self))
          pool.run(blocks) { block, worker in
            let (places, costs, sweep) = shared.value
            let first = block * sweep.blockRows
            costs[block] = sweep.take(
              first..<min(first + sweep.blockRows, ensemble.count), of: ensemble, places,
              by: sweep.workers[worker])
          }
        }
      }
    }
    records.cost = costs.reduce(0, +)
    return records
  }

  /// What the records of so many rows take.
  func work(rows: Int) -> FlowWork {
    var work = FlowWork()
    work.forwardEvaluations = scheme.evaluations * rows
    work.backwardEvaluations = scheme.evaluations * rows
    work.steps = scheme.steps * rows
    return work
  }

  /// Takes a block forwards and back; returns its cost.
  private func take(
    _ rows: Range<Int>, of ensemble: Ensemble<Element>, _ places: RecordPlaces<Element>,
    by worker: Worker
  ) -> Double {
    let count = rows.count
    let n = problem.dynamics.dimension
    return ensemble.withRows(from: rows.lowerBound) { x0, y, weights in
      let (states, running) = worker.sweep.solve(from: x0, count: count)
      let end = places.end + rows.lowerBound * n
      let bar = places.endCotangent + rows.lowerBound * n
      end.update(from: states, count: count * n)
      var total = 0.0
      withUnsafeTemporaryAllocation(
        of: Element.self, capacity: count + max(problem.terminal.parameters.count, 1)
      ) { scratch in
        scratch.initialize(repeating: 0)
        guard let costs = scratch.baseAddress else { return }
        worker.terminal.evaluate(
          count, x: states, y: y, weights: weights, cost: costs, xBar: bar,
          thetaBar: costs + count)
        total += Double(Element.dot(costs, weights, count: count))
      }
      if problem.dynamics.hasRunningCost {
        total += Double(Element.dot(running, weights, count: count))
      }
      worker.sweep.pullback(bar, weights: weights, into: nil)
      keep(rows, weights, worker.sweep, in: places)
      return total
    }
  }

  /// Copies a block's stages to its rows of the records.
  private func keep(
    _ rows: Range<Int>, _ weights: UnsafePointer<Element>, _ sweep: CostateSweep<Element>,
    in places: RecordPlaces<Element>
  ) {
    let n = problem.dynamics.dimension
    for (node, stages) in stages.enumerated() {
      let place = places.nodes[node]
      for (index, stage) in stages.enumerated() {
        let first = index * places.rows + rows.lowerBound
        Element.fill(place.t + first, with: Element(sweep.time(ofStage: stage)), count: rows.count)
        Element.scaleAdd(
          Element(sweep.weight(ofStage: stage)), weights, 0, to: place.omega + first,
          count: rows.count)
        let targets: [(CostateSweep<Element>.Quantity, UnsafeMutablePointer<Element>)] = [
          (.state, place.x), (.velocity, place.velocity), (.costate, place.costate),
          (.transport, place.transport),
        ]
        for (quantity, target) in targets {
          Element.transpose(
            sweep.values(quantity, ofStage: stage), rows: n, columns: rows.count,
            to: target + first * n)
        }
      }
    }
  }
}

/// Where records lie, as plain memory.
struct RecordPlaces<Element: Scalar> {
  typealias Place = UnsafeMutablePointer<Element>
  struct Node {
    let t, omega, x, velocity, costate, transport: Place
  }
  let rows: Int
  let nodes: [Node]
  let end, endCotangent: Place
}

extension StageRecords {
  /// Calls the closure with the places of all numbers, which are this value's alone.
  mutating func withPlaces(_ body: (RecordPlaces<Element>) -> Void) {
    func place(_ tensor: inout Tensor<Element>) -> UnsafeMutablePointer<Element> {
      tensor.withUnsafeMutableElements { elements in
        guard let base = elements.baseAddress else { preconditionFailure("records without memory") }
        return base
      }
    }
    let rows = end.shape[0]
    let places = RecordPlaces(
      rows: rows,
      nodes: nodes.indices.map { index in
        RecordPlaces<Element>.Node(
          t: place(&nodes[index].t), omega: place(&nodes[index].omega), x: place(&nodes[index].x),
          velocity: place(&nodes[index].velocity), costate: place(&nodes[index].costate),
          transport: place(&nodes[index].transport))
      }, end: place(&end), endCotangent: place(&endCotangent))
    body(places)
  }
}
