public import Calculus
public import Tensors

/// What principal components make up a part of.
public enum ComponentMeasure: String, Sendable, Hashable, CaseIterable {
  /// The sum of the singular values of the centred states: as the source does.
  case spectrum
  /// The sum of their squares: the variance.
  case variance
}

/// An affine subspace: E(z) = μ + V Vᵀ (z - μ), with orthonormal columns in V.
public struct SubspaceEmbedding<Element: Scalar>: StateEmbedding {
  /// μ; shape `[dimension]`.
  public let mean: Tensor<Element>
  /// V; shape `[dimension, rank]`.
  public let basis: Tensor<Element>

  /// A subspace through a point.
  ///
  /// - Parameters:
  ///   - mean: the point; shape `[dimension]`.
  ///   - basis: orthonormal columns; shape `[dimension, rank]`.
  public init(mean: Tensor<Element>, basis: Tensor<Element>) {
    precondition(
      basis.rank == 2 && mean.shape == [basis.shape[0]],
      "a mean of shape \(mean.shape) and a basis of shape \(basis.shape)")
    self.mean = mean
    self.basis = basis
  }

  /// The principal components of states, computed in double precision from the eigenvectors of their
  /// covariance.
  ///
  /// - Parameters:
  ///   - states: clean states; shape `[rows, dimension]`.
  ///   - fraction: the part of the measure that is kept, above 0 and at most 1.
  ///   - measure: what it is a part of.
  /// - Throws: `LinearAlgebraError` when states are not finite.
  /// - Precondition: there is a state.
  ///
  /// > Source: Chen, Li & Zhang, ICLR (2021), which keeps a part of the sum of singular values; it
  /// > centres states by the mean of the batch at hand, we by that of the states given here.
  public init(
    fitting states: Tensor<Element>, keeping fraction: Double,
    of measure: ComponentMeasure = .spectrum
  ) throws(LinearAlgebraError) {
    precondition(fraction > 0 && fraction <= 1, "a part of \(fraction) of the components")
    precondition(states.rank == 2 && states.shape[0] >= 1, "states of shape \(states.shape)")
    let numbers = states.converted(to: Double.self)
    let mean = numbers.mean(over: 0)
    let centred = numbers - mean
    let covariance = centred.product(centred, transposing: .left)
    let eigen = try SymmetricEigen(covariance)
    let n = states.shape[1]
    // Ascending, and below zero by rounding only.
    let squares = eigen.values.elements.reversed().map { max($0, 0) }
    let sizes = measure == .variance ? squares : squares.map { $0.squareRoot() }
    let rank = SubspaceEmbedding.count(of: sizes, keeping: fraction)
    self.init(
      mean: mean.converted(to: Element.self),
      basis: eigen.vectors.columns(n - rank..<n).converted(to: Element.self))
  }

  /// How many of some descending numbers make up a fraction of their sum.
  private static func count(of sizes: [Double], keeping fraction: Double) -> Int {
    let total = sizes.reduce(0, +)
    guard total > 0 else { return 0 }
    // The rest is summed from its small end, so that a fraction of 1 leaves out zeros only.
    var rest = 0.0
    var rank = sizes.count
    while rank > 0, rest + sizes[rank - 1] <= (1 - fraction) * total {
      rest += sizes[rank - 1]
      rank -= 1
    }
    return rank
  }

  public var dimension: Int { basis.shape[0] }
  public var parameters: [Tensor<Element>] { [mean, basis] }

  public var rank: Int { basis.shape[1] }

  public func projection<A: TensorAlgebra>(_ z: A, _ theta: Parameters<A>) -> A {
    guard rank > 0 else { return theta[0].broadcast(like: z) }
    return theta[0] + ((z - theta[0]) • theta[1]) • theta[1].transposed()
  }
}
