public import Tensors

/// Where a ``Minimization`` is, with all that it remembers: enough to go on as if nothing had
/// happened.
public struct MinimizationState<Element: Scalar>: Equatable, Sendable {
  /// What the last steps taught of the curvature, as a ring of rows.
  public struct Curvature: Equatable, Sendable {
    /// The steps; shape `[historyCount, count]`.
    public var steps: Tensor<Element>
    /// The changes of the gradient along them; shape `[historyCount, count]`.
    public var changes: Tensor<Element>
    /// One over the product of each step and its change; `historyCount` numbers.
    public var inverseProducts: [Element]
    /// The multiple of the identity that the inverse Hessian is taken for at first.
    public var scale: Element
    /// The row that the next step goes to.
    public var next: Int
    /// The rows that hold steps.
    public var size: Int

    /// A ring read back from somewhere.
    public init(
      steps: Tensor<Element>, changes: Tensor<Element>, inverseProducts: [Element],
      scale: Element, next: Int, size: Int
    ) {
      self.steps = steps
      self.changes = changes
      self.inverseProducts = inverseProducts
      self.scale = scale
      self.next = next
      self.size = size
    }
  }

  /// The parameters reached; shape `[count]`.
  public var position: Tensor<Element>
  /// The gradient there; shape `[count]`.
  public var gradient: Tensor<Element>
  /// The value there.
  public var value: Element
  /// The norm of the gradient at which the minimisation ends.
  public var threshold: Element
  /// The iterations done.
  public var iterations: Int
  /// The evaluations of value and gradient.
  public var evaluations: Int
  /// Why the minimisation ended; nil while it goes on.
  public var outcome: MinimizerOutcome?
  /// What the last steps taught of the curvature.
  public var curvature: Curvature

  /// A state read back from somewhere.
  public init(
    position: Tensor<Element>, gradient: Tensor<Element>, value: Element, threshold: Element,
    iterations: Int, evaluations: Int, outcome: MinimizerOutcome?, curvature: Curvature
  ) {
    self.position = position
    self.gradient = gradient
    self.value = value
    self.threshold = threshold
    self.iterations = iterations
    self.evaluations = evaluations
    self.outcome = outcome
    self.curvature = curvature
  }

  /// Refuses shapes and counts that no minimisation with such a history has.
  func check(historyCount: Int) throws(OptimizerStateError) {
    let count = position.count
    func require(_ name: String, _ shape: [Int], _ expected: [Int]) throws(OptimizerStateError) {
      guard shape == expected else { throw .shape(name: name, found: shape, expected: expected) }
    }
    try require("position", position.shape, [count])
    try require("gradient", gradient.shape, [count])
    try require("steps", curvature.steps.shape, [historyCount, count])
    try require("changes", curvature.changes.shape, [historyCount, count])
    try require("inverse products", [curvature.inverseProducts.count], [historyCount])
    guard iterations >= 0 else { throw .step(iterations) }
    let places = 0..<max(historyCount, 1)
    guard places.contains(curvature.next), (0...historyCount).contains(curvature.size) else {
      throw .history(next: curvature.next, size: curvature.size, capacity: historyCount)
    }
  }
}

extension Minimization {
  /// Where the minimisation is, for ``init(_:resuming:)``.
  public var state: MinimizationState<Element> {
    MinimizationState(
      position: position, gradient: gradient, value: value, threshold: threshold,
      iterations: iterations, evaluations: evaluations, outcome: outcome,
      curvature: .init(
        steps: history.steps, changes: history.changes,
        inverseProducts: history.inverseProducts, scale: history.scale, next: history.next,
        size: history.size))
  }
}
