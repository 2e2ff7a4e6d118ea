import Calculus
import Tensors

/// Tries steps of an explicit Runge-Kutta method.
final class ExplicitStepper<Element: Scalar>: Stepper {
  let evaluation: StepEvaluation<Element>
  private let method: ButcherTableau
  private let givesEndVelocity: Bool
  /// Each stage's state, from the second stage on.
  private let stages: [Combination<Element>]
  private let step: Combination<Element>
  private let error: Combination<Element>?

  /// A stepper.
  ///
  /// - Parameters:
  ///   - method: the method.
  ///   - evaluation: evaluates the field.
  ///   - needsEndVelocity: whether an attempt is to give the velocity at the end of the step; some
  ///     methods give it anyway.
  init(
    _ method: ButcherTableau, _ evaluation: StepEvaluation<Element>, needsEndVelocity: Bool
  ) {
    self.method = method
    self.evaluation = evaluation
    givesEndVelocity = method.isFSAL || needsEndVelocity
    let memory = evaluation.memory
    let velocity = { (stage: Int) in UnsafePointer(memory.velocity(stage)) }
    stages = method.a.dropFirst().map { Combination($0, velocity) }
    step = Combination(method.b, velocity)
    error = method.errorWeights.map { Combination($0, velocity) }
  }

  var estimatePower: Int { method.estimateOrder + 1 }

  var endVelocity: UnsafeMutablePointer<Element>? {
    givesEndVelocity ? memory.velocity(method.isFSAL ? method.stages - 1 : method.stages) : nil
  }

  /// One evaluation to begin with, and one more where the first step was chosen by a trial.
  func addWork(_ slot: Int, attempts: Int, hasTrial: Bool, to statistics: inout Statistics) {
    statistics.evaluations +=
      givesEndVelocity
      ? (hasTrial ? 2 : 1) + attempts * (method.isFSAL ? method.stages - 1 : method.stages)
      : max(attempts * method.stages, 1)
  }

  func attempt(_ count: Int) {
    let memory = memory
    Element.round(memory.state.h, to: memory.h, count: count)
    for stage in 1..<max(method.stages, 1) {
      let isLast = method.isFSAL && stage == method.stages - 1
      let place = isLast ? memory.xNext : memory.stage
      apply(stages[stage - 1], count, memory.x, to: place)
      evaluation.evaluate(
        count, at: place, fraction: method.c[stage], into: memory.velocity(stage))
    }
    guard !method.isFSAL else { return }
    apply(step, count, memory.x, to: memory.xNext)
    guard let endVelocity else { return }
    evaluation.evaluate(count, at: memory.xNext, fraction: 1, into: endVelocity)
  }

  func estimateErrors(_ count: Int, _ tolerances: (absolute: Element, relative: Element)) {
    guard let error else { return }
    error.squaredErrors(
      rows: count, columns: memory.dimension, memory.x, memory.xNext, h: memory.h,
      tolerances: tolerances, to: memory.t)
    Element.widen(memory.t, to: memory.state.squaredErrors, count: count)
  }

  func writeErrors(_ count: Int, to errors: UnsafeMutablePointer<Element>) {
    if let error { apply(error, count, nil, to: errors) }
  }

  private func apply(
    _ combination: Combination<Element>, _ count: Int, _ x: UnsafePointer<Element>?,
    to y: UnsafeMutablePointer<Element>
  ) {
    combination.apply(rows: count, columns: memory.dimension, x, h: memory.h, to: y)
  }
}
