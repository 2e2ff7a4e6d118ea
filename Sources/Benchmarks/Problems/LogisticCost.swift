import Calculus
import Control

/// The logistic loss of a linear read-out: `softplus(-y (w·x + c))` with y = 1 or -1.
struct LogisticCost: TerminalCost {
  let dimension: Int
  let targetDimension = 1

  var parameters: ParameterLayout { ParameterLayout(["w": [dimension, 1], "c": [1]]) }

  func cost<A: TensorAlgebra>(_ x: A, _ y: A, _ theta: Parameters<A>) -> A {
    (-(y * (x • theta[0] + theta[1]))).softplus().sum(over: -1)
  }
}
