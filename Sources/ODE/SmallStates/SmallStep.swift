public import Calculus

/// A step that a small state has just taken.
public struct SmallStep<State: SmallState>: Sendable {
  /// The time at which it began.
  public let start: Double
  /// The time at which it ended.
  public let end: Double
  /// Its size, with its sign.
  public let size: Double
  /// The state at which it began.
  public let startState: State
  /// The state at which it ended.
  public let endState: State
  @usableFromInline let k1, k2, k3, k4, k5, k6, k7: State
  @usableFromInline let interpolant: SmallInterpolant

  @inlinable @inline(__always)
  init<Field: SmallField>(
    _ stepper: SmallStepper<Field>, from start: Double, to end: Double, size: Double,
    _ interpolant: SmallInterpolant
  ) where Field.State == State {
    self.start = start
    self.end = end
    self.size = size
    startState = stepper.places[0]
    endState = stepper.places[8]
    let k = stepper.places
    (k1, k2, k3) = (k[1], k[2], k[3])
    (k4, k5, k6, k7) = (k[4], k[5], k[6], k[7])
    self.interpolant = interpolant
  }

  /// The state at a time within the step, by the method's dense output.
  @inlinable
  public func state(at t: Double) -> State {
    guard t != end else { return endState }
    let b = interpolant.weights(at: (t - start) / size)
    typealias Component = State.Component
    let (w1, w2) = (Component(size * b.k1), Component(size * b.k2))
    let (w3, w4) = (Component(size * b.k3), Component(size * b.k4))
    let (w5, w6, w7) = (Component(size * b.k5), Component(size * b.k6), Component(size * b.k7))
    return State { i in
      let first =
        (w1 * k1[component: i] + w2 * k2[component: i])
        + (w3 * k3[component: i] + w4 * k4[component: i])
      return startState[component: i]
        + (first + (w5 * k5[component: i] + w6 * k6[component: i]) + w7 * k7[component: i])
    }
  }
}

/// The dense output of a method of few stages.
@usableFromInline
struct SmallInterpolant: Sendable {
  private let dense: DenseOutput

  @usableFromInline
  init(_ method: ButcherTableau) {
    dense = method.denseOutput
  }

  /// The stages' weights at a fraction of the step.
  @usableFromInline
  func weights(at theta: Double) -> SmallTableau.Stages {
    SmallTableau.Stages(count: dense.coefficients.count) { stage in
      dense.coefficients[stage].reversed().reduce(0) { ($0 + $1) * theta }
    }
  }
}
