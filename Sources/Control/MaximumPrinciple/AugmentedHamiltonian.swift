import Calculus
import Tensors

/// What a node of the control makes small when the augmented Hamiltonian is maximised, row by row.
///
///     -w H(t, x, p, θ) + σ ‖v - f(t, x, θ)‖² + τ ‖q̄ - ∇ₓ[κ · f + ω L](t, x, θ)‖²,
///
/// where κ · f + ω L = -w H is the Hamiltonian times the row's weight w in the objective, and v and q̄
/// are what f and the transported costate were under the control at hand. The weights σ and τ hold
/// the penalties on leaving the state and costate equations.
///
/// > Source: Li, Chen, Tai & E, JMLR 18 (2018), equation (8).
struct AugmentedHamiltonian: RowLoss {
  let hamiltonian: Hamiltonian
  /// Whether there are penalties; without them it is the Hamiltonian alone.
  let isAugmented: Bool

  var parameters: ParameterLayout { hamiltonian.parameters }

  /// t, ω, x, κ, and for the penalties σ, τ, v, q̄.
  var inputs: [[Int]] {
    let n = [hamiltonian.dimension]
    return [[1], [1], n, n] + (isAugmented ? [[1], [1], n, n] : [])
  }

  func loss<A: TensorAlgebra>(_ rows: [A], _ theta: Parameters<A>) -> A {
    let (t, omega, x, kappa) = (rows[0], rows[1], rows[2], rows[3])
    let energy = weighted(x, [t, omega, kappa] + theta.values)
    guard isAugmented else { return energy }
    let velocity = hamiltonian.dynamics([t, x] + theta.values)[0]
    let transport = A.gradient(at: x, given: [t, omega, kappa] + theta.values) { x, given in
      weighted(x, given)
    }
    let state = (rows[6] - velocity).squared().sum(over: -1)
    let costate = (rows[7] - transport).squared().sum(over: -1)
    return energy + column(rows[4]) * state + column(rows[5]) * costate
  }

  /// κ · f + ω L of each row; the values given are t, ω, κ and the parameters.
  private func weighted<A: TensorAlgebra>(_ x: A, _ given: [A]) -> A {
    let results = hamiltonian.dynamics([given[0], x] + given.dropFirst(3))
    let power = (given[2] * results[0]).sum(over: -1)
    guard hamiltonian.hasRunningCost else { return power }
    return power + column(given[1] * results[1])
  }

  /// A column `[rows, 1]` as `[rows]`.
  private func column<A: TensorAlgebra>(_ x: A) -> A { x.sum(over: -1) }
}

/// The read-out's part of the same: the terminal cost with a penalty on leaving the costate's end.
///
///     w Φ(x, y, θ) + τ ‖p̄ - w ∇ₓΦ(x, y, θ)‖².
///
/// > Source: Li, Chen, Tai & E, JMLR 18 (2018), algorithm 3, whose last layer has no state equation.
struct AugmentedTerminalCost: RowLoss {
  let graph: Graph
  let dimension: Int
  let targetDimension: Int
  let parameters: ParameterLayout

  init(_ terminal: TerminalProgram<some Scalar>) {
    graph = terminal.graph
    dimension = terminal.dimension
    targetDimension = terminal.targetDimension
    parameters = terminal.parameters
  }

  /// x, y, w, τ, p̄.
  var inputs: [[Int]] { [[dimension], [targetDimension], [1], [1], [dimension]] }

  func loss<A: TensorAlgebra>(_ rows: [A], _ theta: Parameters<A>) -> A {
    let cost = graph([rows[0], rows[1]] + theta.values)[0]
    let slope = A.gradient(at: rows[0], given: [rows[1]] + theta.values) { x, given in
      graph([x] + given)[0]
    }
    let gap = (rows[4] - rows[2] * slope).squared().sum(over: -1)
    return rows[2].sum(over: -1) * cost + rows[3].sum(over: -1) * gap
  }
}
