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
  private let secondError: Combination<Element>?
  private let second: UnsafeMutablePointer<Element>?
  /// The states of the stages that only the dense output needs, and whether they were asked for.
  private let denseStages: [Combination<Element>]
  private var isDense = false

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
    secondError = method.secondErrorWeights.map { Combination($0, velocity) }
    second = secondError.map { _ in .allocate(capacity: memory.capacity * memory.dimension) }
    denseStages = method.denseStages.map { Combination($0.a, velocity) }
  }

  deinit { second?.deallocate() }

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
    if isDense { statistics.evaluations += statistics.accepted * denseStages.count }
  }

  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  func prepareDenseOutput(_ count: Int) {
    isDense = true
    for (index, stage) in denseStages.enumerated() {
      apply(stage, count, memory.x, to: memory.stage)
      evaluation.evaluate(
        count, at: memory.stage, fraction: method.denseStages[index].c,
        into: memory.velocity(method.firstDenseStage + index))
    }
  }

  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
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

  func pass(_ tape: inout StateTape) { tape.pass(&isDense) }

  func stiffnessRatio(_ slot: Int, of count: Int) -> Double? {
    guard method.showsStiffness, let last = endVelocity else { return nil }
    let before = memory.velocity(method.isFSAL ? method.stages - 2 : method.stages - 1)
    var (change, distance) = (0.0, 0.0)
    // The state of the stage before the last is still where stages are made.
    for place in stride(from: slot, to: slot + count * memory.dimension, by: count) {
      let dk = Double(last[place] - before[place])
      let dx = Double(memory.xNext[place] - memory.stage[place])
      change += dk * dk
      distance += dx * dx
    }
    return distance > 0 ? abs(memory.state.h[slot]) * (change / distance).squareRoot() : 0
  }

  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  func estimateErrors(_ count: Int, _ tolerances: (absolute: Element, relative: Element)) {
    guard let error else { return }
    error.squaredErrors(
      rows: count, columns: memory.dimension, memory.x, memory.xNext, h: memory.h,
      tolerances: tolerances, to: memory.t)
    Element.widen(memory.t, to: memory.state.squaredErrors, count: count)
    if let secondError { join(secondError, count, tolerances) }
  }

  /// Makes |e|² / sqrt(|e|² + ē² / 100) of the two estimates, squared.
  private func join(
    _ second: Combination<Element>, _ count: Int,
    _ tolerances: (absolute: Element, relative: Element)
  ) {
    second.squaredErrors(
      rows: count, columns: memory.dimension, memory.x, memory.xNext, h: memory.h,
      tolerances: tolerances, to: memory.t)
    let squares = memory.state.squaredErrors
    for slot in 0..<count {
      let sum = squares[slot] + Double(memory.t[slot]) / 100
      if sum > 0 { squares[slot] *= squares[slot] / sum }
    }
  }

  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  func writeErrors(_ count: Int, to errors: UnsafeMutablePointer<Element>) {
    guard let error else { return }
    apply(error, count, nil, to: errors)
    guard let secondError, let second else { return }
    // Component by component where they have tolerances of their own.
    apply(secondError, count, nil, to: second)
    for place in 0..<count * memory.dimension {
      let (e, other) = (errors[place], second[place])
      let sum = e * e + other * other / 100
      if sum > 0 { errors[place] = e * abs(e) / sum.squareRoot() }
    }
  }

  private func apply(
    _ combination: Combination<Element>, _ count: Int, _ x: UnsafePointer<Element>?,
    to y: UnsafeMutablePointer<Element>
  ) {
    combination.apply(rows: count, columns: memory.dimension, x, h: memory.h, to: y)
  }
}
