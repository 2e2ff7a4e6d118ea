public import Tensors

/// A change of features, small in each, that is meant to make a model err.
///
/// Features are changed in the units in which they are given, before anything is standardised.
///
/// ```swift
/// let attack = Attack(.projectedGradient(), size: 0.1)
/// ```
public struct Attack: Sendable, Hashable {
  /// How the change is found.
  public enum Method: Sendable, Hashable {
    /// By the signs of the loss's gradient, once: x + ε sign ∂ℓ/∂x.
    ///
    /// > Source: Goodfellow, Shlens & Szegedy, ICLR (2015), section 4.
    case fastGradientSign
    /// By steps along the signs of the gradient, each followed by the nearest point in the box of half
    /// width ε around x.
    ///
    /// - Parameters:
    ///   - iterations: the number of steps.
    ///   - step: their length, as a part of ε.
    ///   - randomStart: whether they begin anywhere in the box, rather than at x.
    ///
    /// > Source: Madry et al., ICLR (2018), equation (3).
    case projectedGradient(iterations: Int = 20, step: Double = 0.25, randomStart: Bool = false)
    /// By signs from chance, without a look at the model: what a change of this size does that is not
    /// meant to harm.
    case randomSign
  }

  /// How the change is found.
  public let method: Method
  /// ε: the greatest change of a feature.
  public let size: Double

  /// An attack.
  ///
  /// - Precondition: the size is finite and not negative, and there are steps of positive length.
  public init(_ method: Method, size: Double) {
    precondition(size >= 0 && size.isFinite, "an attack of size \(size)")
    if case .projectedGradient(let iterations, let step, _) = method {
      precondition(iterations >= 1 && step > 0, "\(iterations) steps of length \(step)")
    }
    self.method = method
    self.size = size
  }

  /// Changed features.
  ///
  /// - Parameters:
  ///   - features: shape `[rows, features]`.
  ///   - units: what the size is multiplied by for each feature: 1 for its own unit, 0 where it stays;
  ///     shape `[features]`; all 1 when nil.
  ///   - bounds: where changed features stay, such as 0...1 for pixels.
  ///   - stream: the source of chance.
  ///   - gradient: the gradient of each row's loss by its features; shape `[rows, features]`.
  /// - Returns: of the same shape.
  /// - Precondition: features within the bounds, and units not negative.
  public func changed(
    _ features: Tensor<Double>, units: Tensor<Double>? = nil,
    bounds: ClosedRange<Double>? = nil, using stream: inout RandomStream,
    gradient: (Tensor<Double>) -> Tensor<Double>
  ) -> Tensor<Double> {
    precondition(features.rank == 2, "features of shape \(features.shape)")
    let radii = size * (units ?? .ones([features.shape[1]]))
    precondition(radii.shape == [features.shape[1]], "units of shape \(radii.shape)")
    var least = features - radii
    var most = features + radii
    if let bounds {
      least = .maximum(least, .ones(least.shape) * bounds.lowerBound)
      most = .minimum(most, .ones(most.shape) * bounds.upperBound)
    }
    func nearest(_ x: Tensor<Double>) -> Tensor<Double> { .minimum(.maximum(x, least), most) }
    switch method {
    case .randomSign:
      let chance = Tensor<Double>.uniform(shape: features.shape, in: -1..<1, using: &stream)
      return nearest(features + radii * chance.sign())
    case .fastGradientSign:
      return nearest(features + radii * gradient(features).sign())
    case .projectedGradient(let iterations, let step, let randomStart):
      var x = features
      if randomStart {
        x = nearest(x + radii * .uniform(shape: x.shape, in: -1..<1, using: &stream))
      }
      for _ in 0..<iterations { x = nearest(x + (step * radii) * gradient(x).sign()) }
      return x
    }
  }
}
