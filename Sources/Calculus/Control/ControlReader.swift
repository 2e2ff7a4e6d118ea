package import Tensors

/// Gives an evaluator the control at each time, and takes its cotangent back to the nodes.
///
/// Nothing is done while the control stays the same, so a constant control is set once a solve.
package final class ControlReader<Element: Scalar> {
  package let shape: ControlShape
  package let parameterCount: Int
  /// Holds a mixture of two nodes, and its cotangent.
  private let mixed: UnsafeMutablePointer<Element>
  private let mixedBar: UnsafeMutablePointer<Element>
  private var theta: UnsafePointer<Element>?
  private var present: ControlMixture?

  package init(shape: ControlShape, parameterCount: Int) {
    self.shape = shape
    self.parameterCount = parameterCount
    mixed = .allocate(capacity: max(parameterCount, 1))
    mixedBar = .allocate(capacity: max(parameterCount, 1))
  }

  deinit {
    mixed.deallocate()
    mixedBar.deallocate()
  }

  /// The numbers that a reader of so many parameters holds.
  package static func count(_ parameterCount: Int) -> Int { 2 * max(parameterCount, 1) }

  /// Says where the nodes lie, in the shape `[nodes, parameters]`; call again when they have changed.
  package func setNodes(_ theta: UnsafePointer<Element>) {
    self.theta = theta
    present = nil
  }

  /// Whether a control is what the evaluator has.
  package func holds(_ mixture: ControlMixture) -> Bool { mixture == present }

  /// Makes the control at a time the evaluator's parameters.
  package func apply(_ mixture: ControlMixture, to evaluator: HamiltonianEvaluator<Element>) {
    guard mixture != present, let theta else { return }
    present = mixture
    let node = theta + mixture.node * parameterCount
    guard mixture.weight > 0 else { return evaluator.setParameters(node) }
    mixed.update(from: node, count: parameterCount)
    Element.scaleAdd(
      Element(mixture.weight), node + parameterCount, Element(1 - mixture.weight), to: mixed,
      count: parameterCount)
    evaluator.setParameters(mixed)
  }

  /// Adds the cotangent that an evaluator has gathered under the present control to the nodes'.
  package func collect(
    from evaluator: HamiltonianEvaluator<Element>, into thetaBar: UnsafeMutablePointer<Element>
  ) {
    if let present { collect(present, from: evaluator, into: thetaBar) }
  }

  /// Adds the cotangent that an evaluator has gathered under a control to the nodes'.
  package func collect(
    _ mixture: ControlMixture, from evaluator: HamiltonianEvaluator<Element>,
    into thetaBar: UnsafeMutablePointer<Element>
  ) {
    let node = thetaBar + mixture.node * parameterCount
    guard mixture.weight > 0 else { return evaluator.collect(into: node) }
    Element.fill(mixedBar, with: 0, count: parameterCount)
    evaluator.collect(into: mixedBar)
    Element.scaleAdd(
      Element(1 - mixture.weight), mixedBar, 1, to: node, count: parameterCount)
    Element.scaleAdd(
      Element(mixture.weight), mixedBar, 1, to: node + parameterCount, count: parameterCount)
  }
}
