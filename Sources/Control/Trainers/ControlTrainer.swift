public import ODE
public import Tensors

/// What improves a control of a problem, step by step: gradient descent, quasi-Newton, successive
/// approximations.
///
/// Trainers of one problem are interchangeable: each takes a control in the problem's admissible set
/// and an ensemble, or a batch of one, and leaves a control in the set. What a trainer remembers from
/// step to step is its own; it serves one caller at a time.
public protocol ControlTrainer<Element>: AnyObject {
  /// The precision of controls.
  associatedtype Element: Scalar

  /// The problem.
  var problem: ControlProblem<Element> { get }

  /// Improves a control.
  ///
  /// - Parameters:
  ///   - theta: the control vector; shape `[problem.parameterCount]`. It stays as it is when costs or
  ///     derivatives are not finite.
  ///   - ensemble: the rows.
  /// - Returns: what the improvement came to.
  func improve(
    _ theta: inout Tensor<Element>, over ensemble: Ensemble<Element>
  ) -> ControlImprovement
}

/// What one step of a trainer came to.
public struct ControlImprovement: Sendable, Hashable {
  /// The cost before the step; not finite when nothing could be done.
  public var cost: Double
  /// The Euclidean norm of the gradient before the step; nil for trainers that have none.
  public var gradientNorm: Double?
  /// By how much the Hamiltonians of all nodes grew, summed over the horizon: how far the control was
  /// from the maximum principle; nil for trainers that do not maximise them.
  public var hamiltonianGain: Double?
  /// The penalty on leaving the state equation, of extended successive approximations.
  public var penalty: Double?
  /// Whether nothing more is to be gained.
  public var hasConverged = false
  /// What the flows took.
  public var work = FlowWork()

  /// A step from a control of so much cost.
  public init(cost: Double) {
    self.cost = cost
  }
}
