import Calculus
public import Optimization
public import Tensors

/// Improves controls whose numbers are -1 and 1, or -1, 0 and 1, by maximising the Hamiltonian on
/// these sets; the read-out's parameters follow an update rule.
///
/// The derivative ∂_θ H of a node is minus its share of the gradient, so that nothing else than the
/// costate equation is needed. Right for fields that are linear in θ, where the maximum is what the
/// derivative says.
///
/// > Source: Li & Hao, ICML (2018), algorithms 2 and 3.
public final class DiscreteWeightTrainer<Element: Scalar>: ControlTrainer {
  public let problem: ControlProblem<Element>
  /// The rule of the weights; its averaging grows with ``endEpoch()``.
  public private(set) var rule: DiscreteWeights
  private let objective: EnsembleObjective<Element>
  private let update: DiscreteWeightUpdate<Element>
  private var optimizer: Optimizer<Element>
  private var gradient: Tensor<Element>
  private var average: Tensor<Element>

  /// A trainer.
  ///
  /// - Parameters:
  ///   - problem: the problem.
  ///   - rule: how the weights follow the derivative.
  ///   - readOut: how gradients move the read-out's parameters.
  ///   - pool: the threads to run on.
  /// - Precondition: the admissible set is binary or ternary.
  public init(
    _ problem: ControlProblem<Element>, rule: DiscreteWeights,
    readOut: UpdateRule = .adam(learningRate: 0.001), pool: ForkJoinPool
  ) {
    precondition(
      problem.admissible == .binary || problem.admissible == .ternary,
      "discrete weights for the admissible set \(problem.admissible)")
    self.problem = problem
    self.rule = rule
    objective = EnsembleObjective(problem, pool: pool)
    optimizer = Optimizer(readOut, count: problem.terminal.parameters.count)
    gradient = .zeros([problem.parameterCount])
    average = .zeros([problem.flowParameterCount])
    update = DiscreteWeightUpdate(
      isTernary: problem.admissible == .ternary, count: problem.dynamics.parameters.count)
  }

  /// Lets the average reach further back.
  public func endEpoch() { rule.endEpoch() }

  public func improve(
    _ theta: inout Tensor<Element>, over ensemble: Ensemble<Element>
  ) -> ControlImprovement {
    var improvement = ControlImprovement(
      cost: objective.value(theta, over: ensemble, gradient: &gradient))
    improvement.gradientNorm = Double(gradient.norm)
    improvement.work = objective.work
    guard improvement.cost.isFinite, improvement.gradientNorm?.isFinite == true else {
      return improvement
    }
    let flow = problem.flowParameterCount
    var readOut = theta.rows(flow..<theta.count)
    optimizer.step(&readOut, gradient: gradient.rows(flow..<theta.count))
    var elements = theta.rows(0..<flow)
    elements.withUnsafeMutableElements { elements in
      average.withUnsafeMutableElements { average in
        gradient.withUnsafeElements { gradient in
          guard let theta = elements.baseAddress, let average = average.baseAddress,
            let gradient = gradient.baseAddress
          else { return }
          let count = problem.dynamics.parameters.count
          for first in stride(from: 0, to: flow, by: max(count, 1)) {
            update.step(theta + first, average + first, gradient + first, count: count, rule)
          }
        }
      }
    }
    theta = Tensor(elements.elements + readOut.elements)
    return improvement
  }
}
