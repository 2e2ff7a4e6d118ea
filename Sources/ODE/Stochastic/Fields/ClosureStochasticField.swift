public import Calculus
public import Tensors

/// A stochastic equation given by two closures over one row.
///
/// ```swift
/// let price = ClosureStochasticField<Double>(
///   dimension: 1, noise: .diagonal, sense: .ito,
///   drift: { _, x, f in f[0] = 0.05 * x[0] }, diffusion: { _, x, g in g[0] = 0.2 * x[0] })
/// ```
public struct ClosureStochasticField<Element: Scalar>: StochasticField {
  /// A function of one row: time, state `[dimension]`, and the values to set.
  public typealias Rule = ClosureField<Element>.Velocity

  public let dimension: Int
  public let noise: NoiseKind
  public let sense: StochasticSense
  let drift: Rule
  let diffusion: Rule

  /// An equation whose closures set every component of f and of g.
  ///
  /// - Parameters:
  ///   - dimension: the components of a state, at least 1.
  ///   - noise: how noise enters.
  ///   - sense: the sense of the equation.
  ///   - drift: sets f; shape `[dimension]`.
  ///   - diffusion: sets g; shape `[dimension]` for diagonal noise, else `[dimension, m]`, the motions
  ///     last.
  /// - Precondition: there is at least one component and one motion.
  public init(
    dimension: Int, noise: NoiseKind, sense: StochasticSense, drift: @escaping Rule,
    diffusion: @escaping Rule
  ) {
    precondition(
      dimension >= 1 && noise.components(dimension: dimension) >= 1,
      "an equation of \(dimension) components with noise \(noise)")
    self.dimension = dimension
    self.noise = noise
    self.sense = sense
    self.drift = drift
    self.diffusion = diffusion
  }

  public func makeEvaluator(rowCapacity: Int) -> any StochasticEvaluator<Element> {
    Evaluator(self)
  }

  private final class Evaluator: StochasticEvaluator {
    let field: ClosureStochasticField
    let x: UnsafeMutablePointer<Element>
    let values: UnsafeMutablePointer<Element>
    let size: Int

    init(_ field: ClosureStochasticField) {
      self.field = field
      size = field.noise.size(dimension: field.dimension)
      let count = field.dimension + max(size, field.dimension)
      x = .allocate(capacity: count)
      x.initialize(repeating: 0, count: count)
      values = x + field.dimension
    }

    deinit { x.deallocate() }

    func drift(_ points: RowPoints<Element>, into f: UnsafeMutablePointer<Element>) {
      apply(field.drift, points, field.dimension, f)
    }

    func diffusion(_ points: RowPoints<Element>, into g: UnsafeMutablePointer<Element>) {
      apply(field.diffusion, points, size, g)
    }

    private func apply(
      _ rule: Rule, _ points: RowPoints<Element>, _ size: Int, _ y: UnsafeMutablePointer<Element>
    ) {
      let n = field.dimension
      for row in 0..<points.count {
        for c in 0..<n { x[c] = points.x[c * points.count + row] }
        var span = MutableSpan(_unsafeStart: values, count: size)
        rule(points.t[row], Span(_unsafeStart: UnsafePointer(x), count: n), &span)
        for c in 0..<size { y[c * points.count + row] = values[c] }
      }
    }
  }
}
