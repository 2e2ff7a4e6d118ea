import Calculus
import ODE
public import Tensors

/// The least cost from every state at every step's time: the solution of the Hamilton-Jacobi-Bellman
/// equation on a grid, and the feedback that attains it.
///
/// Its gradient is the costate of the maximum principle with the sign changed, p = -∇V(t, x), along
/// every optimal flow.
public struct ValueFunction: Sendable {
  /// The problem.
  public let problem: BellmanProblem
  /// How it was solved.
  public let solver: BellmanSolver
  /// The values at the times of the steps' ends; shape `[steps + 1, nodes]`.
  public let values: Tensor<Double>

  private let interpolator: GridInterpolator

  init(problem: BellmanProblem, solver: BellmanSolver, values: Tensor<Double>) {
    self.problem = problem
    self.solver = solver
    self.values = values
    switch solver.method {
    case .semiLagrangian(let interpolation):
      interpolator = GridInterpolator(solver.grid, interpolation)
    case .upwind: interpolator = GridInterpolator(solver.grid, .linear)
    }
  }

  /// The times of the values.
  public var times: [Double] { solver.times }

  /// The value at a state.
  ///
  /// - Parameters:
  ///   - state: the state; as many numbers as the problem has dimensions.
  ///   - step: the step at whose beginning it is; the number of steps for the end.
  /// - Returns: V.
  public func value(at state: [Double], step: Int = 0) -> Double {
    withNodes(step, state) { interpolator.value($0, at: $1) }
  }

  /// ∇V at a state.
  ///
  /// - Parameters: as of ``value(at:step:)``.
  /// - Returns: one number a dimension.
  public func gradient(at state: [Double], step: Int = 0) -> [Double] {
    withNodes(step, state) { nodes, x in
      (0..<problem.dimension).map { interpolator.slope(nodes, along: $0, at: x) }
    }
  }

  /// The control that is best at states.
  ///
  /// - Parameters:
  ///   - states: the states; shape `[rows, dimension]`.
  ///   - step: the step at whose beginning they are, below the number of steps.
  /// - Returns: one control a row; shape `[rows, controls]`.
  public func controls(at states: Tensor<Double>, step: Int = 0) -> Tensor<Double> {
    let rows = states.shape[0]
    let worker = BellmanWorker(pointwise, problem, rows: rows)
    return control(states, step, worker)
  }

  /// The flow under the best feedback.
  ///
  /// - Parameter states: where rows begin; shape `[rows, dimension]`.
  /// - Returns: the states at the steps' ends, shape `[steps + 1, rows, dimension]`, the controls of the
  ///   steps, `[steps, rows, controls]`, and the costs, `[rows]`.
  public func closedLoop(
    from states: Tensor<Double>
  ) -> (states: Tensor<Double>, controls: Tensor<Double>, costs: Tensor<Double>) {
    let rows = states.shape[0]
    let (n, m) = (problem.dimension, problem.parameters.count)
    let worker = BellmanWorker(pointwise, problem, rows: rows)
    let times = times
    var x = states
    var (path, chosen) = (states.elements, [Double]())
    var costs = Tensor<Double>(repeating: 0, shape: [rows])
    for step in 0..<solver.steps {
      let theta = control(x, step, worker)
      let (end, cost) = x.withUnsafeElements { x in
        theta.withUnsafeElements { theta -> (Tensor<Double>, Tensor<Double>) in
          guard let x = x.baseAddress, let theta = theta.baseAddress else { return (states, costs) }
          let next = worker.advance(
            rows, x, theta, from: times[step], for: times[step + 1] - times[step])
          return (
            Tensor(
              [Double](UnsafeBufferPointer(start: next.end, count: rows * n)), shape: [rows, n]),
            Tensor([Double](UnsafeBufferPointer(start: next.cost, count: rows)))
          )
        }
      }
      x = end
      costs = costs + cost
      path += x.elements
      chosen += theta.elements
    }
    return (
      Tensor(path, shape: [solver.steps + 1, rows, n]),
      Tensor(chosen, shape: [solver.steps, rows, m]), costs + problem.terminalCosts(x)
    )
  }

  /// The same solver along steps: differences are for nodes only.
  private var pointwise: BellmanSolver {
    guard solver.method == .upwind else { return solver }
    return BellmanSolver(
      grid: solver.grid, span: solver.span, steps: solver.steps, candidates: solver.candidates,
      method: .semiLagrangian(.linear), stepping: .explicit(solver.tableau))
  }

  private func control(
    _ x: Tensor<Double>, _ step: Int, _ worker: BellmanWorker
  ) -> Tensor<Double> {
    precondition(
      (0..<solver.steps).contains(step), "step \(step) of a solution of \(solver.steps)")
    precondition(
      x.rank == 2 && x.shape[1] == problem.dimension,
      "states of shape \(x.shape) for dimension \(problem.dimension)")
    let rows = x.shape[0]
    let times = times
    var costs = [Double](repeating: 0, count: max(rows, 1))
    let later = values.row(step + 1)
    let numbers = x.withUnsafeElements { x in
      later.withUnsafeElements { later in
        costs.withUnsafeMutableBufferPointer { costs -> [Double] in
          guard let x = x.baseAddress, let later = later.baseAddress,
            let costs = costs.baseAddress, rows > 0
          else { return [] }
          let best = worker.minimize(
            x, 0..<rows, from: times[step], for: times[step + 1] - times[step], later,
            into: costs)
          return [Double](
            UnsafeBufferPointer(start: best, count: rows * problem.parameters.count))
        }
      }
    }
    return Tensor(numbers, shape: [rows, problem.parameters.count])
  }

  private func withNodes<Result>(
    _ step: Int, _ state: [Double],
    _ body: (UnsafePointer<Double>, UnsafePointer<Double>) -> Result
  ) -> Result {
    precondition(
      (0...solver.steps).contains(step) && state.count == problem.dimension,
      "a state of \(state.count) numbers at step \(step), for dimension \(problem.dimension) and "
        + "\(solver.steps) steps")
    return values.withUnsafeElements { values in
      state.withUnsafeBufferPointer { state in
        guard let values = values.baseAddress, let state = state.baseAddress else {
          preconditionFailure("a value function without nodes")
        }
        return body(values + step * solver.grid.count, state)
      }
    }
  }
}
