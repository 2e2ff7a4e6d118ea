/// What following a small state is at, apart from the state itself: time, step, counts.
@usableFromInline
struct SmallProgress {
  @usableFromInline let span: TimeSpan
  @usableFromInline let direction: Double
  @usableFromInline var t: Double
  /// The size of the step that is tried, with its sign, and the time at which it ends.
  @usableFromInline var h = 0.0
  @usableFromInline var tNext: Double
  /// The time at which a step must end next, and the size wanted before one was cut to it.
  @usableFromInline var stop: Double
  @usableFromInline var wanted = 0.0
  @usableFromInline var accepted = 0
  @usableFromInline var rejected = 0
  /// Whether the last attempt gave numbers that are not finite.
  @usableFromInline var metNotFinite = false

  @usableFromInline
  init(_ span: TimeSpan) {
    self.span = span
    direction = span.direction
    t = span.start
    tNext = span.start
    stop = span.end
  }

  /// The counts, for a method of so many evaluations a step and so many to begin with.
  @inlinable
  func statistics(evaluationsPerStep: Int, first: Int) -> Statistics {
    var statistics = Statistics()
    statistics.evaluations = first + evaluationsPerStep * (accepted + rejected)
    statistics.accepted = accepted
    statistics.rejected = rejected
    return statistics
  }
}

/// The limits of adaptive steps, as plain numbers.
@usableFromInline
struct StepLimits {
  @usableFromInline let most: Int
  @usableFromInline let longest: Double
  /// The step at which a flow gives up is the larger of these, the second times the time.
  @usableFromInline let leastShortest: Double
  @usableFromInline let rounding: Double

  @usableFromInline
  init(_ control: AdaptiveControl, ulpOfOne: Double, leastNormal: Double) {
    most = control.maximumSteps
    longest = control.maximumStep
    leastShortest = max(control.minimumStep, leastNormal)
    rounding = 10 * ulpOfOne
  }

  /// The step at which a flow gives up at a time.
  @inlinable @inline(__always)
  func shortest(at t: Double) -> Double { max(rounding * abs(t), leastShortest) }

  /// Cuts the step that the controller wants to the next stop, or says why there is none.
  @inlinable @inline(__always)
  func propose(_ progress: inout SmallProgress) -> Outcome? {
    guard progress.accepted + progress.rejected < most else { return .tooManySteps(t: progress.t) }
    let rest = progress.stop - progress.t
    if abs(progress.h) > longest { progress.h = progress.direction * longest }
    if 1.01 * abs(progress.h) >= abs(rest) {
      progress.wanted = progress.h
      progress.h = rest
      progress.tNext = progress.stop
      return nil
    }
    guard abs(progress.h) > shortest(at: progress.t) else {
      return progress.metNotFinite
        ? .notFinite(.velocity, t: progress.t) : .stepTooSmall(t: progress.t)
    }
    progress.tNext = progress.t + progress.h
    return nil
  }
}

extension AdaptiveControl {
  /// Whether nothing but two tolerances, limits and a controller of at most two errors is asked for.
  @usableFromInline
  var isPlain: Bool {
    componentTolerances == nil && norm == .rootMeanSquare && stops.isEmpty && !controller.isFilter
  }
}
