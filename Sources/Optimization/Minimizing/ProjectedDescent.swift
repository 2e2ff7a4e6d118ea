public import Tensors

/// Descent within a convex set: steps along the gradient of a length learnt from the last step,
/// projected onto the set, with a line search that allows a step to go up a little.
///
///     d = P(x - λ ∇f(x)) - x,   x ← x + α d,   λ ← s·s / s·y,
///
/// where s and y are the last changes of position and gradient, and α is halved until f is below the
/// largest of the last ten values by 1e-4 α d·∇f.
///
/// > Source: Birgin, Martinez & Raydan, SIAM J. Optim. 10 (2000), algorithm SPG2.
public struct ProjectedDescent<Element: Scalar>: Sendable {
  /// The member of the set nearest to a point.
  public typealias Projection = (Tensor<Element>) -> Tensor<Element>

  /// The point reached; shape `[count]`.
  public private(set) var position: Tensor<Element>
  /// The value there.
  public private(set) var value: Element
  /// The gradient there; shape `[count]`.
  public private(set) var gradient: Tensor<Element>
  /// The length of P(x - ∇f(x)) - x, which is 0 where f is least on the set.
  public private(set) var projectedGradientNorm: Element
  /// The iterations done.
  public private(set) var iterations = 0
  /// Whether no step along the last direction was low enough.
  public private(set) var isStuck = false

  private var rate: Element
  private var recent: [Element]

  private static var memory: Int { 10 }
  private static var rates: ClosedRange<Element> { 1e-10...1e10 }

  /// A descent before its first iteration; evaluates the objective once.
  ///
  /// - Parameters:
  ///   - start: where to begin; its projection, if it is not a member.
  ///   - projection: the member of the set nearest to a point.
  ///   - objective: value and gradient at a member.
  /// - Throws: what the objective throws.
  public init<Failure>(
    from start: Tensor<Element>, onto projection: Projection,
    of objective: Objective<Element, Failure>
  ) throws(Failure) {
    position = projection(start)
    (value, gradient) = try objective(position)
    recent = [value]
    let length = (projection(position - gradient) - position).norm
    projectedGradientNorm = length
    rate = length > 0 ? min(max(1 / length, Self.rates.lowerBound), Self.rates.upperBound) : 1
  }

  /// Makes one iteration.
  ///
  /// - Parameters:
  ///   - projection: the same as at the start.
  ///   - objective: the same as at the start.
  /// - Throws: what the objective throws; the descent is then as it was before.
  public mutating func advance<Failure>(
    onto projection: Projection, _ objective: Objective<Element, Failure>
  ) throws(Failure) {
    guard projectedGradientNorm > 0, value.isFinite, !isStuck else { return }
    let direction = projection(position - rate * gradient) - position
    let slope = (direction * gradient).sum()
    guard slope < 0 else {
      isStuck = true
      return
    }
    let highest = recent.max() ?? value
    var step: Element = 1
    while step > Element.ulpOfOne {
      let point = step == 1 ? position + direction : position + step * direction
      let (reached, steepness) = try objective(point)
      if reached <= highest + 1e-4 * step * slope, steepness.norm.isFinite {
        move(to: point, reached, steepness, projection)
        iterations += 1
        return
      }
      step /= 2
    }
    isStuck = true
  }

  private mutating func move(
    to point: Tensor<Element>, _ reached: Element, _ steepness: Tensor<Element>,
    _ projection: Projection
  ) {
    let s = point - position
    let curvature = (s * (steepness - gradient)).sum()
    let wanted = curvature > 0 ? (s * s).sum() / curvature : Self.rates.upperBound
    rate = min(max(wanted, Self.rates.lowerBound), Self.rates.upperBound)
    (position, value, gradient) = (point, reached, steepness)
    recent = Array((recent + [reached]).suffix(Self.memory))
    projectedGradientNorm = (projection(position - gradient) - position).norm
  }
}
