public import Calculus
import Tensors

/// Follows one small state: the loop of the integrator for plain values.
@usableFromInline
struct SmallIntegration<Field: SmallField> {
  @usableFromInline typealias State = Field.State
  @usableFromInline typealias Component = Field.State.Component

  @usableFromInline let control: StepControl
  @usableFromInline let interpolant: SmallInterpolant
  @usableFromInline let tableau: SmallTableau
  @usableFromInline let stepper: SmallStepper<Field>
  @usableFromInline var progress: SmallProgress
  @usableFromInline var firstEvaluations = 1

  @inlinable @inline(__always)
  init(
    _ integrator: Integrator, _ field: Field, from x0: State, over span: TimeSpan,
    in places: UnsafeMutablePointer<State>
  ) {
    control = integrator.control
    interpolant = SmallInterpolant(integrator.method.smallTableau)
    tableau = SmallTableau(integrator.method.smallTableau)
    progress = SmallProgress(span)
    stepper = SmallStepper(field, tableau, in: places, from: x0, at: span.start)
  }

  @inlinable @inline(__always)
  mutating func run(_ observer: some SmallObserver<State>) -> SmallEnd<State> {
    if let outcome = outcomeAtStart { return end(outcome) }
    switch control {
    case .fixed(let steps): return takeEqualSteps(steps, observer)
    case .adaptive(let control): return takeAdaptiveSteps(control, observer)
    }
  }

  /// How a flow ends that has no step to take; nil for others.
  @inlinable
  var outcomeAtStart: Outcome? {
    let t = progress.t
    guard stepper.isFinite(0) else { return .notFinite(.initialState, t: t) }
    guard progress.span.length != 0 else { return .completed }
    return stepper.isFinite(1) ? nil : .notFinite(.velocity, t: t)
  }

  @inlinable
  func end(_ outcome: Outcome) -> SmallEnd<State> {
    SmallEnd(
      state: stepper.places[0], time: progress.t, outcome: outcome,
      statistics: progress.statistics(
        evaluationsPerStep: tableau.stages - 1, first: firstEvaluations))
  }

  @inlinable @inline(__always)
  mutating func takeEqualSteps(
    _ steps: Int, _ observer: some SmallObserver<State>
  ) -> SmallEnd<State> {
    progress.h = progress.span.length / Double(steps)
    while progress.accepted < steps {
      progress.tNext = progress.span.time(of: progress.accepted + 1, outOf: steps)
      stepper.attempt(from: progress.t, to: progress.tNext, h: progress.h)
      guard stepper.isFinite(8) else { return end(.notFinite(.state, t: progress.t)) }
      advance(observer)
    }
    return end(.completed)
  }

  /// Takes adaptive steps: by a loop of their own where there are no stops and one pair of tolerances,
  /// the root mean square and a controller of two errors serve, as they mostly do.
  @inlinable @inline(__always)
  mutating func takeAdaptiveSteps(
    _ control: AdaptiveControl, _ observer: some SmallObserver<State>
  ) -> SmallEnd<State> {
    control.isPlain
      ? takeSteps(control, stops: nil, measure: nil, filters: false, observer)
      : takeControlledSteps(control, observer)
  }

  @inlinable @inline(never)
  mutating func takeControlledSteps(
    _ control: AdaptiveControl, _ observer: some SmallObserver<State>
  ) -> SmallEnd<State> {
    takeSteps(
      control, stops: control.stops.isEmpty ? nil : StopList(control.stops, in: Component.self),
      measure: SmallErrorMeasure(control, dimension: State.dimension), filters: true, observer)
  }

  @inlinable @inline(__always)
  mutating func takeSteps(
    _ control: AdaptiveControl, stops: StopList?, measure: SmallErrorMeasure?, filters: Bool,
    _ observer: some SmallObserver<State>
  ) -> SmallEnd<State> {
    let absolute = max(Component(control.absolute), .leastNormalMagnitude)
    let relative = Component(control.relative)
    let limits = StepLimits(
      control, ulpOfOne: Double(Component.ulpOfOne),
      leastNormal: Double(Component.leastNormalMagnitude))
    var controller = StepFactor(control, estimatePower: tableau.estimatePower)
    if let stops { takeLeg(stops) }
    chooseFirstStep(control, limits, measure, absolute: absolute, relative: relative)
    while true {
      if let outcome = limits.propose(&progress) { return end(outcome) }
      stepper.attempt(from: progress.t, to: progress.tNext, h: progress.h)
      let error =
        if let measure {
          stepper.squaredError(progress.h, measure)
        } else {
          stepper.squaredError(progress.h, absolute: absolute, relative: relative)
        }
      let (isAccepted, factor) = controller.judge(error, filters ? progress.h : nil)
      if isAccepted {
        advance(observer)
        if progress.t == progress.stop {
          guard let stops else { return end(.completed) }
          if progress.t != progress.span.end { takeLeg(stops) }
          if progress.t == progress.span.end { return end(.completed) }
          progress.h = max(abs(progress.wanted), abs(progress.h * factor)) * progress.direction
          continue
        }
      } else {
        progress.rejected += 1
        progress.metNotFinite = !error.isFinite
      }
      progress.h *= factor
    }
  }

  @inlinable @inline(__always)
  mutating func advance(_ observer: some SmallObserver<State>) {
    observer.observe(
      SmallStep(stepper, from: progress.t, to: progress.tNext, size: progress.h, interpolant))
    stepper.advance()
    progress.t = progress.tNext
    progress.accepted += 1
    progress.metNotFinite = false
  }
}

extension SmallIntegration {
  /// Takes the way to the next stop, and the velocity anew where the field has jumped.
  @inlinable @inline(__always)
  mutating func takeLeg(_ stops: StopList) {
    let leg = stops.leg(from: progress.t, to: progress.span.end, progress.direction)
    (progress.t, progress.stop) = (leg.start, leg.stop)
    guard leg.followsJump, progress.t != progress.span.end else { return }
    stepper.evaluate(at: Component(progress.t), 0, into: 1)
    firstEvaluations += 1
  }
}
