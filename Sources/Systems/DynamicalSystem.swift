public import Calculus
public import ODE
public import Tensors

/// A dynamical system of the catalogue: an equation with usual parameters, a state to begin with and
/// a time to end.
///
/// ```swift
/// let lorenz = DynamicalSystem<Double>.lorenz63.setting("rho", to: 14)
/// let trajectory = Integrator().trajectory(
///   of: lorenz.field, from: lorenz.start, over: lorenz.span)
/// ```
public struct DynamicalSystem<Element: Scalar>: Sendable {
  /// The velocity for given values of the parameters.
  typealias Definition = @Sendable (_ parameters: [Element]) -> ClosureField<Element>.Velocity

  /// The name in options: `lorenz63`.
  public let name: String
  /// What it is, with its equations.
  public let summary: String
  /// The names of the components of a state.
  public let components: [String]
  /// The parameters with their values.
  public private(set) var parameters: [Parameter]
  /// The usual state at the beginning.
  public let initialState: [Double]
  /// The usual times.
  public let span: TimeSpan
  /// Functions of the state that stay constant along the flow.
  public let invariants: [Invariant]
  /// Where it was published.
  public let source: String

  private let definition: Definition

  /// A parameter of a system.
  public struct Parameter: Sendable, Hashable {
    /// The name, as in the equations.
    public let name: String
    /// The value.
    public fileprivate(set) var value: Double
  }

  /// A function of the state that stays constant along the flow.
  public struct Invariant: Sendable {
    /// What it is.
    public let name: String
    /// Its value for given parameters and state.
    let function: @Sendable (_ parameters: [Double], _ x: [Double]) -> Double
  }

  init(
    _ name: String, _ summary: String, components: [String],
    parameters: KeyValuePairs<String, Double> = [:], from initialState: [Double], until end: Double,
    invariants: [Invariant] = [], source: String, definition: @escaping Definition
  ) {
    precondition(
      components.count == initialState.count,
      "system \(name) has \(components.count) components and a state of \(initialState.count)")
    self.name = name
    self.summary = summary
    self.components = components
    self.parameters = parameters.map { Parameter(name: $0.key, value: $0.value) }
    self.initialState = initialState
    span = TimeSpan(to: end)
    self.invariants = invariants
    self.source = source
    self.definition = definition
  }

  /// The number of components of a state.
  public var dimension: Int { components.count }

  /// The right-hand side.
  public var field: ClosureField<Element> {
    ClosureField(
      dimension: dimension, velocity: definition(parameters.map { Element($0.value) }))
  }

  /// The usual state at the beginning; shape `[dimension]`.
  public var start: Tensor<Element> { Tensor(initialState.map { Element($0) }) }

  /// The value of an invariant at a state.
  ///
  /// - Precondition: the state has the system's dimension.
  public func value(of invariant: Invariant, at x: [Double]) -> Double {
    precondition(
      x.count == dimension, "\(x.count) components given for \(name), which has \(dimension)")
    return invariant.function(parameters.map(\.value), x)
  }

  /// The system with another value of a parameter.
  ///
  /// - Precondition: the system has a parameter of that name.
  public func setting(_ parameter: String, to value: Double) -> DynamicalSystem {
    guard let index = parameters.firstIndex(where: { $0.name == parameter }) else {
      preconditionFailure(
        "system \(name) has no parameter \(parameter), only \(parameters.map(\.name))")
    }
    var system = self
    system.parameters[index].value = value
    return system
  }
}
