import Tensors

/// The way backwards: values of all nodes, step by step, in blocks dealt to the threads of a pool.
final class BellmanSweep {
  private let solver: BellmanSolver
  private let problem: BellmanProblem
  private let pool: ForkJoinPool
  private let workers: [BellmanWorker]

  /// The most nodes of a block.
  private static var blockRows: Int { 128 }

  init(_ solver: BellmanSolver, _ problem: BellmanProblem, _ pool: ForkJoinPool) {
    self.solver = solver
    self.problem = problem
    self.pool = pool
    workers = (0..<pool.threads).map { _ in
      BellmanWorker(solver, problem, rows: BellmanSweep.blockRows)
    }
  }

  /// The values at the ends of all steps; shape `[steps + 1, nodes]`.
  func values() -> Tensor<Double> {
    let points = solver.grid.points
    let nodes = solver.grid.count
    let times = solver.times
    var all = Tensor<Double>(repeating: 0, shape: [solver.steps + 1, nodes])
    all.replaceRows(
      from: solver.steps, with: problem.terminalCosts(points).reshaped(to: [1, nodes]))
    points.withUnsafeElements { points in
      all.withUnsafeMutableElements { all in
        guard let points = points.baseAddress, let all = all.baseAddress else { return }
        for step in stride(from: solver.steps - 1, through: 0, by: -1) {
          let later = all + (step + 1) * nodes
          retreat(
            from: times[step + 1], to: times[step], points, UnsafePointer(later),
            into: all + step * nodes)
        }
      }
    }
    return all
  }

  /// One step of all nodes.
  private func retreat(
    from end: Double, to start: Double, _ points: UnsafePointer<Double>,
    _ later: UnsafePointer<Double>, into values: UnsafeMutablePointer<Double>
  ) {
    guard solver.method == .upwind else {
      return sweep(points) { worker, rows in
        worker.minimize(
          points + rows.lowerBound * self.problem.dimension, rows, from: start, for: end - start,
          later, into: values + rows.lowerBound)
      }
    }
    let nodes = solver.grid.count
    let parts = substeps(from: start, for: end - start, points)
    let h = (end - start) / Double(parts)
    var current = [Double](UnsafeBufferPointer(start: later, count: nodes))
    for part in stride(from: parts - 1, through: 0, by: -1) {
      current.withUnsafeBufferPointer { current in
        guard let current = current.baseAddress else { return }
        sweep(points) { worker, rows in
          worker.minimize(
            points + rows.lowerBound * self.problem.dimension, rows,
            from: start + Double(part) * h, for: h, current, into: values + rows.lowerBound)
        }
      }
      current = [Double](UnsafeBufferPointer(start: values, count: nodes))
    }
  }

  /// Into how many parts a step is cut so that no candidate crosses more than a cell.
  private func substeps(
    from start: Double, for h: Double, _ points: UnsafePointer<Double>
  ) -> Int {
    let nodes = solver.grid.count
    let blocks = (nodes + BellmanSweep.blockRows - 1) / BellmanSweep.blockRows
    var crossed = [Double](repeating: 0, count: blocks)
    crossed.withUnsafeMutableBufferPointer { crossed in
      let shared = Unchecked(crossed)
      sweep(points) { worker, rows in
        shared.value[rows.lowerBound / BellmanSweep.blockRows] = worker.cellsCrossed(
          points + rows.lowerBound * self.problem.dimension, rows.count, at: start, for: h)
      }
    }
    let most = crossed.max() ?? 0
    return most.isFinite ? max(Int(most.rounded(.up)), 1) : 1
  }

  private func sweep(
    _ points: UnsafePointer<Double>, _ body: @escaping (BellmanWorker, Range<Int>) -> Void
  ) {
    let nodes = solver.grid.count
    let size = BellmanSweep.blockRows
    // Each block writes its own nodes, each worker has its own memory.
    let shared = Unchecked((workers: workers, body: body))
    pool.run((nodes + size - 1) / size) { block, worker in
      let rows = block * size..<min((block + 1) * size, nodes)
      shared.value.body(shared.value.workers[worker], rows)
    }
  }
}
