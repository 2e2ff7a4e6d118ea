import Calculus
import ODE
import Tensors

/// Minimises over controls for the states of a block, on one thread.
final class BellmanWorker {
  private let solver: BellmanSolver
  private let problem: BellmanProblem
  private let rows: Int
  private let step: BellmanStep
  private let interpolator: GridInterpolator
  private let candidates: [[Double]]
  /// Controls at hand, the best ones, and those beside; shape `[rows, controls]`.
  private let trial: UnsafeMutablePointer<Double>
  private let best: UnsafeMutablePointer<Double>
  private let beside: UnsafeMutablePointer<Double>
  /// Costs of the controls at hand, and of those below and above the best.
  private let cost: UnsafeMutablePointer<Double>
  private let lower: UnsafeMutablePointer<Double>
  private let upper: UnsafeMutablePointer<Double>

  /// The numbers of a control.
  private var controls: Int { problem.parameters.count }

  init(_ solver: BellmanSolver, _ problem: BellmanProblem, rows: Int) {
    self.solver = solver
    self.problem = problem
    self.rows = rows
    step = BellmanStep(problem, solver.tableau, rows: rows)
    switch solver.method {
    case .semiLagrangian(let interpolation):
      interpolator = GridInterpolator(solver.grid, interpolation)
    case .upwind: interpolator = GridInterpolator(solver.grid, .linear)
    }
    candidates = ControlCandidates.all(
      of: problem.parameters.count, solver.candidates, in: problem.admissible)
    func make(_ count: Int) -> UnsafeMutablePointer<Double> {
      let memory = UnsafeMutablePointer<Double>.allocate(capacity: max(count, 1))
      memory.initialize(repeating: 0, count: max(count, 1))
      return memory
    }
    trial = make(rows * problem.parameters.count)
    best = make(rows * problem.parameters.count)
    beside = make(rows * problem.parameters.count)
    cost = make(rows)
    lower = make(rows)
    upper = make(rows)
  }

  deinit {
    for buffer in [trial, best, beside, cost, lower, upper] { buffer.deallocate() }
  }

  /// The least cost of each state, from a time on for a step's time and then as `later` says.
  ///
  /// - Parameters:
  ///   - x: the states; shape `[count, dimension]`.
  ///   - nodes: the nodes that the states are; only differences look at them.
  ///   - start: the time of the states.
  ///   - h: the step.
  ///   - later: the values of all nodes at the end of the step.
  ///   - values: receives the least costs; shape `[count]`.
  /// - Returns: the controls that attain them; shape `[count, controls]`; borrowed until the next call.
  @discardableResult
  func minimize(
    _ x: UnsafePointer<Double>, _ nodes: Range<Int>, from start: Double, for h: Double,
    _ later: UnsafePointer<Double>, into values: UnsafeMutablePointer<Double>
  ) -> UnsafePointer<Double> {
    let count = nodes.count
    func evaluate(_ theta: UnsafePointer<Double>, into costs: UnsafeMutablePointer<Double>) {
      if solver.method == .upwind {
        difference(x, nodes, theta, at: start, for: h, later, into: costs)
      } else {
        step.advance(count, x, theta, from: start, for: h)
        for row in 0..<count {
          let end = interpolator.value(later, at: step.end + row * problem.dimension)
          costs[row] = step.cost[row] + end
        }
      }
    }
    for (number, candidate) in candidates.enumerated() {
      for row in 0..<count {
        for (index, value) in candidate.enumerated() { trial[row * controls + index] = value }
      }
      evaluate(trial, into: cost)
      keepBest(count, isFirst: number == 0, values)
    }
    guard problem.admissible.isConvex, controls > 0 else { return UnsafePointer(best) }
    let range = solver.candidates.range
    var width =
      (range.upperBound - range.lowerBound) / Double(solver.candidates.count - 1)
    for _ in 0..<solver.candidates.refinements {
      for index in 0..<controls { refine(index, width, count, values, evaluate) }
      width /= 4
    }
    return UnsafePointer(best)
  }

  /// The next states and the costs of the step under controls given; shape `[count, controls]`.
  func advance(
    _ count: Int, _ x: UnsafePointer<Double>, _ theta: UnsafePointer<Double>, from start: Double,
    for h: Double
  ) -> (end: UnsafePointer<Double>, cost: UnsafePointer<Double>) {
    step.advance(count, x, theta, from: start, for: h)
    return (UnsafePointer(step.end), UnsafePointer(step.cost))
  }

  /// The most cells that any candidate crosses in a step.
  func cellsCrossed(
    _ x: UnsafePointer<Double>, _ count: Int, at t: Double, for h: Double
  ) -> Double {
    let n = problem.dimension
    var most = 0.0
    for candidate in candidates {
      for row in 0..<count {
        for (index, value) in candidate.enumerated() { trial[row * controls + index] = value }
      }
      step.evaluate(count, x, trial, at: t)
      for row in 0..<count {
        var cells = 0.0
        for axis in 0..<n {
          cells += abs(step.velocity[row * n + axis]) * h / solver.grid.axes[axis].spacing
        }
        if cells > most { most = cells }
      }
    }
    return most
  }

  // MARK: - The search

  private func keepBest(
    _ count: Int, isFirst: Bool, _ values: UnsafeMutablePointer<Double>
  ) {
    for row in 0..<count where isFirst || cost[row] < values[row] {
      values[row] = cost[row]
      (best + row * controls).update(from: trial + row * controls, count: controls)
    }
  }

  /// Goes to the lowest point of the parabola through the best control and those a width below and above
  /// in one number.
  private func refine(
    _ index: Int, _ width: Double, _ count: Int, _ values: UnsafeMutablePointer<Double>,
    _ evaluate: (UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void
  ) {
    let controls = controls
    move(beside, by: { _ in -width }, index, count)
    evaluate(beside, lower)
    move(trial, by: { _ in width }, index, count)
    evaluate(trial, upper)
    // Before the best moves, the lowest point, from differences of what was found.
    let lowest = (0..<count).map { row -> Double in
      let place = row * controls + index
      let (a, b) = (beside[place] - best[place], trial[place] - best[place])
      let (fa, fb) = (lower[row] - values[row], upper[row] - values[row])
      let curvature = fa * b - fb * a
      let vertex = (fa * b * b - fb * a * a) / (2 * curvature)
      return vertex.isFinite ? min(max(vertex, min(a, b)), max(a, b)) : 0
    }
    let centre = (0..<count).map { best[$0 * controls + index] }
    cost.update(from: upper, count: count)
    keepBest(count, isFirst: false, values)
    trial.update(from: beside, count: count * controls)
    cost.update(from: lower, count: count)
    keepBest(count, isFirst: false, values)
    move(trial, by: { centre[$0] + lowest[$0] - self.best[$0 * controls + index] }, index, count)
    evaluate(trial, cost)
    keepBest(count, isFirst: false, values)
  }

  /// The best controls with one number moved, brought back into the admissible set.
  private func move(
    _ target: UnsafeMutablePointer<Double>, by shift: (Int) -> Double, _ index: Int, _ count: Int
  ) {
    target.update(from: best, count: count * controls)
    for row in 0..<count {
      target[row * controls + index] += shift(row)
      ControlCandidates.project(target + row * controls, controls, onto: problem.admissible)
    }
  }

  // MARK: - Differences

  private func difference(
    _ x: UnsafePointer<Double>, _ nodes: Range<Int>, _ theta: UnsafePointer<Double>,
    at t: Double, for h: Double, _ later: UnsafePointer<Double>,
    into costs: UnsafeMutablePointer<Double>
  ) {
    let n = problem.dimension
    step.evaluate(nodes.count, x, theta, at: t)
    for (row, node) in nodes.enumerated() {
      var rate = step.rate[row]
      for axis in 0..<n {
        let velocity = step.velocity[row * n + axis]
        rate += velocity * upwindSlope(later, node, axis, isForward: velocity > 0)
      }
      costs[row] = later[node] + h * rate
    }
  }

  /// The difference towards where the velocity goes; at an edge that way, the one from inside.
  private func upwindSlope(
    _ values: UnsafePointer<Double>, _ node: Int, _ axis: Int, isForward: Bool
  ) -> Double {
    let side = solver.grid.axes[axis]
    let stride = solver.grid.stride(axis)
    let index = node / stride % side.count
    let goesForward = isForward ? index < side.count - 1 : index == 0
    let ahead = goesForward ? node + stride : node
    return (values[ahead] - values[ahead - stride]) / side.spacing
  }
}
