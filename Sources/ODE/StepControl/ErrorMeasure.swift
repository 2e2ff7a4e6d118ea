import Tensors

/// Measures the errors of a block's steps where tolerances are of each component, or where the norm is
/// not the root mean square.
final class ErrorMeasure<Element: Scalar> {
  private let memory: StepMemory<Element>
  private let norm: ErrorNorm
  private let relative: [Element]
  private let absolute: [Element]
  /// The weights of the squares, whose sum is 1; for the maximum none.
  private let weights: [Double]
  private let sum: UnsafeMutablePointer<Element>
  private let square: UnsafeMutablePointer<Element>
  private let ratios: UnsafeMutablePointer<Double>

  /// A measure for the rows of some memory; nil where the kernel for all components serves.
  init?(_ control: AdaptiveControl, _ memory: StepMemory<Element>) {
    if control.componentTolerances == nil && control.norm == .rootMeanSquare { return nil }
    let n = memory.dimension
    let numbers = control.tolerances(over: n, in: Element.self)
    control.norm.check(dimension: n)
    self.memory = memory
    norm = control.norm
    (relative, absolute) = numbers
    weights = control.norm.weights(dimension: n)
    sum = .allocate(capacity: memory.capacity)
    square = .allocate(capacity: memory.capacity)
    ratios = .allocate(capacity: n)
  }

  deinit {
    sum.deallocate()
    square.deallocate()
    ratios.deallocate()
  }

  /// Computes the squares of the norms of errors, relative to the tolerances at two states, into
  /// `memory.state.squaredErrors`.
  ///
  /// - Parameters:
  ///   - count: the number of rows.
  ///   - errors: the errors; shape `[dimension, count]`. The closure of a user's norm finds their
  ///     ratios in their place.
  ///   - x: the states; shape `[dimension, count]`.
  ///   - y: other states; where one is not finite, the result is no number.
  func squaredErrors(
    _ count: Int, of errors: UnsafeMutablePointer<Element>, _ x: UnsafePointer<Element>,
    _ y: UnsafePointer<Element>
  ) {
    Element.fill(memory.chosen, with: 1, count: count)
    for component in 0..<memory.dimension {
      let place = component * count
      let isFirst = component == 0
      let target = isFirst ? sum : square
      Combination.squaredErrors(
        of: errors + place, rows: count, columns: 1, x + place, y + place, h: memory.chosen,
        tolerances: (absolute[component], relative[component]), to: target)
      if case .custom = norm { (errors + place).update(from: target, count: count) }
      join(target, component, count, isFirst: isFirst)
    }
    Element.widen(sum, to: memory.state.squaredErrors, count: count)
    if case .custom(let norm) = norm { apply(norm, count, errors) }
  }

  private func join(
    _ square: UnsafeMutablePointer<Element>, _ component: Int, _ count: Int, isFirst: Bool
  ) {
    switch norm {
    case .rootMeanSquare, .weighted:
      let beta: Element = isFirst ? 0 : 1
      Element.scaleAdd(Element(weights[component]), square, beta, to: sum, count: count)
    case .maximum, .custom:
      // NaN comes through the sum of both, but not through all maxima.
      if !isFirst { Element.apply(.maximum, sum, square, to: sum, count: count) }
    }
  }

  private func apply(
    _ norm: CustomErrorNorm, _ count: Int, _ squares: UnsafePointer<Element>
  ) {
    let n = memory.dimension
    let results = memory.state.squaredErrors
    for slot in 0..<count where results[slot].isFinite {
      for component in 0..<n {
        ratios[component] = Double(squares[component * count + slot]).squareRoot()
      }
      let value = norm.norm(Span(_unsafeStart: UnsafePointer(ratios), count: n))
      results[slot] = value >= 0 ? value * value : .nan
    }
  }
}

extension AdaptiveControl {
  /// The tolerances of each component in a precision of perhaps small range, the absolute ones kept
  /// above 0.
  func tolerances<Element: Scalar>(
    over dimension: Int, in precision: Element.Type
  ) -> (relative: [Element], absolute: [Element]) {
    let all = ComponentTolerances(relative: [relative], absolute: [absolute])
    let spread = (componentTolerances ?? all).spread(over: dimension)
    return (
      spread.relative.map { Element($0) },
      spread.absolute.map { max(Element($0), Element.leastNormalMagnitude) }
    )
  }
}

extension ErrorNorm {
  /// The weights of the squares in a mean, whose sum is 1; ones where there is no mean.
  func weights(dimension: Int) -> [Double] {
    switch self {
    case .rootMeanSquare:
      return [Double](repeating: 1 / Double(dimension), count: dimension)
    case .weighted(let weights):
      let sum = weights.reduce(0, +)
      return weights.map { $0 / sum }
    case .maximum, .custom:
      return [Double](repeating: 1, count: dimension)
    }
  }

  /// What the norm is multiplied by where sums of squares are asked for, not their means.
  func sumFactor(dimension: Int) -> Double {
    switch self {
    case .rootMeanSquare, .weighted: Double(dimension)
    case .maximum, .custom: 1
    }
  }
}
