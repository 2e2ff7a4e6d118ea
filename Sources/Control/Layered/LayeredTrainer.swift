import Calculus
public import Optimization
public import Tensors

/// What improves the parameters of a layered problem, batch by batch: gradients or successive
/// approximations.
///
/// Trainers of one problem are interchangeable: they begin anywhere and take the same batches. One
/// serves one caller at a time.
public protocol LayeredTrainer<Element>: AnyObject {
  /// The precision of parameters.
  associatedtype Element: Scalar

  /// The problem.
  var problem: LayeredProblem<Element> { get }

  /// Improves parameters.
  ///
  /// - Parameters:
  ///   - theta: the parameters; shape `[problem.parameters.count]`. They stay as they are when costs or
  ///     derivatives are not finite.
  ///   - batch: first states and targets.
  /// - Returns: the objective over the batch before the step; not finite when nothing could be done.
  func improve(_ theta: inout Tensor<Element>, over batch: RowEnsemble<Element>) -> Double
}

/// Improves parameters by an update rule along the gradient.
public final class LayeredGradientTrainer<Element: Scalar>: LayeredTrainer {
  public let problem: LayeredProblem<Element>
  private let objective: RowObjective<Element>
  private var optimizer: Optimizer<Element>
  private var gradient: Tensor<Element>

  /// A trainer.
  ///
  /// - Parameters:
  ///   - problem: the problem.
  ///   - rule: how gradients move the parameters.
  ///   - pool: the threads to run on.
  public init(_ problem: LayeredProblem<Element>, rule: UpdateRule, pool: ForkJoinPool) {
    self.problem = problem
    objective = RowObjective(problem.loss, pool: pool, blockRows: 32)
    optimizer = Optimizer(rule, count: problem.parameters.count)
    gradient = .zeros([problem.parameters.count])
  }

  public func improve(
    _ theta: inout Tensor<Element>, over batch: RowEnsemble<Element>
  ) -> Double {
    let cost =
      objective.value(theta, over: batch, gradient: &gradient) + problem.decayCost(theta)
    problem.addDecay(of: theta, to: &gradient)
    guard cost.isFinite, optimizer.step(&theta, gradient: gradient) else { return .nan }
    return cost
  }
}

extension LayeredProblem {
  /// λ/2 ‖θ‖².
  func decayCost(_ theta: Tensor<Element>) -> Double {
    decay == 0 ? 0 : decay / 2 * Double(theta.norm * theta.norm)
  }

  /// Adds λ θ to a gradient.
  func addDecay(of theta: Tensor<Element>, to gradient: inout Tensor<Element>) {
    guard decay != 0 else { return }
    theta.withUnsafeElements { theta in
      gradient.withUnsafeMutableElements { gradient in
        guard let x = theta.baseAddress, let y = gradient.baseAddress else { return }
        Element.scaleAdd(Element(decay), x, 1, to: y, count: theta.count)
      }
    }
  }
}
