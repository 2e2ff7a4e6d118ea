public import Calculus

/// A flow solved with each row's own steps: a method with an error estimate, tolerances, the horizon,
/// the control's shape, and the adjoint that its gradients come from.
public struct AdaptiveScheme: Sendable {
  /// Where gradients come from.
  public enum Adjoint: String, Sendable, Hashable, CaseIterable {
    /// The exact transpose of the steps that were taken, their sizes frozen.
    case discrete
    /// The continuous costate equation, solved backwards to the same tolerances.
    case costate
  }

  /// The method.
  public let method: SteppingMethod
  /// The knobs of the steps.
  public let steps: AdaptiveControl
  /// The times between which the flow is followed.
  public let span: TimeSpan
  /// How the parameters depend on time; every piece's end is the end of a step.
  public let control: ControlShape
  /// Where gradients come from.
  public let adjoint: Adjoint

  /// A scheme.
  ///
  /// - Precondition: the method has an error estimate.
  public init(
    method: SteppingMethod = .tsitouras, steps: AdaptiveControl = AdaptiveControl(),
    from start: Double = 0, to end: Double = 1, control: ControlShape = .constant,
    adjoint: Adjoint = .discrete
  ) {
    precondition(
      method.hasErrorEstimate, "method \(method.name) has no error estimate: it takes fixed steps")
    self.method = method
    self.steps = steps
    span = TimeSpan(from: start, to: end)
    self.control = control
    self.adjoint = adjoint
  }

  /// What follows the flow.
  var integrator: Integrator { Integrator(method: method, control: .adaptive(steps)) }

  /// The times between which the control is of one piece.
  func span(ofPiece piece: Int) -> TimeSpan {
    func time(_ knot: Int) -> Double {
      knot == control.pieceCount
        ? span.end
        : span.start + (span.end - span.start) * Double(knot) / Double(control.pieceCount)
    }
    return TimeSpan(from: time(piece), to: time(piece + 1))
  }

  /// The control at a time within a piece.
  func mixture(at t: Double, in piece: Int) -> ControlMixture {
    let length = span.end - span.start
    return control.mixture(at: length == 0 ? 0 : (t - span.start) / length, in: piece)
  }

  /// Whether rows at different times have different parameters.
  var controlDependsOnRow: Bool {
    if case .piecewiseLinear = control { return true }
    return false
  }
}

extension AdaptiveScheme {
  /// The table of the method.
  ///
  /// - Precondition: the method is explicit.
  var explicitMethod: ButcherTableau {
    guard let tableau = method.tableau else {
      preconditionFailure("method \(method.name) where an explicit one is needed")
    }
    return tableau
  }
}
