public import Calculus
public import Tensors

/// x + δ f(x, θ): a residual layer, the step of Euler's method for dx/dt = f(x, θ).
///
/// > Source: He, Zhang, Ren & Sun, CVPR (2016), equation (1); E, Commun. Math. Stat. 5 (2017), for the
/// > flow.
public struct ResidualBlock<Branch: Layer>: Layer {
  /// f, whose outputs have the shape of its inputs.
  public let branch: Branch
  /// δ.
  public let step: Double

  /// A residual layer.
  ///
  /// - Parameters:
  ///   - branch: f.
  ///   - step: δ.
  public init(_ branch: Branch, step: Double = 1) {
    self.branch = branch
    self.step = step
  }

  public var parameters: ParameterLayout { branch.parameters }

  /// The layer's value.
  ///
  /// - Precondition: the branch keeps the shape of its inputs.
  public func apply<A: TensorAlgebra>(_ x: A, _ theta: Parameters<A>) -> A {
    let change = branch.apply(x, theta)
    precondition(
      change.shape == x.shape,
      "a branch takes \(Extents.describe(x.shape)) to \(Extents.describe(change.shape))")
    return x + step * change
  }

  public func initialParameters(using stream: inout RandomStream) -> [Double] {
    branch.initialParameters(using: &stream)
  }
}
