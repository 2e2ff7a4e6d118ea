import Calculus
import Tensors

/// Tries steps of a Runge-Kutta method for all rows of a block at once.
final class Stepper<Element: Scalar> {
  let method: ButcherTableau
  let memory: StepMemory<Element>
  /// Whether an attempt also gives the velocity at the end of the step.
  let givesEndVelocity: Bool

  private let evaluator: any FieldEvaluator<Element>
  /// Each stage's state, from the second stage on.
  private let stages: [Combination<Element>]
  private let step: Combination<Element>
  private let error: Combination<Element>?

  /// A stepper.
  ///
  /// - Parameters:
  ///   - method: the method.
  ///   - evaluator: the field's evaluator, for `memory.capacity` rows.
  ///   - memory: the rows.
  ///   - needsEndVelocity: whether an attempt is to give the velocity at the end of the step; some
  ///     methods give it anyway.
  init(
    _ method: ButcherTableau, _ evaluator: any FieldEvaluator<Element>,
    memory: StepMemory<Element>, needsEndVelocity: Bool
  ) {
    self.method = method
    self.evaluator = evaluator
    self.memory = memory
    givesEndVelocity = method.isFSAL || needsEndVelocity
    let velocity = { (stage: Int) in UnsafePointer(memory.velocity(stage)) }
    stages = method.a.dropFirst().map { Combination($0, velocity) }
    step = Combination(method.b, velocity)
    error = method.errorWeights.map { Combination($0, velocity) }
  }

  /// The velocities at the end of the step, if an attempt gives them.
  var endVelocity: UnsafeMutablePointer<Element> {
    memory.velocity(method.isFSAL ? method.stages - 1 : method.stages)
  }

  /// The evaluations of a row that has tried so many steps: one to begin with, and one more where its
  /// first step was chosen by a trial.
  func evaluations(attempts: Int, hasTrial: Bool) -> Int {
    let first = hasTrial ? 2 : 1
    guard givesEndVelocity else { return max(attempts * method.stages, 1) }
    return first + attempts * (method.isFSAL ? method.stages - 1 : method.stages)
  }

  /// Evaluates the field at the rows' states: the first stage of their steps.
  func evaluateStart(_ count: Int) {
    evaluate(count, at: memory.x, fraction: 0, into: memory.velocity(0))
  }

  /// Computes the later stages and the states after the step, from the first stage and the rows' step
  /// sizes.
  func attempt(_ count: Int) {
    Element.round(memory.state.h, to: memory.h, count: count)
    for stage in 1..<max(method.stages, 1) {
      let isLast = method.isFSAL && stage == method.stages - 1
      let place = isLast ? memory.xNext : memory.stage
      apply(stages[stage - 1], count, memory.x, to: place)
      evaluate(count, at: place, fraction: method.c[stage], into: memory.velocity(stage))
    }
    guard !method.isFSAL else { return }
    apply(step, count, memory.x, to: memory.xNext)
    guard givesEndVelocity else { return }
    evaluate(count, at: memory.xNext, fraction: 1, into: endVelocity)
  }

  /// Computes the squares of the errors of the steps just tried, relative to tolerances.
  func estimateErrors(_ count: Int, _ tolerances: (absolute: Element, relative: Element)) {
    guard let error else { return }
    error.squaredErrors(
      rows: count, columns: memory.dimension, memory.x, memory.xNext, h: memory.h,
      tolerances: tolerances, to: memory.t)
    Element.widen(memory.t, to: memory.state.squaredErrors, count: count)
  }

  /// Evaluates the field for all rows at states and times within the step.
  func evaluate(
    _ count: Int, at x: UnsafePointer<Element>, fraction: Double,
    into velocity: UnsafeMutablePointer<Element>
  ) {
    memory.setTimes(count, fraction: fraction)
    evaluator.evaluate(
      RowPoints(count: count, rows: memory.rows, t: memory.t, x: x), into: velocity)
  }

  private func apply(
    _ combination: Combination<Element>, _ count: Int, _ x: UnsafePointer<Element>?,
    to y: UnsafeMutablePointer<Element>
  ) {
    combination.apply(rows: count, columns: memory.dimension, x, h: memory.h, to: y)
  }
}

extension StepMemory {
  /// Sets the rows' times to those at a fraction of their steps.
  func setTimes(_ count: Int, fraction: Double) {
    if fraction == 0 || fraction == 1 {
      return Element.round(fraction == 0 ? state.t : state.tNext, to: t, count: count)
    }
    if Element.self == Double.self {
      let t = UnsafeMutableRawPointer(t).assumingMemoryBound(to: Double.self)
      state.setTimes(t, count, fraction: fraction)
    } else {
      // The squares of errors are not needed while stages are evaluated.
      state.setTimes(state.squaredErrors, count, fraction: fraction)
      Element.round(state.squaredErrors, to: t, count: count)
    }
  }
}

extension StepRows {
  /// Computes the times at a fraction of the rows' steps.
  func setTimes(_ times: UnsafeMutablePointer<Double>, _ count: Int, fraction: Double) {
    var fraction = fraction
    var one = 1.0
    withUnsafePointer(to: &one) { one in
      withUnsafePointer(to: UnsafePointer<Double>?(h)) { table in
        Double.combine(
          rows: 1, columns: count, t, h: &fraction, stepPerRow: false,
          weights: UnsafeBufferPointer(start: one, count: 1), table, to: times)
      }
    }
  }
}
