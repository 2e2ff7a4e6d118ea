public import Tensors

/// Times at which steps end, whatever the controller says.
///
/// At a jump the field changes at once. The step before ends at the last time before it that the
/// precision of the states has, the next begins at the first after it, and the velocity is computed
/// anew: no stage sees both sides, and none is at the jump itself. A step that was cut to a stop does
/// not make the steps after it shorter.
public struct StepStops: Sendable, Hashable {
  /// Times at which a step ends, in increasing order; those outside of a row's span are left out.
  public let times: [Double]
  /// Times at which the field jumps, in increasing order; those outside of a row's span are left out.
  public let jumps: [Double]

  /// Stops in any order.
  ///
  /// - Precondition: all are finite.
  public init(at times: [Double] = [], jumps: [Double] = []) {
    precondition(
      (times + jumps).allSatisfy(\.isFinite), "steps that end at \(times), jumps at \(jumps)")
    self.times = times.sorted()
    self.jumps = jumps.sorted()
  }

  /// Whether there is none.
  public var isEmpty: Bool { times.isEmpty && jumps.isEmpty }
}

/// A stop: where the step before it ends and where the next begins, in increasing order of time.
@usableFromInline
struct StepStop: Sendable {
  let before: Double
  let after: Double

  var isJump: Bool { before != after }

  /// Where a step ends that comes to it in a direction, and where the next begins.
  func sides(_ direction: Double) -> (arrival: Double, departure: Double) {
    direction > 0 ? (before, after) : (after, before)
  }
}

/// The part of a row's way to its next stop.
@usableFromInline
struct StepLeg {
  /// Where it begins, which differs from where the row was only after a jump.
  @usableFromInline let start: Double
  /// Where it ends.
  @usableFromInline let stop: Double
  /// Whether there was a jump at its beginning.
  @usableFromInline let followsJump: Bool
}

/// The stops of a flow, in increasing order, for times rounded to a precision.
@usableFromInline
struct StopList: Sendable {
  private let stops: [StepStop]

  @usableFromInline
  init<Element: Scalar>(_ stops: StepStops, in precision: Element.Type) {
    var list = stops.times.filter { !stops.jumps.contains($0) }
      .map { StepStop(before: $0, after: $0) }
    for jump in stops.jumps {
      let time = Element(jump)
      list.append(StepStop(before: Double(time.nextDown), after: Double(time.nextUp)))
    }
    self.stops = list.sorted { $0.before < $1.before }
  }

  @usableFromInline var isEmpty: Bool { stops.isEmpty }

  /// The leg that begins at a time on the way to an end: at the beginning, or when a stop was met.
  ///
  /// - Parameters:
  ///   - t: the time.
  ///   - end: the end of the span.
  ///   - direction: 1 towards it forwards, -1 backwards.
  /// - Returns: the leg; one of no length at the end.
  @usableFromInline
  func leg(from t: Double, to end: Double, _ direction: Double) -> StepLeg {
    var start = t
    var followsJump = false
    var index = next(after: t, direction)
    while stops.indices.contains(index) {
      let (arrival, departure) = stops[index].sides(direction)
      if direction * (arrival - start) > 0 {
        let reached = direction * (arrival - end) < 0 ? arrival : end
        return StepLeg(start: start, stop: reached, followsJump: followsJump)
      }
      // At a jump, or at the last time before it.
      followsJump = true
      guard direction * (departure - end) < 0 else {
        start = end
        break
      }
      start = departure
      index += direction > 0 ? 1 : -1
    }
    return StepLeg(start: start, stop: end, followsJump: followsJump)
  }

  /// The first stop in a direction whose departure is still to come, by bisection.
  private func next(after t: Double, _ direction: Double) -> Int {
    var low = 0
    var high = stops.count
    while low < high {
      let middle = (low + high) / 2
      let isBelow = direction > 0 ? stops[middle].after <= t : stops[middle].before < t
      if isBelow { low = middle + 1 } else { high = middle }
    }
    return direction > 0 ? low : low - 1
  }
}
