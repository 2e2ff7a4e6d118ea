public import Calculus

/// A discrete flow: a one-step method with equal steps over a horizon, and the control's shape.
public struct FlowScheme: Sendable {
  /// The method.
  public let method: SteppingMethod
  /// The number of equal steps.
  public let steps: Int
  /// The time at which the flow begins.
  public let start: Double
  /// The time at which it ends; before the beginning for a flow backwards.
  public let end: Double
  /// How the parameters depend on time.
  ///
  /// A step that crosses from one piece of the horizon to the
  /// next has the control of the piece its middle lies in.
  public let control: ControlShape
  /// The λ of steps that are coupled to be reversible, as ``ReversibleFlow``'s; nil for others.
  public let coupling: Double?

  /// The stages that an explicit method's step uses; none for other methods.
  ///
  /// Without error estimate, the last stage of a pair is often idle.
  let stages: [Stage]

  /// One stage: its weights of the earlier stages, its time, and its weight in the step.
  struct Stage {
    let a: [Double]
    let b: Double
    let c: Double
  }

  /// A flow of so many equal steps.
  ///
  /// - Precondition: there is at least one step, both times are finite, a coupling is above 0 and at
  ///   most 1, and the method follows the control.
  public init(
    method: SteppingMethod, steps: Int, from start: Double = 0, to end: Double = 1,
    control: ControlShape = .constant, coupling: Double? = nil
  ) {
    precondition(steps >= 1, "a flow takes at least one step, not \(steps)")
    precondition(start.isFinite && end.isFinite, "a flow from \(start) to \(end)")
    precondition(
      coupling.map { $0 > 0 && $0 <= 1 } ?? true,
      "a coupling of \(coupling ?? .nan): it is above 0 and at most 1")
    self.coupling = coupling
    precondition(
      method.follows(control),
      "method \(method.name) under a control that is linear between nodes: take kvaerno5")
    self.method = method
    self.steps = steps
    self.start = start
    self.end = end
    self.control = control
    stages = method.tableau.map(FlowScheme.usedStages) ?? []
  }

  /// The stages that a step without error estimate needs.
  static func usedStages(of method: ButcherTableau) -> [Stage] {
    var used = method.stages
    while used > 1 && method.b[used - 1] == 0 { used -= 1 }
    return (0..<used).map {
      Stage(a: Array(method.a[$0].prefix($0)), b: method.b[$0], c: method.c[$0])
    }
  }

  /// The same flow with another number of steps.
  func with(steps: Int) -> FlowScheme {
    FlowScheme(
      method: method, steps: steps, from: start, to: end, control: control, coupling: coupling)
  }

  /// The step size.
  public var h: Double { (end - start) / Double(steps) }

  /// The stages of one step.
  var stageCount: Int { stages.count }

  /// The field evaluations of one solve.
  public var evaluations: Int { steps * stages.count }

  /// The time of a stage.
  func time(step: Int, stage: Int) -> Double {
    start + (Double(step) + stages[stage].c) * h
  }

  /// The piece of the control that a step belongs to: that of its middle.
  func piece(ofStep step: Int) -> Int { control.piece(at: (Double(step) + 0.5) / Double(steps)) }

  /// The control at a stage.
  func mixture(step: Int, stage: Int) -> ControlMixture {
    if case .constant = control { return ControlMixture(node: 0, weight: 0) }
    return control.mixture(
      at: (Double(step) + stages[stage].c) / Double(steps), in: piece(ofStep: step))
  }
}
