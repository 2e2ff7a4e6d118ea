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

  /// Evaluates the field at the rows' states: the first stage of their steps.
  func evaluateStart(_ count: Int) {
    evaluate(count, at: memory.x, fraction: 0, into: memory.velocity(0))
  }

  /// Computes the later stages and the states after the step, from the first stage and the rows' step
  /// sizes.
  func attempt(_ count: Int) {
    for slot in 0..<count { memory.doubles[slot] = memory.states[slot].h }
    Element.round(memory.doubles, to: memory.h, count: count)
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

  /// Computes the error norms of the steps just tried into `memory.doubles`.
  func estimateErrors(_ count: Int, relative: Element, absolute: Element) {
    guard let error else { return }
    apply(error, count, nil, to: memory.error)
    Element.errorNorm(
      rows: count, columns: memory.dimension, memory.error, memory.x, memory.xNext,
      absolute: absolute, relative: relative, to: memory.norms)
    Element.widen(memory.norms, to: memory.doubles, count: count)
  }

  /// Evaluates the field for all rows at states and times within the step.
  func evaluate(
    _ count: Int, at x: UnsafePointer<Element>, fraction: Double,
    into velocity: UnsafeMutablePointer<Element>
  ) {
    for slot in 0..<count {
      let state = memory.states[slot]
      memory.doubles[slot] = fraction == 1 ? state.tNext : state.t + fraction * state.h
      memory.states[slot].statistics.evaluations += 1
    }
    Element.round(memory.doubles, to: memory.t, count: count)
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
