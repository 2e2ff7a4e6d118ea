import Calculus
public import Optimization
public import Tensors

/// Improves a network whose weights are -1 and 1, or -1, 0 and 1, batch by batch, by maximising the
/// Hamiltonians of its layers on these sets; all other parameters follow an update rule.
///
/// Every tensor of discrete weights is a layer's: the proximal weight ρ_k is its own. The derivative
/// ∂_θ H of all layers is minus the gradient of the batch's loss, which the costate equation gives.
/// The other parameters, such as the scales and shifts of a batch normalisation, ascend their layers'
/// Hamiltonians by an update rule. Right for layers that are linear in their discrete weights.
///
/// > Source: Li & Hao, ICML (2018), algorithms 2 and 3; the averages begin at zero here, there within
/// > 1e-6 of it.
public final class DiscreteBatchTrainer<Element: Scalar> {
  /// The loss with its gradient; it has what the last batch observed.
  public let objective: BatchObjective<Element>
  /// The set of the discrete weights: binary or ternary.
  public let admissible: AdmissibleSet
  /// The names of the discrete parameters.
  public let discrete: Set<String>
  /// The rule of the discrete weights; its averaging grows with ``endEpoch()``.
  public private(set) var rule: DiscreteWeights

  private let update: DiscreteWeightUpdate<Element>
  private var optimizer: Optimizer<Element>
  private var gradient: Tensor<Element>
  private var average: Tensor<Element>
  private var others: (parameters: Tensor<Element>, gradient: Tensor<Element>)

  /// A trainer.
  ///
  /// - Parameters:
  ///   - objective: the loss.
  ///   - discrete: the names of the parameters whose numbers are members of the set.
  ///   - admissible: the set: binary or ternary.
  ///   - rule: how discrete weights follow the derivative.
  ///   - others: how gradients move the other parameters.
  /// - Precondition: the set is binary or ternary, and the names are in the objective's layout.
  public init(
    _ objective: BatchObjective<Element>, discrete: Set<String>, in admissible: AdmissibleSet,
    rule: DiscreteWeights, others: UpdateRule = .adam(learningRate: 0.001)
  ) {
    precondition(
      admissible == .binary || admissible == .ternary,
      "discrete weights for the admissible set \(admissible)")
    let segments = objective.parameters.segments
    precondition(
      discrete.isSubset(of: segments.map(\.name)),
      "no parameters named \(discrete.subtracting(segments.map(\.name)).sorted())")
    self.objective = objective
    self.discrete = discrete
    self.admissible = admissible
    self.rule = rule
    let count = segments.filter { !discrete.contains($0.name) }.reduce(0) { $0 + $1.count }
    optimizer = Optimizer(others, count: count)
    self.others = (.zeros([count]), .zeros([count]))
    gradient = .zeros([objective.parameters.count])
    average = .zeros([objective.parameters.count])
    update = DiscreteWeightUpdate(
      isTernary: admissible == .ternary,
      count: segments.filter { discrete.contains($0.name) }.map(\.count).max() ?? 0)
  }

  /// Lets the averages reach further back.
  public func endEpoch() { rule.endEpoch() }

  /// Draws the discrete weights, each with equal chances from the set; the other parameters stay.
  public func drawWeights(of theta: inout Tensor<Element>, using stream: inout RandomStream) {
    let segments = objective.parameters.segments.filter { discrete.contains($0.name) }
    theta.withUnsafeMutableElements { theta in
      for index in segments.flatMap(\.range) {
        theta[index] =
          admissible == .ternary
          ? Element(stream.integer(below: 3) - 1) : Element(2 * stream.integer(below: 2) - 1)
      }
    }
  }

  /// Improves the parameters by one batch.
  ///
  /// - Parameters:
  ///   - theta: the parameters; shape `[objective.parameters.count]`. They stay as they are when loss or
  ///     derivatives are not finite.
  ///   - batch: one tensor for each input of the loss; shapes `[rows, ...]`.
  /// - Returns: the loss before the step.
  public func improve(_ theta: inout Tensor<Element>, over batch: [Tensor<Element>]) -> Double {
    let loss = objective.value(theta, over: batch, gradient: &gradient)
    guard loss.isFinite, gradient.isFinite else { return .nan }
    maximize(&theta)
    ascend(&theta)
    return loss
  }

  /// The discrete weights become the maximisers.
  private func maximize(_ theta: inout Tensor<Element>) {
    theta.withUnsafeMutableElements { theta in
      average.withUnsafeMutableElements { average in
        gradient.withUnsafeElements { gradient in
          guard let theta = theta.baseAddress, let average = average.baseAddress,
            let gradient = gradient.baseAddress
          else { return }
          for segment in objective.parameters.segments where discrete.contains(segment.name) {
            let first = segment.offset
            update.step(
              theta + first, average + first, gradient + first, count: segment.count, rule)
          }
        }
      }
    }
  }

  /// The other parameters go along their derivatives.
  private func ascend(_ theta: inout Tensor<Element>) {
    copyOthers(&theta, &others.parameters, collecting: true)
    copyOthers(&gradient, &others.gradient, collecting: true)
    optimizer.step(&others.parameters, gradient: others.gradient)
    copyOthers(&theta, &others.parameters, collecting: false)
  }

  /// Copies the parameters that are not discrete out of a whole vector, or back.
  private func copyOthers(
    _ whole: inout Tensor<Element>, _ part: inout Tensor<Element>, collecting: Bool
  ) {
    whole.withUnsafeMutableElements { whole in
      part.withUnsafeMutableElements { part in
        guard let whole = whole.baseAddress, let part = part.baseAddress else { return }
        var place = 0
        for segment in objective.parameters.segments where !discrete.contains(segment.name) {
          let (a, b) = (whole + segment.offset, part + place)
          if collecting {
            b.update(from: a, count: segment.count)
          } else {
            a.update(from: b, count: segment.count)
          }
          place += segment.count
        }
      }
    }
  }
}
