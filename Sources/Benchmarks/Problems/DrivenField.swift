import Calculus
import Tensors

/// A perceptron with something else beside it: dx/dt = V tanh(W x + b) + c + sin(t) x₀ x₁.
struct DrivenField: ControlledField {
  let dimension: Int
  let hidden: Int

  var parameters: ParameterLayout {
    ParameterLayout([
      "w": [dimension, hidden], "b": [hidden], "v": [hidden, dimension], "c": [dimension],
    ])
  }

  func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
    let network = (x • theta[0] + theta[1]).tanh() • theta[2] + theta[3]
    return network + t.sin() * (x.component(0) * x.component(1))
  }

  /// What one evaluation takes for one row.
  var work: FieldWork {
    var work = FieldWork(widths: [dimension, hidden, dimension], function: .tanh)
    work.functions[.sin] = 1
    work.others = 2 + dimension
    return work
  }
}
