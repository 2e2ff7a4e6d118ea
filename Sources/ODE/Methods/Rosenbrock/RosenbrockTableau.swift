/// A Rosenbrock method as a table of numbers: each stage is linear, with the Jacobian matrix J = ∂f/∂x
/// at the beginning of the step in the method.
///
/// In the form that needs no products with J, one step of size h from (t, x) solves
///
///     (I − hγ J) v_i = γ [ f(t + c_i h, x + h Σ_{j<i} a_ij v_j) + Σ_{j<i} C_ij v_j + d_i h ∂f/∂t ],
///
/// it ends at x + h Σ_i m_i v_i, its error is estimated by h Σ_i e_i v_i, and between the ends of the
/// step the solution is x + h Σ_i m_i(θ) v_i with polynomials m_i.
///
/// > Source: Hairer & Wanner, Solving Ordinary Differential Equations II (1996), IV.7.
public struct RosenbrockTableau: Sendable, Hashable {
  /// The name in options: `rodas4`, `rodas5p`.
  public let name: String
  /// The order p: the error over a fixed time is of the order of h^p.
  public let order: Int
  /// γ.
  public let gamma: Double
  /// The weights of the earlier stages in each stage's state: row i has i entries.
  public let a: [[Double]]
  /// The weights C of the earlier stages beside the velocity: row i has i entries.
  public let couplings: [[Double]]
  /// The weights of ∂f/∂t.
  public let d: [Double]
  /// The stages' times, in steps.
  public let c: [Double]
  /// The stages' weights in the step.
  public let m: [Double]
  /// The stages' weights in the error estimate, and the order of the method that it compares with.
  public let errorWeights: [Double]
  public let estimateOrder: Int
  /// The solution between the ends of a step; its rows are the velocity at the beginning, whose weights
  /// are 0, and the stages.
  public let denseOutput: DenseOutput
  /// Where the coefficients were published.
  public let source: String

  /// The number of stages.
  public var stages: Int { m.count }
}

extension RosenbrockTableau {
  /// A method of a family whose last stages repeat its step: m is the row of the last stage and 1, and
  /// the error estimate is the last stage.
  ///
  /// - Parameters:
  ///   - name: the name in options.
  ///   - order: the order.
  ///   - gamma: γ.
  ///   - a: the weights of earlier stages in the stages' states.
  ///   - couplings: the weights of earlier stages beside the velocities.
  ///   - c: the stages' times.
  ///   - d: the weights of ∂f/∂t.
  ///   - dense: the rows h_2, h_3, … of x(θ) = (1 − θ) x + θ [x₁ + (1 − θ) h Σ_j (h_2j + θ h_3j + …) v_j].
  ///   - denseOrder: the order of that solution.
  ///   - source: where the coefficients were published.
  init(
    name: String, order: Int, gamma: Double, a: [[Double]], couplings: [[Double]], c: [Double],
    d: [Double], dense: [[Double]], denseOrder: Int, source: String
  ) {
    let stages = a.count
    self.name = name
    self.order = order
    self.gamma = gamma
    self.a = a
    self.couplings = couplings
    self.c = c
    self.d = d
    let weights = a[stages - 1] + [1]
    m = weights
    errorWeights = [Double](repeating: 0, count: stages - 1) + [1]
    estimateOrder = order - 1
    self.source = source
    // θ m + θ (1 − θ) Σ_k θ^k h_k, by powers of θ.
    let rows = weights.indices.map { stage in
      var row = [Double](repeating: 0, count: dense.count + 1)
      row[0] = weights[stage]
      for (power, numbers) in dense.enumerated() where stage < numbers.count {
        row[power] += numbers[stage]
        row[power + 1] -= numbers[stage]
      }
      return row
    }
    denseOutput = DenseOutput(
      coefficients: [[Double](repeating: 0, count: dense.count + 1)] + rows, order: denseOrder)
    precondition(
      couplings.count == stages && c.count == stages && d.count == stages
        && zip(a, couplings).enumerated().allSatisfy {
          $0.element.0.count == $0.offset && $0.element.1.count == $0.offset
        }, "method \(name): \(stages) stages with rows of other lengths")
  }
}

extension RosenbrockTableau {
  /// The classical coefficients: with unknowns K_i = h f(…, x + Σ α_ij K_j) + h J Σ_{j≤i} γ_ij K_j, the
  /// step ends at x + Σ b_i K_i.
  ///
  /// Γ is the inverse of the matrix 1/γ less C, α = a Γ, and b = m Γ.
  var classical: (alpha: [[Double]], couplings: [[Double]], b: [Double]) {
    let full = inverseOfCouplings
    func times(_ row: [Double]) -> [Double] {
      m.indices.map { j in row.indices.reduce(0) { $0 + row[$1] * full[$1][j] } }
    }
    return (
      a.enumerated().map { Array(times($0.element).prefix($0.offset)) },
      full.enumerated().map { Array($0.element.prefix($0.offset)) }, times(m)
    )
  }

  /// The lower triangular matrix Γ, by forward substitution.
  private var inverseOfCouplings: [[Double]] {
    var full = [[Double]](repeating: [Double](repeating: 0, count: stages), count: stages)
    for column in 0..<stages {
      full[column][column] = gamma
      for row in column + 1..<max(stages, column + 1) {
        let sum = (column..<row).reduce(0) { $0 + couplings[row][$1] * full[$1][column] }
        full[row][column] = gamma * sum
      }
    }
    return full
  }
}

extension RosenbrockTableau: CustomStringConvertible {
  /// The method's name.
  public var description: String { name }
}
