/// The right-hand side of a controlled flow, dx/dt = f(t, x, θ), written once over the algebra.
///
/// ```swift
/// struct Pendulum: ControlledField {
///   let dimension = 2
///   let parameters = ParameterLayout(["length": []])
///
///   func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
///     .concatenate([x.component(1), -(x.component(0).sin() / theta[0])], along: -1)
///   }
/// }
/// ```
public protocol ControlledField: Sendable {
  /// The number of components of a state.
  var dimension: Int { get }

  /// The parameters' names and shapes.
  var parameters: ParameterLayout { get }

  /// The velocity of a batch of states.
  ///
  /// A row's velocity may depend on that row only, not on its neighbours in the batch.
  ///
  /// - Parameters:
  ///   - t: the rows' times; shape `[rows, 1]`.
  ///   - x: the states; shape `[rows, dimension]`.
  ///   - theta: the parameters, one value for each segment of the layout.
  /// - Returns: the velocities; shape `[rows, dimension]`.
  func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A
}

/// The running cost L(t, x, θ) of a controlled flow, for example a regulariser.
public protocol RunningCost: Sendable {
  /// The cost per unit of time of a batch of states.
  ///
  /// - Parameters: as of ``ControlledField/velocity(at:_:_:)``.
  /// - Returns: one number a row; shape `[rows]` or `[rows, 1]`, or one number for all, `[]`.
  func rate<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A
}
