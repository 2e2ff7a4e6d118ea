public import Calculus

extension FlowScheme {
  /// Whether a step is an expression of the field's values: the method is explicit, and no coupling
  /// puts the states of reversible steps on a grid.
  public var isExpression: Bool { !stages.isEmpty && coupling == nil }

  /// The numbers that change from step to step: when its stages are, and under which control.
  public struct StepNumbers: Sendable, Hashable {
    /// The stages' times.
    public let times: [Double]
    /// The node of the control that the stages begin from.
    public let node: Int
    /// The share of the next node at each stage.
    public let weights: [Double]
  }

  /// The numbers of a step.
  ///
  /// - Parameter step: the step, from 0.
  /// - Returns: its stages' times, and the shares of nodes in their controls.
  public func numbers(ofStep step: Int) -> StepNumbers {
    let mixtures = stages.indices.map { mixture(step: step, stage: $0) }
    return StepNumbers(
      times: stages.indices.map { time(step: step, stage: $0) }, node: mixtures.first?.node ?? 0,
      weights: mixtures.map(\.weight))
  }

  /// The states behind one step, over any algebra.
  ///
  ///     k_i = f(t_i, x + h Σ_{j<i} a_ij k_j, θ_i),   x + h Σ_i b_i k_i.
  ///
  /// - Parameters:
  ///   - field: f.
  ///   - x: the states before the step; shape `[rows, dimension]`.
  ///   - times: the stages' times, numbers of shape `[]`.
  ///   - parameters: the field's parameters at each stage.
  /// - Returns: the states behind it; shape `[rows, dimension]`.
  /// - Precondition: ``isExpression``, with a time and parameters for each stage.
  public func step<A: TensorAlgebra>(
    of field: some ControlledField, from x: A, times: [A], parameters: [Parameters<A>]
  ) -> A {
    precondition(isExpression, "a step of \(method.name) is no expression of the field's values")
    precondition(
      times.count == stages.count && parameters.count == stages.count,
      "\(times.count) times and \(parameters.count) controls given for \(stages.count) stages")
    var velocities: [A] = []
    for (index, stage) in stages.enumerated() {
      let t = times[index].broadcast(like: x.component(0))
      let state = combined(x, velocities, stage.a)
      velocities.append(field.velocity(at: t, state, parameters[index]))
    }
    return combined(x, velocities, stages.map(\.b))
  }

  /// The states at the end of the flow, over any algebra: all steps, one behind the other.
  ///
  /// Over symbols it records the whole flow as one graph; over tensors it computes what
  /// ``DiscreteFlow`` does, slowly.
  ///
  /// - Parameters:
  ///   - field: the field.
  ///   - x: the states at the beginning; shape `[rows, dimension]`.
  ///   - nodes: the field's parameters at the control's nodes.
  /// - Returns: the states at the end; shape `[rows, dimension]`.
  /// - Precondition: ``isExpression``, and there are as many nodes as the control has.
  public func end<A: TensorAlgebra>(
    of field: some ControlledField, from x: A, along nodes: [Parameters<A>]
  ) -> A {
    precondition(
      nodes.count == control.nodeCount,
      "parameters at \(nodes.count) nodes given for a control of \(control.nodeCount)")
    var state = x
    for index in 0..<steps {
      let numbers = numbers(ofStep: index)
      state = step(
        of: field, from: state, times: numbers.times.map(A.constant),
        parameters: numbers.weights.map { weight in
          guard weight > 0 else { return nodes[numbers.node] }
          return .mixture(
            nodes[numbers.node], nodes[numbers.node + 1], weight: .constant(weight))
        })
    }
    return state
  }

  /// x + h Σ w_i k_i.
  private func combined<A: TensorAlgebra>(_ x: A, _ k: [A], _ weights: [Double]) -> A {
    zip(k, weights).reduce(x) { sum, term in term.1 == 0 ? sum : sum + term.0 * (h * term.1) }
  }
}

extension Parameters {
  /// `(1 - weight)` times some parameters plus `weight` times others.
  ///
  /// - Parameters:
  ///   - first: the parameters that weight 0 gives.
  ///   - second: those that weight 1 gives.
  ///   - weight: a number of shape `[]`.
  /// - Returns: the mixture.
  public static func mixture(_ first: Parameters, _ second: Parameters, weight: A) -> Parameters {
    Parameters(
      zip(first.values, second.values).map { a, b in a * (1 - weight) + b * weight })
  }
}
