/// The Hamiltonian of a controlled flow, H(t, x, p, θ) = p · f(t, x, θ) − L(t, x, θ), traced.
///
/// Everything that adjoints and maximum principles need is a derivative of H: the dynamics
/// dx/dt = ∂H/∂p, the costate equation dp/dt = −∂H/∂x, and ∂H/∂θ, the gradient of the cost with its
/// sign changed. The field and the running cost are traced here once, and their common pullback is
/// cut into two halves (see ``Linearization``).
///
/// > Source: Pontryagin's maximum principle as in Li, Chen, Tai & E, JMLR 18 (2018), section 2.
public struct Hamiltonian: Sendable {
  /// The number of components of a state.
  public let dimension: Int
  /// The parameters' names and shapes.
  public let parameters: ParameterLayout
  /// Whether there is a running cost.
  public let hasRunningCost: Bool

  /// From t `[rows, 1]`, x `[rows, n]` and the parameters to f `[rows, n]` and, where there is a
  /// running cost, L `[rows, 1]`.
  public let dynamics: Graph
  /// Whether f or L depends on time.
  public let dependsOnTime: Bool
  /// The dynamics cut in two; the backward half gives the cotangents of t, where anything depends on
  /// it, of x, and of the parameters.
  public let linearization: Linearization
  /// From x, the change over a step, and the parameters to the descent along the discrete gradient; nil
  /// for fields that are no ``DissipativeLaw``.
  public let discreteDescent: Graph?

  /// Traces a field.
  ///
  /// - Precondition: velocities have the shape of states, and rows do not depend on one another (see
  ///   ``Graph/isRowWise``).
  public init(field: some ControlledField) {
    self.init(field: field, cost: nil as NoCost?)
  }

  /// Traces a field and a running cost.
  ///
  /// - Precondition: as of ``init(field:)``; the cost is one number a row.
  public init(field: some ControlledField, runningCost: some RunningCost) {
    self.init(field: field, cost: runningCost)
  }

  private init<Field: ControlledField, Cost: RunningCost>(field: Field, cost: Cost?) {
    dimension = field.dimension
    parameters = field.parameters
    hasRunningCost = cost != nil
    discreteDescent = (field as? any DissipativeLaw)?.discreteDescent()
    let states = [Extents.rows, field.dimension]
    let shapes = [[Extents.rows, 1], states] + field.parameters.segments.map(\.shape)
    dynamics = Graph(inputs: shapes) { inputs in
      let theta = Parameters(Array(inputs.dropFirst(2)))
      let velocity = field.velocity(at: inputs[0], inputs[1], theta)
      precondition(
        velocity.shape == states,
        "\(Field.self) returns velocities of shape \(Extents.describe(velocity.shape)), "
          + "not \(Extents.describe(states))")
      guard let cost else { return [velocity] }
      return [velocity, Hamiltonian.perRow(cost.rate(at: inputs[0], inputs[1], theta), inputs[0])]
    }
    let followsTime = dynamics.dependents { $0 == 0 }
    dependsOnTime = dynamics.outputs.contains { followsTime[$0] }
    precondition(
      dynamics.isRowWise,
      "\(Field.self)\(cost == nil ? "" : " with \(Cost.self)") takes rows of the batch together: "
        + "a row may depend on that row only")
    linearization = Linearization(
      dynamics, wrt: Array((dependsOnTime ? 0 : 1)..<shapes.count), held: Set(2..<shapes.count))
  }

  /// A running cost as one number a row.
  private static func perRow(_ rate: Symbol, _ t: Symbol) -> Symbol {
    precondition(
      rate.shape == [Extents.rows] || rate.shape == [Extents.rows, 1]
        || rate.shape.allSatisfy { $0 == 1 } && rate.rank <= 2,
      "a running cost has one number a row, not shape \(Extents.describe(rate.shape))")
    let column = rate.shape == [Extents.rows] ? rate.reshaped(to: [Extents.rows, 1]) : rate
    return column.broadcast(like: t)
  }

  private struct NoCost: RunningCost {
    func rate<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A { .constant(0) }
  }
}
