import Calculus
import Control

/// A linear recurrent network in continuous time that is to repeat its input ten steps later.
///
///     h_k = h_{k-1} + δ (W h_{k-1} + U x_k),  y_k = c · h_k;  the loss is the mean of (y_k - target_k)².
///
/// > Source: Li, Han, E & Li, On the curse of memory in recurrent neural networks, ICLR 2021.
struct RecurrentLoss: RowLoss {
  /// The components of h.
  let hidden: Int
  /// The numbers of a sequence.
  let length: Int
  /// δ.
  var timeStep = 0.1

  var inputs: [[Int]] { [[length], [length]] }

  var parameters: ParameterLayout {
    ParameterLayout(["w": [hidden, hidden], "u": [1, hidden], "c": [hidden, 1]])
  }

  func loss<A: TensorAlgebra>(_ rows: [A], _ theta: Parameters<A>) -> A {
    let (x, targets) = (rows[0], rows[1])
    let identity = (0..<hidden * hidden).map { $0 % (hidden + 1) == 0 ? 1.0 : 0 }
    let step = A.constant(identity, shape: [hidden, hidden]) + timeStep * theta[0].transposed()
    let drive = timeStep * theta[1]
    var h = x.component(0) • drive
    var total = (h • theta[2] - targets.component(0)).squared()
    for k in 1..<length {
      h = (x.component(k) • drive) + (h • step)
      total = total + (h • theta[2] - targets.component(k)).squared()
    }
    return (total / Double(length)).sum(over: -1)
  }
}
