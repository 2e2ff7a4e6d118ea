import Calculus
import ODE
import Tensors

/// One step of an explicit Runge-Kutta method for states with a control each, on one thread.
final class BellmanStep {
  /// The states after the step; shape `[rows, dimension]`.
  let end: UnsafeMutablePointer<Double>
  /// The running costs of the step; shape `[rows]`.
  let cost: UnsafeMutablePointer<Double>

  private let problem: BellmanProblem
  private let tableau: ButcherTableau
  private let workspace: Workspace<Double>
  private let rows: Int
  private let t: UnsafeMutablePointer<Double>
  private let x: UnsafeMutablePointer<Double>
  private let theta: UnsafeMutablePointer<Double>
  /// Velocities and rates of all stages.
  private let velocities: UnsafeMutablePointer<Double>
  private let rates: UnsafeMutablePointer<Double>

  init(_ problem: BellmanProblem, _ tableau: ButcherTableau, rows: Int) {
    self.problem = problem
    self.tableau = tableau
    self.rows = rows
    let n = problem.dimension
    func make(_ count: Int) -> UnsafeMutablePointer<Double> {
      let memory = UnsafeMutablePointer<Double>.allocate(capacity: max(count, 1))
      memory.initialize(repeating: 0, count: max(count, 1))
      return memory
    }
    end = make(rows * n)
    cost = make(rows)
    t = make(rows)
    x = make(rows * n)
    theta = make(rows * problem.parameters.count)
    velocities = make(tableau.stages * rows * n)
    rates = make(tableau.stages * rows)
    workspace = problem.dynamics.makeWorkspace(rows: rows)
    workspace.bind(input: 0, t)
    workspace.bind(input: 1, x)
    for (index, segment) in problem.parameters.segments.enumerated() {
      workspace.bind(input: 2 + index, theta + rows * segment.offset)
    }
  }

  deinit {
    for buffer in [end, cost, t, x, theta, velocities, rates] { buffer.deallocate() }
  }

  /// f of the last ``evaluate(_:_:_:at:)``; shape `[count, dimension]`.
  var velocity: UnsafePointer<Double> { UnsafePointer(velocities) }
  /// L of the last ``evaluate(_:_:_:at:)``; shape `[count]`.
  var rate: UnsafePointer<Double> { UnsafePointer(rates) }

  /// Computes f and L.
  ///
  /// - Parameters:
  ///   - count: the number of states.
  ///   - x: the states; shape `[count, dimension]`.
  ///   - theta: their controls; shape `[count, controls]`.
  ///   - t: the time.
  func evaluate(
    _ count: Int, _ x: UnsafePointer<Double>, _ theta: UnsafePointer<Double>, at t: Double
  ) {
    setControls(count, theta)
    self.x.update(from: x, count: count * problem.dimension)
    run(count, stage: 0, at: t)
  }

  /// Takes a step; see ``end`` and ``cost``.
  func advance(
    _ count: Int, _ x: UnsafePointer<Double>, _ theta: UnsafePointer<Double>, from start: Double,
    for h: Double
  ) {
    setControls(count, theta)
    let size = count * problem.dimension
    for stage in 0..<tableau.stages {
      combine(size, x, h, tableau.a[stage].prefix(stage), to: self.x)
      run(count, stage: stage, at: start + tableau.c[stage] * h)
    }
    combine(size, x, h, tableau.b[...], to: end)
    for row in 0..<count { cost[row] = 0 }
    guard problem.hasRunningCost else { return }
    for (stage, b) in tableau.b.enumerated() where b != 0 {
      let rate = rates + stage * rows
      for row in 0..<count { cost[row] += h * b * rate[row] }
    }
  }

  private func setControls(_ count: Int, _ theta: UnsafePointer<Double>) {
    let controls = problem.parameters.count
    for segment in problem.parameters.segments {
      let target = self.theta + rows * segment.offset
      for row in 0..<count {
        for index in 0..<segment.count {
          target[row * segment.count + index] = theta[row * controls + segment.offset + index]
        }
      }
    }
  }

  private func run(_ count: Int, stage: Int, at time: Double) {
    for row in 0..<count { t[row] = time }
    workspace.bind(output: 0, velocities + stage * rows * problem.dimension)
    if problem.hasRunningCost { workspace.bind(output: 1, rates + stage * rows) }
    problem.dynamics.run(rows: count, in: workspace)
  }

  private func combine(
    _ size: Int, _ x: UnsafePointer<Double>, _ h: Double, _ weights: ArraySlice<Double>,
    to y: UnsafeMutablePointer<Double>
  ) {
    y.update(from: x, count: size)
    for (stage, weight) in weights.enumerated() where weight != 0 {
      let velocity = velocities + stage * rows * problem.dimension
      for index in 0..<size { y[index] += h * weight * velocity[index] }
    }
  }
}
