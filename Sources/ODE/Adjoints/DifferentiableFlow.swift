public import Tensors

/// A flow that carries states forwards and cotangents backwards: what training needs of a solver.
///
/// One object serves one thread and one block of rows at a time. The conformers differ in how the
/// flow is discretised and in which adjoint they use: ``DiscreteFlow`` with equal steps,
/// ``AdaptiveFlow`` with each row's own steps, ``StagedFlow`` and ``StagedAdaptiveFlow`` with implicit
/// ones, ``CostateFlow`` and ``AugmentedCostateFlow`` with the continuous costate equation.
public protocol DifferentiableFlow<Element>: AnyObject {
  /// The precision of states and parameters.
  associatedtype Element: Scalar

  /// Says where the control's nodes lie; shape `[nodes, parameters]`. Call again when they changed.
  func setParameters(_ theta: UnsafePointer<Element>)

  /// Carries states along the flow; returns the states at the end, shape `[count, dimension]`, and
  /// the integral of the running cost, shape `[count]`, borrowed until the next solve.
  func solve(
    from x0: UnsafePointer<Element>, count: Int
  ) -> (states: UnsafeMutablePointer<Element>, cost: UnsafeMutablePointer<Element>)

  /// Carries the cotangents of the last solve's results back; adds the nodes' cotangent to
  /// `thetaBar`, and the derivatives by the horizon's ends to `horizon` when it is not nil; returns
  /// the cotangent of the states at the beginning, borrowed until the next call.
  func pullback(
    _ end: UnsafePointer<Element>, cost: UnsafePointer<Element>?,
    into thetaBar: UnsafeMutablePointer<Element>,
    horizon: UnsafeMutablePointer<HorizonGradient>?
  ) -> UnsafeMutablePointer<Element>

  /// What the last solve and the last pullback took.
  var work: FlowWork { get }
}

/// What solves and pullbacks took, counted in rows: each row of each evaluation counts one.
public struct FlowWork: Sendable, Hashable {
  /// Rows at which the field was evaluated forwards.
  public var forwardEvaluations = 0
  /// Rows at which its pullback was evaluated.
  public var backwardEvaluations = 0
  /// Rows at which the field was evaluated again on the way back, since a tape was not kept.
  public var repeatedEvaluations = 0
  /// Accepted steps of rows.
  public var steps = 0
  /// Rejected steps of rows.
  public var rejectedSteps = 0
  /// Rows that did not reach the end of the horizon.
  public var failedRows = 0
  /// Rows whose first state a backsolve missed by more than the tolerance: their gradients are not to
  /// be trusted.
  public var unreliableRows = 0
  /// By how much a backsolve missed a row's first state at most, in units of the tolerance.
  public var reconstructionError = 0.0

  /// No work.
  public init() {}

  /// The sum of two counts.
  public static func + (a: FlowWork, b: FlowWork) -> FlowWork {
    var sum = a
    sum.forwardEvaluations += b.forwardEvaluations
    sum.backwardEvaluations += b.backwardEvaluations
    sum.repeatedEvaluations += b.repeatedEvaluations
    sum.steps += b.steps
    sum.rejectedSteps += b.rejectedSteps
    sum.failedRows += b.failedRows
    sum.unreliableRows += b.unreliableRows
    sum.reconstructionError = max(a.reconstructionError, b.reconstructionError)
    return sum
  }
}
