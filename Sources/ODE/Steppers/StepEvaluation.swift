import Calculus
import Tensors

/// Evaluates a field for the rows of a block, at times within their steps.
final class StepEvaluation<Element: Scalar> {
  /// The rows.
  let memory: StepMemory<Element>
  /// The rows evaluated so far.
  var count = 0
  private let evaluator: any FieldEvaluator<Element>
  /// The same, where it evaluates halves apart.
  private let separable: (any SeparableEvaluator<Element>)?
  /// The same, where it knows a potential.
  var dissipative: (any DissipativeEvaluator<Element>)? {
    evaluator as? any DissipativeEvaluator<Element>
  }
  /// Makes what evaluates the field's Jacobian matrices, where it knows them.
  let makeJacobianEvaluator: () -> (any JacobianEvaluator<Element>)?

  /// Evaluations of a field for at most `memory.capacity` rows.
  init(_ field: some VectorField<Element>, _ memory: StepMemory<Element>) {
    self.memory = memory
    evaluator = field.makeEvaluator(rowCapacity: memory.capacity)
    separable = evaluator as? any SeparableEvaluator<Element>
    makeJacobianEvaluator = { field.makeJacobianEvaluator(rowCapacity: memory.capacity) }
  }

  /// Evaluates the field for the rows of the first `count` slots.
  ///
  /// - Parameters:
  ///   - count: the number of rows.
  ///   - x: their states; shape `[dimension, count]`.
  ///   - fraction: the time, as a fraction of their steps.
  ///   - velocity: receives the velocities; shape `[dimension, count]`.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  func evaluate(
    _ count: Int, at x: UnsafePointer<Element>, fraction: Double,
    into velocity: UnsafeMutablePointer<Element>
  ) {
    memory.setTimes(count, fraction: fraction)
    evaluate(RowPoints(count: count, rows: memory.rows, t: memory.t, x: x), into: velocity)
  }

  /// Evaluates one half of a separable field; others are evaluated whole.
  ///
  /// - Parameters:
  ///   - half: the half whose velocities are wanted.
  ///   - count: the number of rows.
  ///   - x: their states; shape `[dimension, count]`.
  ///   - fraction: the time, as a fraction of their steps.
  ///   - velocity: receives the velocities of the half at least; shape `[dimension, count]`.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  func evaluate(
    _ half: StateHalf, _ count: Int, at x: UnsafePointer<Element>, fraction: Double,
    into velocity: UnsafeMutablePointer<Element>
  ) {
    memory.setTimes(count, fraction: fraction)
    let points = RowPoints(count: count, rows: memory.rows, t: memory.t, x: x)
    guard let separable else { return evaluate(points, into: velocity) }
    self.count += count
    separable.evaluate(half, points, into: velocity)
  }

  /// Evaluates the field for some rows, apart from their steps.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  func evaluate(_ points: RowPoints<Element>, into velocity: UnsafeMutablePointer<Element>) {
    count += points.count
    evaluator.evaluate(points, into: velocity)
  }
}
