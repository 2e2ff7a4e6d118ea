/// The running cost w |f(t, x, θ)|² of a field: the kinetic energy of the flow, whose rows then move
/// along short and straight paths, which adaptive steps follow with few evaluations.
///
/// > Source: Finlay, Jacobsen, Nurbekyan & Oberman, ICML (2020), equation (8).
public struct KineticEnergy<Field: ControlledField>: RunningCost {
  /// The field.
  public let field: Field
  /// The factor w.
  public let weight: Double

  /// The kinetic energy of a field.
  ///
  /// - Precondition: the factor is finite.
  public init(of field: Field, weight: Double) {
    precondition(weight.isFinite, "a kinetic energy with the factor \(weight)")
    self.field = field
    self.weight = weight
  }

  public func rate<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
    weight * field.velocity(at: t, x, theta).squared().sum(over: -1)
  }
}
