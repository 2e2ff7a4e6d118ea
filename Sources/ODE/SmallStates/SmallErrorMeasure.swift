import Calculus
import Tensors

/// Measures the errors of a small state where tolerances are of each component, or where the norm is
/// not the root mean square.
@usableFromInline
struct SmallErrorMeasure {
  @usableFromInline let relative, absolute, weights: [Double]
  @usableFromInline let norm: ErrorNorm

  /// A measure; nil where one pair of tolerances and the root mean square serve.
  @usableFromInline
  init?(_ control: AdaptiveControl, dimension: Int) {
    if control.componentTolerances == nil && control.norm == .rootMeanSquare { return nil }
    (relative, absolute) = control.tolerances(over: dimension, in: Double.self)
    control.norm.check(dimension: dimension)
    norm = control.norm
    weights = control.norm.weights(dimension: dimension)
  }

  /// The square of the norm of so many errors, whose sizes relative to their tolerances are given.
  @usableFromInline
  func square(_ count: Int, _ ratio: (Int) -> Double) -> Double {
    switch norm {
    case .rootMeanSquare, .weighted:
      return (0..<count).reduce(0) { $0 + weights[$1] * ratio($1) * ratio($1) }
    case .maximum:
      // A ratio that is no number stays one.
      let largest = (0..<count).reduce(0) { largest, index in
        let next = abs(ratio(index))
        return next > largest || next.isNaN ? next : largest
      }
      return largest * largest
    case .custom(let norm):
      return withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { ratios in
        for index in 0..<count { ratios[index] = abs(ratio(index)) }
        let value = norm.norm(Span(_unsafeElements: ratios))
        return value >= 0 ? value * value : .nan
      }
    }
  }
}

extension SmallStepper {
  /// The square of the norm of the error estimate.
  ///
  /// - Parameters:
  ///   - h: the size of the step.
  ///   - measure: the tolerances and the norm.
  /// - Returns: the square; not a number when the state after the step is not finite.
  @usableFromInline @inline(never)
  func squaredError(_ h: Double, _ measure: SmallErrorMeasure) -> Double {
    guard isFinite(8) else { return .nan }
    let e = tableau.e
    let weights = [e.k1, e.k2, e.k3, e.k4, e.k5, e.k6, e.k7]
    let (x, y) = (components(0), components(8))
    return measure.square(State.dimension) { index in
      let error = (0..<7).reduce(0.0) { sum, stage in
        weights[stage] == 0 ? sum : sum + weights[stage] * Double(components(stage + 1)[index])
      }
      let size = Double(max(abs(x[index]), abs(y[index])))
      return h * error / (measure.absolute[index] + measure.relative[index] * size)
    }
  }

  /// The norm of a place, relative to tolerances at the state, as that of ``norm(_:absolute:relative:)``
  /// is: sums of squares, not their means.
  @usableFromInline @inline(never)
  func norm(_ place: Int, _ measure: SmallErrorMeasure) -> Double {
    let (x, v) = (components(0), components(place))
    let square = measure.square(State.dimension) { index in
      Double(v[index]) / (measure.absolute[index] + measure.relative[index] * Double(abs(x[index])))
    }
    return (square * measure.norm.sumFactor(dimension: State.dimension)).squareRoot()
  }
}
