public import Tensors

/// A minimisation on its way: where it is, and what it has learnt of the curvature.
///
/// ``Minimizer/minimum(from:of:)`` runs it to its end; ``advance(_:)`` makes one iteration, for a
/// caller that reports or saves in between.
public struct Minimization<Element: Scalar>: Sendable {
  /// The parameters reached; shape `[count]`.
  public private(set) var position: Tensor<Element>
  /// The value there.
  public private(set) var value: Element
  /// The gradient there; shape `[count]`.
  public private(set) var gradient: Tensor<Element>
  /// The gradient's Euclidean norm.
  public private(set) var gradientNorm: Element
  /// The iterations done.
  public private(set) var iterations = 0
  /// The evaluations of value and gradient.
  public private(set) var evaluations = 1
  /// Why the minimisation ended; nil while it goes on.
  public private(set) var outcome: MinimizerOutcome?

  let threshold: Element
  private(set) var history: CurvatureHistory<Element>
  private let minimizer: Minimizer
  private var direction: Tensor<Element>

  /// The multiple of a value's last digit that is taken for noise in it.
  private static var noisyDigits: Double { 64 }

  /// A minimisation before its first iteration; evaluates the objective once.
  public init<Failure>(
    _ minimizer: Minimizer, from start: Tensor<Element>, of objective: Objective<Element, Failure>
  ) throws(Failure) {
    self.minimizer = minimizer
    position = start
    (value, gradient) = try objective(start)
    precondition(
      gradient.count == start.count,
      "a gradient of \(gradient.count) elements for \(start.count) parameters")
    gradientNorm = norm(of: gradient)
    threshold = max(
      Element(minimizer.gradientTolerance),
      Element(minimizer.relativeGradientTolerance) * gradientNorm)
    history = CurvatureHistory(capacity: minimizer.historyCount, count: start.count)
    direction = Tensor(repeating: 0, shape: [start.count])
    if !value.isFinite || !gradientNorm.isFinite {
      outcome = .notFinite
    } else if gradientNorm <= threshold {
      outcome = .convergedByGradient
    }
  }

  /// A minimisation that goes on from a state; the next iteration is the one that would have followed.
  ///
  /// - Parameters:
  ///   - minimizer: the minimiser that the state belongs to; its limit of iterations may differ.
  ///   - state: where a minimisation was.
  /// - Throws: when the state contradicts itself or remembers another number of steps.
  public init(
    _ minimizer: Minimizer, resuming state: MinimizationState<Element>
  ) throws(OptimizerStateError) {
    try state.check(historyCount: minimizer.historyCount)
    self.minimizer = minimizer
    position = state.position
    value = state.value
    gradient = state.gradient
    gradientNorm = norm(of: state.gradient)
    threshold = state.threshold
    iterations = state.iterations
    evaluations = state.evaluations
    outcome = state.outcome == .iterationLimit ? nil : state.outcome
    history = CurvatureHistory(state.curvature)
    direction = Tensor(repeating: 0, shape: [state.position.count])
  }

  /// Makes one iteration: a direction, a search along it, and the tests for the end.
  ///
  /// - Parameter objective: the same function as at the start.
  /// - Throws: what the objective throws; the minimisation is then as it was before.
  public mutating func advance<Failure>(
    _ objective: Objective<Element, Failure>
  ) throws(Failure) {
    guard outcome == nil else { return }
    guard iterations < minimizer.iterationLimit else {
      outcome = .iterationLimit
      return
    }
    let slope = aim()
    let (found, verdict) = try search(objective, slope: slope)
    if verdict == .unbounded {
      outcome = .unbounded
    }
    if let found, verdict == .accepted || found.value < value {
      move(to: found)
    } else if history.size > 0 {
      history.removeAll()
    } else {
      outcome = .lineSearchFailed
    }
    iterations += 1
  }
}

extension Minimization {
  /// A point on the line with its value and gradient.
  private struct Trial {
    let position: Tensor<Element>
    let value: Element
    let gradient: Tensor<Element>
  }

  /// Sets the direction to the negative gradient times the inverse Hessian; returns its slope.
  private mutating func aim() -> Element {
    let slope = turn()
    guard slope >= 0 || !slope.isFinite, history.size > 0 else { return slope }
    history.removeAll()
    return turn()
  }

  private mutating func turn() -> Element {
    let count = direction.count
    return gradient.withUnsafeElements { gradient in
      direction.withUnsafeMutableElements { direction in
        guard let g = gradient.baseAddress, let d = direction.baseAddress else { return 0 }
        d.update(from: g, count: count)
        history.multiply(d)
        d.scale(by: -1, count: count)
        return Element.dot(d, g, count: count)
      }
    }
  }

  /// Searches along the direction; the point is the accepted one, else the lowest one seen.
  private mutating func search<Failure>(
    _ objective: Objective<Element, Failure>, slope: Element
  ) throws(Failure) -> (Trial?, LineSearch.Verdict) {
    guard slope < 0, slope.isFinite else { return (nil, .exhausted) }
    let firstStep = history.size > 0 ? 1 : min(1, 1 / Double(gradientNorm))
    let noise = Self.noisyDigits * Double(Element.ulpOfOne) * abs(Double(value))
    var search = LineSearch(
      minimizer.conditions, value: Double(value), slope: Double(slope), firstStep: firstStep,
      noise: noise)
    var lowest: Trial?
    while search.verdict == .undecided {
      let point = moved(by: Element(search.step))
      let (value, gradient) = try objective(point)
      evaluations += 1
      let trial = Trial(position: point, value: value, gradient: gradient)
      search.advance(value: Double(value), slope: Double(product(direction, gradient)))
      let isFinite = value.isFinite && norm(of: gradient).isFinite
      let isLowest = lowest.map { value < $0.value } ?? true
      if search.verdict == .accepted || (isFinite && isLowest) { lowest = trial }
    }
    return (lowest, search.verdict)
  }

  private func moved(by step: Element) -> Tensor<Element> {
    var point = position
    point.withUnsafeMutableElements { x in
      direction.withUnsafeElements { d in
        guard let x = x.baseAddress, let source = d.baseAddress else { return }
        Element.scaleAdd(step, source, 1, to: x, count: d.count)
      }
    }
    return point
  }

  /// Whether the value is as good as it was; without a tolerance, whether neither it nor the
  /// gradient becomes smaller, which rounding brings about.
  private func isStill(at trial: Trial) -> Bool {
    let magnitude = max(abs(value), abs(trial.value))
    let isLevel = value - trial.value <= Element(minimizer.valueTolerance) * magnitude
    guard minimizer.valueTolerance == 0 else { return isLevel }
    return isLevel && norm(of: trial.gradient) >= gradientNorm
  }

  private mutating func move(to trial: Trial) {
    history.append(from: position, gradient, to: trial.position, trial.gradient)
    let stepNorm = distance(position, trial.position)
    let isStill = isStill(at: trial)
    position = trial.position
    value = trial.value
    gradient = trial.gradient
    gradientNorm = norm(of: gradient)
    guard outcome == nil else { return }
    if gradientNorm <= threshold {
      outcome = .convergedByGradient
    } else if isStill {
      outcome = .convergedByValue
    } else if stepNorm <= Element(minimizer.stepTolerance) * norm(of: position) {
      outcome = .convergedByStep
    }
  }
}

private func norm<Element: Scalar>(of x: Tensor<Element>) -> Element {
  x.withUnsafeElements { x in
    x.baseAddress.map { euclideanNorm($0, count: x.count) } ?? 0
  }
}

private func product<Element: Scalar>(_ a: Tensor<Element>, _ b: Tensor<Element>) -> Element {
  a.withUnsafeElements { a in
    b.withUnsafeElements { b in
      guard let x = a.baseAddress, let y = b.baseAddress else { return 0 }
      return Element.dot(x, y, count: a.count)
    }
  }
}

private func distance<Element: Scalar>(_ a: Tensor<Element>, _ b: Tensor<Element>) -> Element {
  var difference = a
  difference.withUnsafeMutableElements { a in
    b.withUnsafeElements { b in
      guard let x = a.baseAddress, let y = b.baseAddress else { return }
      Element.scaleAdd(-1, y, 1, to: x, count: b.count)
    }
  }
  return norm(of: difference)
}
