public import Calculus
import Tensors

/// A one-step method: what an integrator repeats.
///
/// There is no multistep method among them. Over the stiff systems of the catalogue, for relative errors
/// from 1e-4 to 1e-8, CVODE's variable-order BDF takes a half to two thirds of the evaluations of the best of
/// these, and 1.0 to 1.3 times their time; and one-step methods begin again after jumps and events at no
/// loss, keep little from step to step, and have an exact transpose. `make precision` measures it.
public enum SteppingMethod: Sendable, Hashable {
  /// A Runge-Kutta method whose stages follow one from another.
  case explicit(ButcherTableau)
  /// A Runge-Kutta method whose stages are implicit, each by itself: for stiff fields.
  case diagonallyImplicit(DiagonallyImplicitTableau)
  /// A Rosenbrock method, whose stages are linear, the Jacobian matrix being part of it: for stiff
  /// fields of few components.
  case rosenbrock(RosenbrockTableau)
  /// A composition of Störmer and Verlet's steps: for separable fields, whose first half of components
  /// are positions and whose second half are momenta, by equal steps.
  case composition(CompositionTableau)
  /// Gonzalez' discrete gradient, of order 2, by equal steps: for dissipative fields, whose potential no
  /// step raises.
  ///
  /// > Source: Gonzalez, Journal of Nonlinear Science 6 (1996); McLachlan, Quispel & Robidoux, Phil.
  /// > Trans. R. Soc. A 357 (1999).
  case discreteGradient
  /// Tsitouras' explicit pair where a row's field is not stiff and Rodas5P where it is, each row for
  /// itself and as often as it changes: for adaptive steps of fields of which nothing is known.
  ///
  /// Rows are followed one by one. The exact transpose of the steps is not to be had: gradients come from
  /// the costate equation.
  ///
  /// > Source: Hairer & Wanner, Solving Ordinary Differential Equations II (1996), IV.2 for the test.
  case automatic

  /// The name in options: `rk4`, `tsit5`.
  public var name: String {
    switch self {
    case .explicit(let tableau): tableau.name
    case .diagonallyImplicit(let tableau): tableau.name
    case .rosenbrock(let tableau): tableau.name
    case .composition(let tableau): tableau.name
    case .discreteGradient: "discrete-gradient"
    case .automatic: "auto"
    }
  }

  /// The order p: the error over a fixed time is of the order of h^p.
  public var order: Int {
    switch self {
    case .explicit(let tableau): tableau.order
    case .diagonallyImplicit(let tableau): tableau.order
    case .rosenbrock(let tableau): tableau.order
    case .composition(let tableau): tableau.order
    case .discreteGradient: 2
    case .automatic: AutomaticMethods.explicit.order
    }
  }

  /// Whether a step comes with an estimate of its error, which adaptive steps need.
  public var hasErrorEstimate: Bool {
    switch self {
    case .explicit(let tableau): tableau.embedded != nil
    case .diagonallyImplicit(let tableau): tableau.embedded != nil
    case .rosenbrock, .automatic: true
    case .composition, .discreteGradient: false
    }
  }

  /// Whether steps solve systems with the Jacobian matrix, so that stiff fields do not shorten them.
  public var isImplicit: Bool {
    switch self {
    case .explicit, .composition: false
    case .diagonallyImplicit, .rosenbrock, .discreteGradient, .automatic: true
    }
  }

  /// Whether the method follows separable fields only.
  public var isComposition: Bool { if case .composition = self { true } else { false } }

  /// Whether the method can follow controls of a shape: Rosenbrock methods hold the field's derivative
  /// by time, which a control that is linear between nodes changes without the field's knowledge.
  public func follows(_ control: ControlShape) -> Bool {
    switch (self, control) {
    case (.rosenbrock, .piecewiseLinear), (.automatic, .piecewiseLinear): false
    default: true
    }
  }

  /// The solution between the ends of a step.
  public var denseOutput: DenseOutput {
    switch self {
    case .explicit(let tableau): tableau.denseOutput
    case .diagonallyImplicit(let tableau): tableau.denseOutput
    case .rosenbrock(let tableau): tableau.denseOutput
    case .composition(let tableau):
      .hermite(b: [0, 1], order: tableau.order, isFSAL: false)
    case .discreteGradient: .hermite(b: [0, 1], order: 2, isFSAL: false)
    case .automatic: AutomaticMethods.explicit.denseOutput
    }
  }

  /// Where the method was published.
  public var source: String {
    switch self {
    case .explicit(let tableau): tableau.source
    case .diagonallyImplicit(let tableau): tableau.source
    case .rosenbrock(let tableau): tableau.source
    case .composition(let tableau): tableau.source
    case .discreteGradient: "Gonzalez, Journal of Nonlinear Science 6 (1996)"
    case .automatic:
      "\(AutomaticMethods.explicit.source); \(AutomaticMethods.stiff.source)"
    }
  }

  /// The numbers of a row's components that steps of a method keep: the velocities of its stages.
  var stages: Int {
    switch self {
    case .explicit(let tableau): tableau.stages + tableau.denseStages.count
    case .diagonallyImplicit(let tableau): tableau.stages
    case .rosenbrock(let tableau): tableau.stages + 1
    case .composition, .discreteGradient: 2
    case .automatic: max(AutomaticMethods.explicit.stages, AutomaticMethods.stiff.stages + 1)
    }
  }

  /// The solutions inside of steps of the kinds that a stepper says its steps are of.
  var denseOutputs: [DenseOutput] {
    self == .automatic ? [denseOutput, AutomaticMethods.stiff.denseOutput] : [denseOutput]
  }

  /// Makes what tries the method's steps.
  ///
  /// - Parameters:
  ///   - evaluation: evaluates the field for the rows of a block.
  ///   - needsEndVelocity: whether an attempt is to give the velocity at the end of the step.
  ///   - control: how long steps are: systems are solved to a part of the tolerances.
  /// - Returns: the stepper, which works in the memory of `evaluation`.
  func makeStepper<Element: Scalar>(
    _ evaluation: StepEvaluation<Element>, needsEndVelocity: Bool, control: StepControl
  ) -> any Stepper<Element> {
    switch self {
    case .explicit(let tableau):
      ExplicitStepper(tableau, evaluation, needsEndVelocity: needsEndVelocity)
    case .diagonallyImplicit(let tableau):
      DiagonallyImplicitStepper(
        tableau, evaluation, needsEndVelocity: needsEndVelocity, control: control)
    case .rosenbrock(let tableau):
      RosenbrockStepper(tableau, evaluation)
    case .composition(let tableau):
      CompositionStepper(tableau, evaluation, needsEndVelocity: needsEndVelocity)
    case .discreteGradient:
      DiscreteGradientStepper(evaluation, needsEndVelocity: needsEndVelocity)
    case .automatic: AutomaticStepper(evaluation)
    }
  }
}
