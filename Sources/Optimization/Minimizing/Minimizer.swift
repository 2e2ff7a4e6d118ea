public import Tensors

/// Limited-memory BFGS with a strong Wolfe line search: what to ask and when to stop.
///
///     let minimum = Minimizer().minimum(from: start) { x in (value: f(x), gradient: df(x)) }
///
/// > Source: Liu & Nocedal, Mathematical Programming 45 (1989), algorithm 2.1.
public struct Minimizer: Equatable, Sendable {
  /// The number of steps remembered; 0 is steepest descent.
  public var historyCount: Int
  /// What is asked of a step along each direction.
  public var conditions: WolfeConditions
  /// Converged when the gradient's norm is at most this.
  public var gradientTolerance: Double
  /// Converged when the gradient's norm is at most this multiple of the first gradient's.
  public var relativeGradientTolerance: Double
  /// Converged when a step's norm is at most this multiple of the position's; 0 for never.
  public var stepTolerance: Double
  /// Converged when the value decreases by at most this multiple of its magnitude; 0 for never.
  public var valueTolerance: Double
  /// The greatest number of iterations.
  public var iterationLimit: Int

  /// A minimiser.
  public init(
    historyCount: Int = 10, conditions: WolfeConditions = WolfeConditions(),
    gradientTolerance: Double = 1e-12, relativeGradientTolerance: Double = 1e-8,
    stepTolerance: Double = 0, valueTolerance: Double = 0, iterationLimit: Int = 1000
  ) {
    precondition(historyCount >= 0, "a history of \(historyCount) steps")
    self.historyCount = historyCount
    self.conditions = conditions
    self.gradientTolerance = gradientTolerance
    self.relativeGradientTolerance = relativeGradientTolerance
    self.stepTolerance = stepTolerance
    self.valueTolerance = valueTolerance
    self.iterationLimit = iterationLimit
  }

  /// Goes downhill from a start to where a tolerance or a limit is met.
  ///
  /// - Parameters:
  ///   - start: the parameters to begin with; shape `[count]`.
  ///   - objective: value and gradient (shape `[count]`) at given parameters.
  /// - Returns: where the minimisation ended, and why.
  /// - Throws: what the objective throws.
  public func minimum<Element: Scalar, Failure>(
    from start: Tensor<Element>,
    of objective: Objective<Element, Failure>
  ) throws(Failure) -> Minimization<Element> {
    var minimization = try Minimization(self, from: start, of: objective)
    while minimization.outcome == nil {
      try minimization.advance(objective)
    }
    return minimization
  }
}

/// A function to be minimised: value and gradient (shape `[count]`) at given parameters.
public typealias Objective<Element: Scalar, Failure: Error> =
  (Tensor<Element>) throws(Failure) -> (value: Element, gradient: Tensor<Element>)
