import Calculus
import Control

/// The one-step loss of a field that dissipates a learned potential, by Heun's method.
///
///     f(h) = -(M(h) + W(h)) ∇V(h) + F h + c,
///     M = L Lᵀ + 1/10, W = S - Sᵀ; L and S the lower and upper triangle of a network's matrix,
///     V = |U(h) + G h|² / 2 + |h|² / 10, U a network.
///
/// > Source: Yu, Tian, E & Li, Physical Review Fluids 6 (2021), 114402.
struct OnsagerLoss: RowLoss {
  /// The components of a state.
  let dimension: Int
  /// The hidden units of both networks.
  let hidden: Int
  /// The time between a row's two states.
  var timeStep = 0.05

  /// A state, and the state after.
  var inputs: [[Int]] { [[dimension], [dimension]] }

  /// Matrices as `[out, in]`: of the network of L and S, of the potential, and of the force.
  var parameters: ParameterLayout {
    let (n, m) = (dimension, hidden)
    return ParameterLayout([
      "matrix.w0": [m, n], "matrix.b0": [m], "matrix.w1": [n * n, m], "matrix.b1": [n * n],
      "potential.w0": [m, n], "potential.b0": [m], "potential.w1": [n, m], "potential.b1": [n],
      "potential.g": [n, n], "force.w": [n, n], "force.b": [n],
    ])
  }

  func loss<A: TensorAlgebra>(_ rows: [A], _ theta: Parameters<A>) -> A {
    let (h, target) = (rows[0], rows[1])
    let first = velocity(h, theta)
    let second = velocity(h + timeStep * first, theta)
    return (h + timeStep / 2 * (first + second) - target).squared().mean(over: -1)
  }

  private func velocity<A: TensorAlgebra>(_ h: A, _ theta: Parameters<A>) -> A {
    let slope = A.gradient(at: h, given: theta[4..<9].values) { h, theta in potential(h, theta) }
    let force = affine(h, theta[9], theta[10])
    let turned = matrix(h, theta) • slope.reshaped(to: [Extents.rows, dimension, 1])
    return force - turned.reshaped(to: [Extents.rows, dimension])
  }

  /// M + W.
  private func matrix<A: TensorAlgebra>(_ h: A, _ theta: Parameters<A>) -> A {
    let n = dimension
    let entries = affine(affine(h, theta[0], theta[1]).tanh(), theta[2], theta[3])
      .reshaped(to: [Extents.rows, n, n])
    func mask(_ isKept: (Int, Int) -> Bool, _ value: Double = 1) -> A {
      .constant((0..<n * n).map { isKept($0 / n, $0 % n) ? value : 0 }, shape: [n, n])
    }
    let (lower, upper) = (entries * mask { $0 >= $1 }, entries * mask { $0 < $1 })
    let friction = A.product(lower, lower, transposingRight: true) + mask({ $0 == $1 }, 0.1)
    return friction + upper - upper.transposed()
  }

  private func potential<A: TensorAlgebra>(_ h: A, _ theta: [A]) -> A {
    let network = affine(affine(h, theta[0], theta[1]).tanh(), theta[2], theta[3])
    let residual = network + .product(h, theta[4], transposingRight: true)
    return 0.5 * residual.squared().sum(over: -1) + 0.1 * h.squared().sum(over: -1)
  }

  private func affine<A: TensorAlgebra>(_ x: A, _ weight: A, _ bias: A) -> A {
    .product(x, weight, transposingRight: true) + bias
  }
}
