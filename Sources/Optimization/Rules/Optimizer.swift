public import Tensors

/// An update rule at work on one vector of parameters: the rule, what it remembers, and the number
/// of steps taken.
///
///     var optimizer = Optimizer<Double>(.adam(learningRate: 0.01), count: parameters.count)
///     optimizer.step(&parameters, gradient: gradient)
///
/// A step allocates nothing.
public struct Optimizer<Element: Scalar>: Sendable {
  /// The rule.
  public let rule: UpdateRule
  /// The number of parameters.
  public let count: Int
  /// The number of steps taken.
  public private(set) var stepCount = 0

  private let names: [String]
  private var memories: Tensor<Element>
  private var update: Tensor<Element>

  /// A rule before its first step.
  ///
  /// - Parameters:
  ///   - rule: how gradients move parameters.
  ///   - count: the number of parameters.
  public init(_ rule: UpdateRule, count: Int) {
    self.rule = rule
    self.count = count
    names = rule.transform.memories
    memories = Tensor(repeating: 0, shape: [names.count, count])
    update = Tensor(repeating: 0, shape: [count])
  }

  /// The rate of the next step.
  public var learningRate: Double { rule.learningRate.rate(at: stepCount) }

  /// Moves the parameters by one step.
  ///
  /// - Parameters:
  ///   - parameters: the parameters; shape `[count]`.
  ///   - gradient: the gradient of what is to become small; shape `[count]`.
  /// - Returns: whether the gradient was finite; if not, nothing has changed.
  @discardableResult
  public mutating func step(
    _ parameters: inout Tensor<Element>, gradient: Tensor<Element>
  ) -> Bool {
    precondition(
      parameters.count == count && gradient.count == count,
      "\(parameters.count) parameters and \(gradient.count) derivatives for an optimizer of "
        + "\(count)")
    let isFinite = gradient.withUnsafeElements { [count] gradient in
      update.withUnsafeMutableElements { update in
        guard let source = gradient.baseAddress, let copy = update.baseAddress else { return true }
        guard Element.allFinite(source, count: count) else { return false }
        copy.update(from: source, count: count)
        return true
      }
    }
    guard isFinite else { return false }
    transformAndMove(&parameters)
    stepCount += 1
    return true
  }

  private mutating func transformAndMove(_ parameters: inout Tensor<Element>) {
    let rate = Element(learningRate)
    let (transform, index, count) = (rule.transform, stepCount, count)
    parameters.withUnsafeMutableElements { parameters in
      update.withUnsafeMutableElements { update in
        memories.withUnsafeMutableElements { memories in
          guard let x = parameters.baseAddress, let u = update.baseAddress,
            let memory = memories.baseAddress
          else { return }
          transform.apply(
            to: TransformStep(
              index: index, count: count, gradient: u, parameters: x, memories: memory))
          Element.scaleAdd(-rate, u, 1, to: x, count: count)
        }
      }
    }
  }
}

extension Optimizer {
  /// What the rule remembers, by name.
  public var state: OptimizerState<Element> {
    let vectors = names.indices.map { place in
      memories.withUnsafeElements { all in
        Tensor(shape: [count]) { vector in
          _ = vector.initialize(from: all[(place * count)..<((place + 1) * count)])
        }
      }
    }
    return OptimizerState(
      step: stepCount, vectors: Dictionary(uniqueKeysWithValues: zip(names, vectors)))
  }

  /// A rule that goes on from a state; the next step is the one that would have followed.
  ///
  /// - Parameters:
  ///   - rule: the rule that the state belongs to; its learning rate may differ.
  ///   - count: the number of parameters.
  ///   - state: what an optimizer of this rule remembered.
  /// - Throws: when the state is not of this rule or has another number of parameters.
  public init(
    _ rule: UpdateRule, count: Int, resuming state: OptimizerState<Element>
  ) throws(OptimizerStateError) {
    self.init(rule, count: count)
    guard state.vectors.keys.sorted() == names.sorted() else {
      throw .names(found: state.vectors.keys.sorted(), expected: names.sorted())
    }
    guard state.step >= 0 else { throw .step(state.step) }
    stepCount = state.step
    for (place, name) in names.enumerated() {
      guard let vector = state.vectors[name] else { continue }
      guard vector.shape == [count] else {
        throw .shape(name: name, found: vector.shape, expected: [count])
      }
      memories.withUnsafeMutableElements { all in
        vector.withUnsafeElements { vector in
          guard let source = vector.baseAddress else { return }
          all.baseAddress?.advanced(by: place * count).update(from: source, count: count)
        }
      }
    }
  }
}
