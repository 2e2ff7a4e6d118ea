/// A search along a line for a step that satisfies the strong Wolfe conditions.
///
/// With `f(a)` the value at step `a`, a step is accepted when
/// `f(a) <= f(0) + sufficientDecrease a f'(0)` and `|f'(a)| <= curvature |f'(0)|`.
///
/// The caller evaluates: the search names the next step, and is told value and slope there.
///
///     var search = LineSearch(WolfeConditions(), value: f, slope: g, firstStep: 1)
///     while search.verdict == .undecided { search.advance(value: ..., slope: ...) }
///
/// > Source: Moré & Thuente, ACM TOMS 20 (1994), with the constants of MINPACK-2's `dcsrch`.
/// > Two departures. A step whose value is not finite is halved towards the best one. And within
/// > the values' noise the decrease is judged by slopes, `f'(a) <= (2 sufficientDecrease - 1) f'(0)`
/// > in place of the first condition (Hager & Zhang, SIAM J. Optim. 16 (2005), section 3).
public struct LineSearch: Sendable {
  /// Where a search stands.
  public enum Verdict: Equatable, Sendable {
    /// The value at ``LineSearch/step`` is wanted.
    case undecided
    /// The last step satisfies both conditions.
    case accepted
    /// The interval shrank to the step's rounding: no step of it satisfies the conditions.
    case exhausted
    /// The values decrease as wanted up to the greatest step, and beyond.
    case unbounded
    /// The limit of evaluations was reached.
    case evaluationLimit
  }

  /// The step that is to be evaluated, or the last one.
  public private(set) var step: Double
  /// Where the search stands.
  public private(set) var verdict = Verdict.undecided
  /// The number of evaluations.
  public private(set) var evaluations = 0

  private let conditions: WolfeConditions
  private let origin: LinePoint
  private let noise: Double
  private var bracket: LineBracket
  private var least = 0.0
  private var greatest: Double
  private var limit: Double
  private var widths: (last: Double, beforeLast: Double)
  /// Whether no step yet has had both a sufficient decrease and a rising slope.
  private var isFirstStage = true

  /// Beyond the best step by this many times the distance of the last two.
  private static let extrapolation = (least: 1.1, greatest: 4.0)
  /// Two trials that shrink the interval by less than this are followed by a bisection.
  private static let shrinkage = 0.66

  /// A search from step 0.
  ///
  /// - Parameters:
  ///   - conditions: what is asked of a step.
  ///   - value: the value at step 0.
  ///   - slope: the derivative along the line at step 0.
  ///   - firstStep: the first step to try.
  ///   - noise: the absolute error of values; 0 asks for Moré and Thuente's conditions to the letter.
  /// - Precondition: the slope is negative, the first step positive.
  public init(
    _ conditions: WolfeConditions, value: Double, slope: Double, firstStep: Double,
    noise: Double = 0
  ) {
    precondition(slope < 0, "the line does not descend: its slope is \(slope)")
    precondition(firstStep > 0, "the first step \(firstStep) must be positive")
    self.conditions = conditions
    self.noise = noise
    origin = LinePoint(step: 0, value: value, slope: slope)
    bracket = LineBracket(best: origin, other: origin)
    limit = conditions.greatestStep
    step = min(firstStep, limit)
    greatest = step + Self.extrapolation.greatest * step
    widths = (limit, 2 * limit)
  }

  /// Takes value and slope at ``step``, decides, and names the next step if there is to be one.
  public mutating func advance(value: Double, slope: Double) {
    precondition(verdict == .undecided, "the search has ended")
    evaluations += 1
    let point = LinePoint(step: step, value: value, slope: slope)
    guard point.isFinite else { return retreat() }
    let line = origin.value + conditions.sufficientDecrease * step * origin.slope
    if isFirstStage, value <= line, slope >= 0 { isFirstStage = false }
    verdict = decide(point, line)
    if verdict == .undecided { refine(point, line) }
  }

  private func decide(_ point: LinePoint, _ line: Double) -> Verdict {
    let steepest = conditions.curvature * -origin.slope
    let isFlat = abs(point.slope) <= steepest
    if isFlat, point.value <= line || isDescentWithinNoise(point) { return .accepted }
    let floor = conditions.sufficientDecrease * origin.slope
    if point.step == limit, point.value <= line, point.slope <= floor { return .unbounded }
    if bracket.isClosed {
      let isOutside = point.step <= least || point.step >= greatest
      if isOutside || greatest - least <= conditions.widthTolerance * greatest {
        return .exhausted
      }
    }
    return evaluations >= conditions.evaluationLimit ? .evaluationLimit : .undecided
  }

  private func isDescentWithinNoise(_ point: LinePoint) -> Bool {
    point.value <= origin.value + noise && noise > 0
      && point.slope <= (2 * conditions.sufficientDecrease - 1) * origin.slope
  }

  /// Halves the way to a step without a finite value, which no later step may reach again.
  private mutating func retreat() {
    limit = min(limit, step)
    greatest = min(greatest, step)
    step = bracket.best.step + (step - bracket.best.step) / 2
    if evaluations >= conditions.evaluationLimit { verdict = .evaluationLimit }
    if step == bracket.best.step { verdict = .exhausted }
  }

  private mutating func refine(_ point: LinePoint, _ line: Double) {
    let range = (least, greatest)
    if isFirstStage, point.value <= bracket.best.value, point.value > line {
      // No sufficient decrease yet: search on the values less the line that is asked for.
      let tilt = conditions.sufficientDecrease * origin.slope
      bracket.tilt(by: -tilt)
      step = bracket.trial(after: point.tilted(by: -tilt), within: range)
      bracket.tilt(by: tilt)
    } else {
      step = bracket.trial(after: point, within: range)
    }
    limitStep()
  }

  private mutating func limitStep() {
    let (best, other) = (bracket.best.step, bracket.other.step)
    if bracket.isClosed {
      if abs(other - best) >= Self.shrinkage * widths.beforeLast {
        step = best + (other - best) / 2
      }
      widths = (abs(other - best), widths.last)
      (least, greatest) = (min(best, other), max(best, other))
    } else {
      least = step + Self.extrapolation.least * (step - best)
      greatest = step + Self.extrapolation.greatest * (step - best)
    }
    step = min(max(step, 0), limit)
    guard bracket.isClosed else { return }
    let isOutside = step <= least || step >= greatest
    if isOutside || greatest - least <= conditions.widthTolerance * greatest { step = best }
  }
}
