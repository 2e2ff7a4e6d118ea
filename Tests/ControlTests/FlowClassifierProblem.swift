import Calculus
import Control
import ODE
import Tensors

/// The flow classifier that other programs also solve: dx/dt = W₂ tanh(W₁x + b₁) + b₂, classical
/// Runge-Kutta with equal steps on [0, 1], logit w·x(1) + c, mean logistic loss, Adam.
///
/// Inputs and first weights come from splitmix64, so that any language makes the same bits.
struct FlowClassifierProblem {
  let dimension: Int
  let hidden: Int
  let batch: Int

  struct Field: ControlledField {
    let dimension: Int
    let hidden: Int

    var parameters: ParameterLayout {
      ParameterLayout([
        "w1": [dimension, hidden], "b1": [hidden], "w2": [hidden, dimension], "b2": [dimension],
      ])
    }

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      (x • theta[0] + theta[1]).tanh() • theta[2] + theta[3]
    }
  }

  struct LogisticLoss: TerminalCost {
    let dimension: Int
    let targetDimension = 1
    var parameters: ParameterLayout { ParameterLayout(["w": [dimension, 1], "c": [1]]) }

    func cost<A: TensorAlgebra>(_ x: A, _ y: A, _ theta: Parameters<A>) -> A {
      (-(y * (x • theta[0] + theta[1]))).softplus().sum(over: -1)
    }
  }

  func problem<E: Scalar>(steps: Int, _: E.Type) -> ControlProblem<E> {
    let hamiltonian = Hamiltonian(field: Field(dimension: dimension, hidden: hidden))
    return ControlProblem(
      dynamics: HamiltonianProgram(hamiltonian),
      terminal: TerminalProgram(LogisticLoss(dimension: dimension)),
      solver: .fixed(FlowScheme(method: .rungeKutta4, steps: steps)))
  }

  func ensemble<E: Scalar>(_: E.Type) -> Ensemble<E> {
    let x = uniform(1, batch * dimension, 1)
    let labels = (0..<batch).map { row -> E in
      let (a, b) = (x[row * dimension], x[row * dimension + 1])
      return a * a + b * b < 0.5 ? 1 : -1
    }
    return Ensemble(
      states: Tensor(x.map(E.init), shape: [batch, dimension]),
      targets: Tensor(labels, shape: [batch, 1]))
  }

  func initialParameters<E: Scalar>(_: E.Type) -> Tensor<E> {
    let d = 1 / Double(dimension).squareRoot()
    let h = 1 / Double(hidden).squareRoot()
    let w1 = uniform(2, hidden * dimension, d)
    let w2 = uniform(4, dimension * hidden, h)
    let parts = [
      transposed(w1, rows: hidden, columns: dimension), uniform(3, hidden, d),
      transposed(w2, rows: dimension, columns: hidden), uniform(5, dimension, h),
      uniform(6, dimension, d), [0],
    ]
    return Tensor(parts.flatMap { $0 }.map(E.init))
  }

  private func transposed(_ x: [Double], rows: Int, columns: Int) -> [Double] {
    (0..<columns).flatMap { column in (0..<rows).map { x[$0 * columns + column] } }
  }

  private func uniform(_ seed: UInt64, _ count: Int, _ scale: Double) -> [Double] {
    var state = seed
    return (0..<count).map { _ in
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      z ^= z >> 31
      return scale * (2 * (Double(z >> 11) * 0x1p-53) - 1)
    }
  }
}

/// Adam as the programs that are compared with write it.
struct PlainAdam {
  var m: [Double]
  var v: [Double]
  var step = 0

  init(_ count: Int) {
    m = Array(repeating: 0, count: count)
    v = m
  }

  mutating func update<E: Scalar>(_ theta: inout Tensor<E>, _ gradient: Tensor<E>, rate: Double) {
    step += 1
    var values = theta.elements
    for (i, g) in gradient.elements.map(Double.init).enumerated() {
      m[i] = 0.9 * m[i] + 0.1 * g
      v[i] = 0.999 * v[i] + 0.001 * g * g
      let (a, b) = (1 - power(0.9, step), 1 - power(0.999, step))
      values[i] -= E(rate * (m[i] / a) / ((v[i] / b).squareRoot() + 1e-8))
    }
    theta = Tensor(values)
  }

  private func power(_ base: Double, _ n: Int) -> Double { (0..<n).reduce(1) { p, _ in p * base } }
}
