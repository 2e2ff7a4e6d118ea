/// The increasing sequence nearest to given values, in the weighted sum of squares: what no flow on
/// the line can come nearer to.
///
/// Neighbours that are out of order are pooled to their mean until none is: an exact minimum in linear
/// time. With values of a function at points of a line and the points' shares as weights, ``distance``
/// is the distance of the function from the increasing ones, and so the barrier of all flows of one
/// dimension, whose maps are increasing.
///
/// > Source: Ayer, Brunk, Ewing, Reid & Silverman, Annals of Mathematical Statistics 26 (1955).
public struct IsotonicRegression: Sendable, Hashable {
  /// The nearest increasing sequence; as many as values.
  public let fitted: [Double]
  /// The root of Σ w_i (fitted_i - value_i)².
  public let distance: Double

  /// The regression of values in the order of their places.
  ///
  /// - Parameters:
  ///   - values: the values.
  ///   - weights: a positive weight for each; nil for 1 each.
  /// - Precondition: there are as many weights as values, and all are positive.
  /// - Complexity: O(values).
  public init(_ values: [Double], weights: [Double]? = nil) {
    let weights = weights ?? Array(repeating: 1, count: values.count)
    precondition(
      weights.count == values.count && weights.allSatisfy { $0 > 0 },
      "\(weights.count) weights for \(values.count) values: each needs a positive one")
    var pools: [(mean: Double, weight: Double, count: Int)] = []
    for (value, weight) in zip(values, weights) {
      var pool = (mean: value, weight: weight, count: 1)
      while let last = pools.last, last.mean >= pool.mean {
        let weight = last.weight + pool.weight
        pool = (
          (last.mean * last.weight + pool.mean * pool.weight) / weight, weight,
          last.count + pool.count
        )
        pools.removeLast()
      }
      pools.append(pool)
    }
    let fitted = pools.flatMap { Array(repeating: $0.mean, count: $0.count) }
    self.fitted = fitted
    distance =
      values.indices.reduce(0) { sum, index in
        let gap = fitted[index] - values[index]
        return sum + weights[index] * gap * gap
      }.squareRoot()
  }
}
