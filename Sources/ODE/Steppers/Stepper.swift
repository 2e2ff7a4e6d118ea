import Tensors

/// Tries steps of a method for all rows of a block at once.
///
/// A stepper works in the memory of its ``evaluation``: an attempt begins at `memory.x`, with the
/// velocities there in `memory.velocity(0)` and the rows' steps in `memory.state`, and leaves the
/// states after the steps in `memory.xNext`. A row's numbers must not depend on other rows.
protocol Stepper<Element>: AnyObject {
  /// The precision of states.
  associatedtype Element: Scalar

  /// Evaluates the field, and holds the rows' memory.
  var evaluation: StepEvaluation<Element> { get }

  /// Of which of the method's kinds the steps just tried are, where it has more than one.
  var kind: Int { get }

  /// The power of the step size that the error estimate is of.
  var estimatePower: Int { get }

  /// The velocities at the end of the step, where an attempt gives them; else nil.
  var endVelocity: UnsafeMutablePointer<Element>? { get }

  /// Computes the states after the steps of the first `count` slots.
  func attempt(_ count: Int)

  /// Computes the squares of the errors of the steps just tried, relative to tolerances, into
  /// `memory.state.squaredErrors`.
  func estimateErrors(_ count: Int, _ tolerances: (absolute: Element, relative: Element))

  /// Computes the errors of the steps just tried themselves; shape `[dimension, count]`.
  func writeErrors(_ count: Int, to errors: UnsafeMutablePointer<Element>)

  /// Whether the systems of the step just tried of the row in a slot were not solved.
  ///
  /// Such a step is rejected whatever its error.
  func hasFailed(_ slot: Int) -> Bool

  /// Whether any of the steps just tried failed so.
  var hasFailures: Bool { get }

  /// h times an estimate of the size of the field's largest eigenvalue for the row in a slot, by two
  /// velocities at the end of the step just tried and before its errors are written; nil for steps that
  /// do not show it.
  func stiffnessRatio(_ slot: Int, of count: Int) -> Double?

  /// Begins with the rows of a block, whose numbers are in their slots.
  func begin(_ count: Int)

  /// Writes what is kept from step to step to a tape, or reads it.
  func pass(_ tape: inout StateTape)

  /// Forgets what is kept of the steps of the row in a slot: the field is another from here on.
  func restart(_ slot: Int)

  /// Computes what the solution inside of the steps just tried needs beyond the steps themselves.
  func prepareDenseOutput(_ count: Int)

  /// Closes up what is kept of rows from step to step, after others have left; kept slots come in
  /// pieces, first to last.
  func keep(_ pieces: [Range<Int>], of active: Int)

  /// Adds what a row took that has tried so many steps.
  ///
  /// - Parameters:
  ///   - slot: the row's slot.
  ///   - attempts: the steps it tried, at least one.
  ///   - hasTrial: whether its first step was chosen by a trial, at the price of an evaluation.
  ///   - statistics: the counts.
  func addWork(_ slot: Int, attempts: Int, hasTrial: Bool, to statistics: inout Statistics)
}

extension Stepper {
  var memory: StepMemory<Element> { evaluation.memory }
  func prepareDenseOutput(_ count: Int) {}
  func keep(_ pieces: [Range<Int>], of active: Int) {}
  func restart(_ slot: Int) {}
  func begin(_ count: Int) {}
  func pass(_ tape: inout StateTape) {}
  func stiffnessRatio(_ slot: Int, of count: Int) -> Double? { nil }
  func hasFailed(_ slot: Int) -> Bool { false }
  var hasFailures: Bool { false }
  var kind: Int { 0 }

  /// Evaluates the field at the rows' states: the first stage of their steps.
  func evaluateStart(_ count: Int) {
    evaluation.evaluate(count, at: memory.x, fraction: 0, into: memory.velocity(0))
  }
}
