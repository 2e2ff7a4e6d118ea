public import Models
public import ODE

/// The shape of a flow network: the field, how its control depends on time, how it is solved.
public struct FlowArchitecture: Sendable {
  /// The widths of the field's hidden layers.
  public var hidden: [Int]
  /// The field's nonlinearity.
  public var activation: Activation
  /// Dimensions added to the features, zero at the beginning: a flow in one dimension keeps the
  /// order of its points, and one more removes the barrier.
  public var augmentation: Int
  /// Whether the field sees the time.
  public var dependsOnTime: Bool
  /// The method, its steps, the horizon and the control's shape.
  public var solver: FlowSolver

  /// An architecture.
  ///
  /// The defaults were chosen on small tables by cross-validation: a smooth rectifier generalised
  /// better than tanh (0.82 against 0.80 on sonar, both to T = 2), and four steps of order four are enough for the
  /// mild flows that such data need.
  public init(
    hidden: [Int] = [64], activation: Activation = .silu, augmentation: Int = 0,
    dependsOnTime: Bool = false,
    solver: FlowSolver = .fixed(FlowScheme(method: .rungeKutta4, steps: 4))
  ) {
    self.hidden = hidden
    self.activation = activation
    self.augmentation = augmentation
    self.dependsOnTime = dependsOnTime
    self.solver = solver
  }
}
