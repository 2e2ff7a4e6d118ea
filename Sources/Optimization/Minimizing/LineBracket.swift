/// Value and slope at one step along a line.
struct LinePoint: Sendable {
  var step: Double
  var value: Double
  var slope: Double

  var isFinite: Bool { value.isFinite && slope.isFinite }

  /// The point of the same function plus a linear one of the given slope.
  func tilted(by tilt: Double) -> LinePoint {
    LinePoint(step: step, value: value + step * tilt, slope: slope + tilt)
  }
}

/// The interval of a line search: its best point, and another such that, once the interval is
/// closed, a minimum lies between.
///
/// > Source: Moré & Thuente, ACM TOMS 20 (1994), section 4; the four cases keep their order there.
struct LineBracket: Sendable {
  private(set) var best: LinePoint
  private(set) var other: LinePoint
  private(set) var isClosed = false

  /// In a closed interval, a step beyond the best point goes at most this part of the way.
  private static let reach = 0.66

  init(best: LinePoint, other: LinePoint) {
    self.best = best
    self.other = other
  }

  mutating func tilt(by tilt: Double) {
    best = best.tilted(by: tilt)
    other = other.tilted(by: tilt)
  }

  /// Takes a new point into the interval, and proposes the next step.
  mutating func trial(after p: LinePoint, within range: (Double, Double)) -> Double {
    let turns = (p.slope < 0) != (best.slope < 0)
    let next: Double
    if p.value > best.value {
      next = stepBelow(p)
      isClosed = true
    } else if turns {
      next = stepBetween(p)
      isClosed = true
    } else if abs(p.slope) < abs(best.slope) {
      next = stepPast(p, range)
    } else {
      next = stepFar(p, range)
    }
    if p.value > best.value {
      other = p
    } else {
      if turns { other = best }
      best = p
    }
    return next
  }

  /// Case 1, a higher value: the cubic's minimum if it is nearer the best point than the
  /// quadratic's, else the middle of both.
  private func stepBelow(_ p: LinePoint) -> Double {
    let cubic = Cubic(from: best, to: p).minimum
    let length = p.step - best.step
    let secant = (best.value - p.value) / length + best.slope
    let quadratic = best.step + (best.slope / secant) / 2 * length
    let isNearer = abs(cubic - best.step) < abs(quadratic - best.step)
    return isNearer ? cubic : cubic + (quadratic - cubic) / 2
  }

  /// Case 2, a lower value and a slope of the other sign: the cubic's or the secant's step,
  /// whichever is farther from the new point.
  private func stepBetween(_ p: LinePoint) -> Double {
    let cubic = Cubic(from: p, to: best).minimum
    let secant = secantStep(p)
    return abs(cubic - p.step) > abs(secant - p.step) ? cubic : secant
  }

  /// Case 3, a lower value and a lesser slope of the same sign: beyond the new point, the nearer
  /// of the two steps in a closed interval and the farther in an open one.
  private func stepPast(_ p: LinePoint, _ range: (Double, Double)) -> Double {
    let cubic = Cubic(from: p, to: best).minimumBeyond(end(of: range, from: p))
    let secant = secantStep(p)
    let isCubicNearer = abs(cubic - p.step) < abs(secant - p.step)
    guard isClosed else {
      let farther = isCubicNearer ? secant : cubic
      return min(max(farther, range.0), range.1)
    }
    let nearer = isCubicNearer ? cubic : secant
    let bound = p.step + Self.reach * (other.step - p.step)
    return p.step > best.step ? min(bound, nearer) : max(bound, nearer)
  }

  /// Case 4, a lower value and a slope no less: the cubic's minimum with the other end, or the end
  /// of the range.
  private func stepFar(_ p: LinePoint, _ range: (Double, Double)) -> Double {
    isClosed ? Cubic(from: p, to: other).minimum : end(of: range, from: p)
  }

  private func end(of range: (Double, Double), from p: LinePoint) -> Double {
    p.step > best.step ? range.1 : range.0
  }

  private func secantStep(_ p: LinePoint) -> Double {
    p.step + p.slope / (p.slope - best.slope) * (best.step - p.step)
  }
}

/// The cubic through two points with their slopes.
private struct Cubic {
  private let from: LinePoint
  private let to: LinePoint
  private let root: Double
  /// The place of the minimum, as a fraction of the way.
  private let fraction: Double

  init(from: LinePoint, to: LinePoint) {
    self.from = from
    self.to = to
    let length = to.step - from.step
    let theta = 3 * (from.value - to.value) / length + from.slope + to.slope
    // Scaled by the largest term, so that the squares stay in range.
    let scale = max(abs(theta), abs(from.slope), abs(to.slope))
    let square = (theta / scale) * (theta / scale) - (from.slope / scale) * (to.slope / scale)
    let magnitude = scale * max(square, 0).squareRoot()
    root = length > 0 ? magnitude : -magnitude
    fraction = (root - from.slope + theta) / (root - from.slope + root + to.slope)
  }

  var minimum: Double { from.step + fraction * (to.step - from.step) }

  /// The minimum if the cubic has one on the far side of its first point, else `end`.
  func minimumBeyond(_ end: Double) -> Double { fraction < 0 && root != 0 ? minimum : end }
}
