import CKernels

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Where the rows of a block are at, apart from their numbers: times, steps, counts, field by field.
///
/// Rows are the lanes of the kernels that propose, judge and advance their steps; all in double
/// precision, in which times are kept.
final class StepRows {
  typealias Field = UnsafeMutablePointer<Double>

  private let base: UnsafeMutablePointer<Double>
  private var firstLogError = StepRows.logLeastError
  private let stride: Int
  private var knobs = fl_step_knobs()
  /// The rounds of steps judged so far.
  private var round = 0

  /// The rounds of which steps are remembered: their times, sizes and squared errors lie behind the
  /// fields, in the slots that rows had then, and which rows these were.
  private static let remembered = 8
  private let rememberedRows: UnsafeMutablePointer<Int32>

  /// Room for so many rows.
  init(capacity: Int) {
    // Whole vectors of 16 numbers, the last of which reach beyond the rows.
    stride = (max(capacity, 1) + 15) / 16 * 16
    let count = stride * (Int(FL_ROW_FIELDS.rawValue) + 3 * StepRows.remembered)
    base = .allocate(capacity: count)
    base.initialize(repeating: 0, count: count)
    // Behind the numbers of rows, how many there were.
    rememberedRows = .allocate(capacity: StepRows.remembered * (stride + 1))
  }

  deinit {
    base.deallocate()
    rememberedRows.deallocate()
  }

  func field(_ field: fl_row_field) -> Field { base + Int(field.rawValue) * stride }

  /// The times of the states.
  var t: Field { field(FL_ROW_T) }
  /// The times at which the steps that are tried end.
  var tNext: Field { field(FL_ROW_T_NEXT) }
  /// The sizes of these steps, with their signs.
  var h: Field { field(FL_ROW_H) }
  /// The sizes of the steps wanted after them.
  var hNext: Field { field(FL_ROW_H_NEXT) }
  /// The squares of their errors, relative to the tolerances.
  var squaredErrors: Field { field(FL_ROW_SQUARED_ERROR) }
  /// Whether the steps are accepted, or whether the rows are at the end: 1 or 0.
  var verdicts: Field { field(FL_ROW_VERDICT) }
  /// The times at which steps must end next, and 1 towards them forwards, -1 backwards.
  var stops: Field { field(FL_ROW_STOP) }
  var directions: Field { field(FL_ROW_DIRECTION) }
  /// The times at which the rows begin and end.
  var starts: Field { field(FL_ROW_START) }
  var ends: Field { field(FL_ROW_END) }
  /// 1 for rows whose velocity is to be computed anew, and how often it was.
  var hasJumped: Field { field(FL_ROW_HAS_JUMPED) }
  var jumps: Field { field(FL_ROW_JUMPS) }
  /// 1 for rows of which an event ends the last step before its size does.
  var isCut: Field { field(FL_ROW_IS_CUT) }
  private var accepted: Field { field(FL_ROW_ACCEPTED) }
  private var rejected: Field { field(FL_ROW_REJECTED) }

  /// Whether the last error of one of some rows was not finite.
  func hasNotFinite(_ count: Int) -> Bool {
    let flags = field(FL_ROW_NOT_FINITE)
    return (0..<count).contains { flags[$0] != 0 }
  }

  /// Whether the last step of a row was rejected.
  func isAfterRejection(_ slot: Int) -> Bool { field(FL_ROW_AFTER_REJECTION)[slot] != 0 }

  /// The number of accepted steps of a row.
  func acceptedCount(_ slot: Int) -> Int { Int(accepted[slot]) }

  /// The number of rejected steps of a row.
  func rejectedCount(_ slot: Int) -> Int { Int(rejected[slot]) }

  /// Begins with rows at the starts of their spans, the first being that of row `firstRow`.
  func begin(_ count: Int, _ spans: RowSpans, firstRow: Int = 0) {
    base.update(repeating: 0, count: stride * Int(FL_ROW_FIELDS.rawValue))
    round = 0
    for slot in 0..<count {
      let span = spans[firstRow + slot]
      (starts[slot], ends[slot], directions[slot]) = (span.start, span.end, span.direction)
    }
    t.update(from: starts, count: count)
    tNext.update(from: starts, count: count)
    stops.update(from: ends, count: count)
    for errors in [FL_ROW_LOG_ERROR, FL_ROW_LOG_ERROR_BEFORE] {
      field(errors).update(repeating: firstLogError, count: count)
    }
  }

  /// Sets what rows are remembered to zero.
  func clear() {
    rememberedRows.update(repeating: 0, count: StepRows.remembered * (stride + 1))
  }

  /// Writes all fields to a tape, or reads them.
  func pass(_ tape: inout StateTape) {
    tape.pass(&round)
    tape.pass(base, count: stride * (Int(FL_ROW_FIELDS.rawValue) + 3 * StepRows.remembered))
    tape.pass(rememberedRows, numbers: StepRows.remembered * (stride + 1))
  }

  /// The times between which the row in a slot is followed.
  func span(_ slot: Int) -> TimeSpan { TimeSpan(from: starts[slot], to: ends[slot]) }

  /// Takes the rows' places together after some have left; kept slots come in pieces, first to last.
  func keep(_ pieces: [Range<Int>]) {
    for index in 0..<Int(FL_ROW_FIELDS.rawValue) {
      let place = base + index * stride
      var free = 0
      for piece in pieces {
        (place + free).update(from: place + piece.lowerBound, count: piece.count)
        free += piece.count
      }
    }
  }
}

// MARK: - Adaptive steps

extension StepRows {
  /// log((1e-4)²): the errors that the controller remembers are kept away from 0.
  private static let logLeastError = 2 * log(1e-4)

  /// Sets the knobs of a controller.
  ///
  /// - Parameters:
  ///   - control: the knobs.
  ///   - estimatePower: the power of the step size that the error estimate is of.
  ///   - rounding: the unit roundoff of the precision in which the field sees its times.
  ///   - leastNormal: that precision's least normal number: a lesser step would be rounded to 0.
  func set(_ control: AdaptiveControl, estimatePower: Int, rounding: Double, leastNormal: Double) {
    knobs.log_safety = log(control.safety)
    let controller = control.controller
    let exponents = controller.exponents(estimatePower: estimatePower)
    knobs.half_alpha = exponents.alpha / 2
    knobs.half_beta = -exponents.beta / 2
    knobs.half_shrink = exponents.shrink / 2
    knobs.half_gamma = exponents.gamma / 2
    (knobs.ratio, knobs.ratio_before) = (controller.a, controller.b)
    knobs.has_filter = controller.isFilter ? 1 : 0
    firstLogError = controller.isPlain ? StepRows.logLeastError : 0
    knobs.log_least_error = StepRows.logLeastError
    knobs.smallest_factor = control.smallestFactor
    knobs.largest_factor = control.largestFactor
    knobs.longest = control.maximumStep
    knobs.shortest = max(control.minimumStep, leastNormal)
    knobs.rounding = 10 * rounding
    knobs.most = Double(control.maximumSteps)
  }

  /// The step at which a row gives up at a time.
  func shortest(at t: Double) -> Double { max(knobs.rounding * abs(t), knobs.shortest) }

  /// Cuts the steps that rows want to their next stops.
  ///
  /// A step that comes within one percent of a stop is stretched to it. Returns how many rows have no
  /// step to take, as `ending` says.
  func propose(_ count: Int) -> Int { fl_propose_steps_f64(&knobs, count, stride, base) }

  /// Why a row for which no step was proposed ends; nil for others.
  func ending(_ slot: Int) -> Outcome? {
    switch fl_step_verdict(rawValue: UInt32(verdicts[slot])) {
    case FL_STEP_TOO_MANY: .tooManySteps(t: t[slot])
    case FL_STEP_TOO_SMALL: .stepTooSmall(t: t[slot])
    case FL_STEP_NOT_FINITE: .notFinite(.velocity, t: t[slot])
    default: nil
    }
  }

  /// Judges the steps by their errors and sets the steps that are wanted next.
  ///
  /// An error that is no number is rejected. Returns how many are accepted.
  func judge(_ count: Int) -> Int { fl_judge_steps_f64(&knobs, count, stride, base) }

  /// Makes the ends of accepted steps the rows' times; returns how many are at their stops.
  func advance(_ count: Int) -> Int { fl_advance_steps_f64(&knobs, count, stride, base) }
}

// MARK: - The last steps

extension StepRows {
  /// Remembers the steps just judged, of these rows.
  func remember(_ count: Int, _ rows: UnsafePointer<Int32>) {
    let place = round % StepRows.remembered
    let numbers = rememberedRows + place * (stride + 1)
    numbers.update(from: rows, count: count)
    numbers[stride] = Int32(count)
    remembered(0, place).update(from: t, count: count)
    remembered(1, place).update(from: h, count: count)
    remembered(2, place).update(from: squaredErrors, count: count)
    round += 1
  }

  private func remembered(_ index: Int, _ place: Int) -> Field {
    base + (Int(FL_ROW_FIELDS.rawValue) + index * StepRows.remembered + place) * stride
  }

  /// The steps of a row that are remembered, first to last.
  func attempts(ofRow row: Int32) -> [RowReport.Attempt] {
    (max(round - StepRows.remembered, 0)..<round).compactMap { number in
      let place = number % StepRows.remembered
      let numbers = rememberedRows + place * (stride + 1)
      guard let slot = (0..<Int(numbers[stride])).first(where: { numbers[$0] == row }) else {
        return nil
      }
      return RowReport.Attempt(
        time: remembered(0, place)[slot], size: remembered(1, place)[slot],
        error: remembered(2, place)[slot].squareRoot())
    }
  }
}

// MARK: - Equal steps

extension StepRows {
  /// Makes the next of equal steps the one to try, for rows that have taken as many: its end is free
  /// of drift.
  func proposeEqual(_ count: Int, step: Int, outOf steps: Int, of spans: RowSpans) {
    if case .shared(let span) = spans {
      h.update(repeating: span.length / Double(steps), count: count)
      tNext.update(repeating: span.time(of: step + 1, outOf: steps), count: count)
    } else {
      for slot in 0..<count {
        let span = span(slot)
        h[slot] = span.length / Double(steps)
        tNext[slot] = span.time(of: step + 1, outOf: steps)
      }
    }
    verdicts.update(repeating: 1, count: count)
  }

  /// Makes what is left of an equal step the one to try, for rows that an event has cut.
  ///
  /// The others wait at its end. Returns how many are under way.
  func proposeRest(_ count: Int, step: Int, outOf steps: Int) -> Int {
    var moving = 0
    for slot in 0..<count {
      tNext[slot] = span(slot).time(of: step + 1, outOf: steps)
      h[slot] = tNext[slot] - t[slot]
      verdicts[slot] = h[slot] == 0 ? 0 : 1
      moving += Int(verdicts[slot])
    }
    return moving
  }

  /// Whether a row has not come to the end of an equal step yet.
  func isBehind(_ count: Int, step: Int, outOf steps: Int) -> Bool {
    (0..<count).contains { t[$0] != span($0).time(of: step + 1, outOf: steps) }
  }

  /// Makes the ends of the steps with verdict 1 the rows' times.
  func advanceEqual(_ count: Int) {
    for slot in 0..<count where verdicts[slot] != 0 {
      t[slot] = tNext[slot]
      accepted[slot] += 1
    }
  }
}

// MARK: - Stops

extension StepRows {
  /// Puts the rows at the beginning of their first legs.
  func beginLegs(_ count: Int, _ list: StopList) {
    for slot in 0..<count { _ = takeLeg(slot, list) }
  }

  /// Sends rows with verdict 1, which are at a stop that is not their end, to the next one.
  ///
  /// They go on, and are marked when the field jumped there. Returns how many are at their ends.
  func continueLegs(_ count: Int, _ list: StopList) -> Int {
    var ended = 0
    for slot in 0..<count where verdicts[slot] != 0 {
      if t[slot] != ends[slot], takeLeg(slot, list) { hasJumped[slot] = 1 }
      verdicts[slot] = t[slot] == ends[slot] ? 1 : 0
      ended += Int(verdicts[slot])
    }
    return ended
  }

  /// Whether the leg that a row takes follows a jump.
  private func takeLeg(_ slot: Int, _ list: StopList) -> Bool {
    let leg = list.leg(from: t[slot], to: ends[slot], directions[slot])
    (t[slot], stops[slot]) = (leg.start, leg.stop)
    return leg.followsJump
  }
}
