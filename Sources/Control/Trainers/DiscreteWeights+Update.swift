import Calculus
import Tensors

extension DiscreteWeights {
  /// One step of a group of weights that share ρ_k, over any algebra.
  ///
  /// - Parameters:
  ///   - theta: the weights θ_k, members of the set; shape `[n]`.
  ///   - average: M before the step; shape `[n]`.
  ///   - gradient: -∂_θ H, the gradient of the objective; shape `[n]`.
  ///   - numbers: α, ρ and λ; shape `[]` each.
  ///   - isTernary: whether 0 is a member.
  /// - Returns: the weights and the average after the step.
  static func step<A: TensorAlgebra>(
    _ theta: A, average: A, gradient: A, numbers: (alpha: A, rho: A, lambda: A), isTernary: Bool
  ) -> (theta: A, average: A) {
    let m = numbers.alpha * average - (1 - numbers.alpha) * gradient
    let agrees = A.isEqual(m.sign(), theta)
    let rho = numbers.rho * A.select(agrees, .constant(0), m.absolute()).maximum(over: 0)
    return (
      isTernary ? ternary(theta, m, rho, numbers.lambda) : binary(theta, m, rho), m
    )
  }

  /// The maximising weights of {-1, 1}; where both are as good, what is there.
  static func binary<A: TensorAlgebra>(_ theta: A, _ m: A, _ rho: A) -> A {
    // Another sign costs 2 ρ and gains 2 |M|.
    A.select(.isLess(rho, m.absolute()), m.sign(), theta)
  }

  /// The maximising weights of {-1, 0, 1}.
  static func ternary<A: TensorAlgebra>(_ theta: A, _ m: A, _ rho: A, _ lambda: A) -> A {
    let isPositive = A.isLess(rho * (1 - 2 * theta) + lambda, m)
    let isNegative = A.isLess(m, -(rho * (1 + 2 * theta)) - lambda)
    return A.select(isPositive, .constant(1), A.select(isNegative, .constant(-1), .constant(0)))
  }
}

/// The step of discrete weights compiled: groups of weights of any length, moved in place.
final class DiscreteWeightUpdate<Element: Scalar> {
  private let program: Program<Element>
  private let workspace: Workspace<Element>
  private var weights: Tensor<Element>
  private var average: Tensor<Element>
  private var numbers = Tensor<Element>.zeros([3])

  /// - Parameters:
  ///   - isTernary: whether 0 is a member.
  ///   - count: the weights of the largest group.
  init(isTernary: Bool, count: Int) {
    let rows = [Extents.rows]
    let graph = Graph(inputs: [rows, rows, rows, [], [], []]) { v in
      let (theta, average) = DiscreteWeights.step(
        v[0], average: v[1], gradient: v[2], numbers: (v[3], v[4], v[5]), isTernary: isTernary)
      return [theta, average]
    }
    program = Program(graph)
    workspace = program.makeWorkspace(rows: max(count, 1))
    weights = .zeros([max(count, 1)])
    average = .zeros([max(count, 1)])
  }

  /// Moves the weights and the average of a group.
  ///
  /// - Parameters:
  ///   - theta: the weights; `count` numbers.
  ///   - mean: the average M; `count` numbers.
  ///   - gradient: the gradient of the objective; `count` numbers.
  ///   - count: the number of weights.
  ///   - rule: α, ρ and λ.
  func step(
    _ theta: UnsafeMutablePointer<Element>, _ mean: UnsafeMutablePointer<Element>,
    _ gradient: UnsafePointer<Element>, count: Int, _ rule: DiscreteWeights
  ) {
    workspace.bind(input: 0, theta)
    workspace.bind(input: 1, mean)
    workspace.bind(input: 2, gradient)
    numbers.withUnsafeMutableElements { numbers in
      numbers[0] = Element(rule.averaging)
      numbers[1] = Element(rule.inertia)
      numbers[2] = Element(rule.sparsity)
      for index in 0..<3 {
        workspace.bind(input: 3 + index, numbers.baseAddress.map { $0 + index })
      }
    }
    weights.withUnsafeMutableElements { weights in
      average.withUnsafeMutableElements { average in
        workspace.bind(output: 0, weights.baseAddress)
        workspace.bind(output: 1, average.baseAddress)
        program.run(rows: count, in: workspace)
        guard let weights = weights.baseAddress, let average = average.baseAddress else { return }
        theta.update(from: weights, count: count)
        mean.update(from: average, count: count)
      }
    }
  }
}
