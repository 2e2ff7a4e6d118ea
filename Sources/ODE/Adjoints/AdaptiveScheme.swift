public import Calculus
import Tensors

/// A flow solved with each row's own steps: a method with an error estimate, tolerances, the horizon,
/// the control's shape, and the adjoint that its gradients come from.
public struct AdaptiveScheme: Sendable {
  /// Where gradients come from.
  ///
  /// The continuous costate equation is solved in three ways. They differ in where the states along
  /// it come from, and in how the parameters' gradient is summed; all agree with the discrete adjoint
  /// to the tolerances.
  public enum Adjoint: String, Sendable, Hashable, CaseIterable {
    /// The exact transpose of the steps that were taken, their sizes frozen.
    case discrete
    /// The costate equation along the forward solve's dense output, and the parameters' gradient by
    /// Gauss's rule over the steps of the costate: see ``CostateFlow``.
    case costate
    /// The costate equation along the forward solve's dense output, the parameters' gradient one more
    /// part of its state: see ``AugmentedCostateFlow``.
    case interpolating
    /// The state solved backwards with its costate and the parameters' gradient; nothing of the
    /// forward solve is kept.
    ///
    /// - Warning: a flow that contracts forwards expands backwards, by as much: then the states come
    ///   out wrong, and the gradient with them. How far they miss the true beginning is measured:
    ///   ``FlowWork/reconstructionError`` and ``FlowWork/unreliableRows``.
    case backsolve
  }

  /// Which components of a costate's solve its steps are chosen by.
  public enum CostateNorm: String, Sendable, Hashable, CaseIterable {
    /// All: states, costates and the parameters' gradient.
    case all
    /// All but the parameters' gradient, which nothing depends on: a seminorm.
    ///
    /// > Source: Kidger, Chen & Lyons, arXiv:2009.09457.
    case withoutParameters
    /// The states of a backsolve alone; with known states, as without parameters.
    case states
  }

  /// The method.
  public let method: SteppingMethod
  /// The knobs of the steps.
  ///
  /// Component tolerances and the weights of a norm are those of the states: a running cost keeps the
  /// tolerances for all, at the mean weight; a user's norm finds its ratio last. Costates of the
  /// continuous adjoints keep the tolerances for all, in the root mean square.
  public let steps: AdaptiveControl
  /// The times between which the flow is followed.
  public let span: TimeSpan
  /// How the parameters depend on time; every piece's end is the end of a step.
  public let control: ControlShape
  /// Where gradients come from.
  public let adjoint: Adjoint
  /// What the steps of the ``Adjoint/interpolating`` and ``Adjoint/backsolve`` costates are chosen by.
  public let costateNorm: CostateNorm

  /// A scheme.
  ///
  /// - Precondition: the method has an error estimate and follows the control.
  public init(
    method: SteppingMethod = .tsitouras, steps: AdaptiveControl = AdaptiveControl(),
    from start: Double = 0, to end: Double = 1, control: ControlShape = .constant,
    adjoint: Adjoint = .discrete, costateNorm: CostateNorm = .withoutParameters
  ) {
    precondition(
      method.hasErrorEstimate, "method \(method.name) has no error estimate: it takes fixed steps")
    precondition(
      method.follows(control),
      "method \(method.name) under a control that is linear between nodes: take kvaerno5")
    self.method = method
    self.steps = steps
    span = TimeSpan(from: start, to: end)
    self.control = control
    self.adjoint = adjoint
    self.costateNorm = costateNorm
  }

  /// What follows the flow of a program's field, its running cost beside the states.
  func integrator<Element: Scalar>(for program: HamiltonianProgram<Element>) -> Integrator {
    let steps =
      program.hasRunningCost ? steps.withRunningCost(dimension: program.dimension) : steps
    return Integrator(method: method, control: .adaptive(steps))
  }

  /// What follows costates backwards: they have tolerances of their own, those for all components.
  ///
  /// - Parameter share: what the tolerances are multiplied by.
  /// - Returns: the integrator.
  func costateIntegrator(share: Double = 1) -> Integrator {
    var steps = steps
    steps.componentTolerances = nil
    steps.norm = .rootMeanSquare
    steps.relative *= share
    steps.absolute *= share
    return Integrator(method: method, control: .adaptive(steps))
  }

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

extension AdaptiveControl {
  /// The same knobs for states with a running cost behind them.
  func withRunningCost(dimension: Int) -> AdaptiveControl {
    var wide = self
    if let tolerances = componentTolerances {
      let (relatives, absolutes) = tolerances.spread(over: dimension)
      wide.componentTolerances = ComponentTolerances(
        relative: relatives + [relative], absolute: absolutes + [absolute])
    }
    if case .weighted(let weights) = norm {
      norm.check(dimension: dimension)
      wide.norm = .weighted(weights + [weights.reduce(0, +) / Double(dimension)])
    }
    return wide
  }
}
