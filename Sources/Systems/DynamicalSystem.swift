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
  /// The parameters with their values.
  public private(set) var parameters: [Parameter]
  /// The names of the components of a state; some systems have a parameter that says how many.
  public private(set) var components: [String]
  /// The usual state at the beginning, which may depend on the parameters.
  public private(set) var initialState: [Double]
  /// The usual times.
  public let span: TimeSpan
  /// Functions of the state that stay constant along the flow.
  public let invariants: [Invariant]
  /// The state at the end of the usual times, found by others; nil where the parameters are not the
  /// usual ones.
  public private(set) var reference: Reference?
  /// Whether the usual flow is stiff: explicit methods take steps that are far shorter than the
  /// solution asks for.
  public let isStiff: Bool
  /// Whether the first half of the components are positions, which the other half alone moves, and the
  /// second half momenta, which the first half alone moves: what compositions of symplectic steps need.
  public let isSeparable: Bool
  /// Where it was published.
  public let source: String

  private let beginning: Beginning
  let definition: Definition

  init(
    _ name: String, _ summary: String, beginning: Beginning,
    parameters: KeyValuePairs<String, Double> = [:], domains: [String: Parameter.Domain] = [:],
    until end: Double, invariants: [Invariant] = [], reference: Reference? = nil,
    isStiff: Bool = false, isSeparable: Bool = false, source: String,
    definition: @escaping Definition
  ) {
    self.name = name
    self.summary = summary
    self.parameters = parameters.map {
      Parameter(name: $0.key, value: $0.value, domain: domains[$0.key] ?? .real)
    }
    let values = self.parameters.map(\.value)
    self.beginning = beginning
    components = beginning.components(values)
    initialState = beginning.state(values)
    precondition(
      components.count == initialState.count
        && (reference?.state.count ?? components.count) == components.count,
      "system \(name) has \(components.count) components and a state of \(initialState.count)")
    span = TimeSpan(to: end)
    self.invariants = invariants
    self.reference = reference
    self.isStiff = isStiff
    self.isSeparable = isSeparable
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
  /// - Precondition: the system has a parameter of that name, which takes the value.
  public func setting(_ parameter: String, to value: Double) -> DynamicalSystem {
    guard let index = parameters.firstIndex(where: { $0.name == parameter }) else {
      preconditionFailure(
        "system \(name) has no parameter \(parameter), only \(parameters.map(\.name))")
    }
    let domain = parameters[index].domain
    precondition(domain.contains(value), "\(parameter) of \(name) is \(domain), not \(value)")
    var system = self
    guard value != parameters[index].value else { return system }
    system.parameters[index].value = value
    let values = system.parameters.map(\.value)
    system.components = beginning.components(values)
    system.initialState = beginning.state(values)
    system.reference = nil
    return system
  }
}
