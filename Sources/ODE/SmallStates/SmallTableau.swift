extension SteppingMethod {
  /// The table of a method that small states can be followed with: an explicit one.
  @usableFromInline
  var smallTableau: ButcherTableau {
    guard case .explicit(let tableau) = self else {
      preconditionFailure(
        "small fields are followed with explicit methods, and \(name) is not one: make the field a "
          + "RowwiseField")
    }
    return tableau
  }
}

/// A Runge-Kutta method as plain numbers, extended by the velocity at the end of the step.
///
/// With that velocity as a last stage every method is of the kind whose last stage is the next step's
/// first: its last row of weights is the step, and a step costs `stages` - 1 evaluations.
@usableFromInline
struct SmallTableau {
  /// The largest number of stages, the velocity at the end of the step being one.
  @usableFromInline static let mostStages = 7

  /// The number of stages, from 2 to 7.
  @usableFromInline let stages: Int
  /// The power of the step size that the error estimate is of.
  @usableFromInline let estimatePower: Int
  /// The stages' times, in steps.
  @usableFromInline let c: Stages
  /// The weights of the earlier velocities in the stages 2 to 7.
  @usableFromInline let a2, a3, a4, a5, a6, a7: Stages
  /// The weights of the velocities in the error estimate; zeros for a method without.
  @usableFromInline let e: Stages

  /// A number for each stage; 0 for those that a method has not.
  @usableFromInline
  struct Stages {
    @usableFromInline var k1 = 0.0
    @usableFromInline var k2 = 0.0
    @usableFromInline var k3 = 0.0
    @usableFromInline var k4 = 0.0
    @usableFromInline var k5 = 0.0
    @usableFromInline var k6 = 0.0
    @usableFromInline var k7 = 0.0

    init(count: Int, _ number: (Int) -> Double) {
      if count > 0 { k1 = number(0) }
      if count > 1 { k2 = number(1) }
      if count > 2 { k3 = number(2) }
      if count > 3 { k4 = number(3) }
      if count > 4 { k5 = number(4) }
      if count > 5 { k6 = number(5) }
      if count > 6 { k7 = number(6) }
    }
  }

  /// The numbers of a method.
  ///
  /// - Precondition: the method has at most 7 stages, the velocity at the end of the step included.
  @usableFromInline
  init(_ method: ButcherTableau) {
    let own = method.stages
    let stages = method.isFSAL ? own : own + 1
    precondition(
      stages <= SmallTableau.mostStages,
      "method \(method.name) has \(stages) stages with the velocity at the end of the step, and small "
        + "states are followed with at most \(SmallTableau.mostStages): make the field a RowwiseField"
    )
    func row(_ stage: Int) -> Stages {
      if stage < own { return Stages(count: stage) { method.a[stage][$0] } }
      return Stages(count: stage == own ? own : 0) { method.b[$0] }
    }
    self.stages = stages
    estimatePower = method.estimateOrder + 1
    c = Stages(count: stages) { $0 < own ? method.c[$0] : 1 }
    (a2, a3, a4) = (row(1), row(2), row(3))
    (a5, a6, a7) = (row(4), row(5), row(6))
    e = Stages(count: own) { stage in
      method.embedded.map { method.b[stage] - $0.b[stage] } ?? 0
    }
  }
}
