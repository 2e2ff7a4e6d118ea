import Calculus
import Tensors

/// Takes steps of a composition method: kicks of the momenta and drifts of the positions.
///
/// The force at the end of a step is that at the beginning of the next.
final class CompositionStepper<Element: Scalar>: Stepper {
  let evaluation: StepEvaluation<Element>
  private let moves: [CompositionTableau.Move]
  private let evaluationCount: Int
  private let needsEndVelocity: Bool

  /// A stepper.
  ///
  /// - Precondition: the field has an even number of components.
  init(
    _ method: CompositionTableau, _ evaluation: StepEvaluation<Element>, needsEndVelocity: Bool
  ) {
    precondition(
      evaluation.memory.dimension.isMultiple(of: 2),
      "method \(method.name) wants positions and as many momenta, not a state of "
        + "\(evaluation.memory.dimension) components")
    self.evaluation = evaluation
    self.needsEndVelocity = needsEndVelocity
    moves = method.moves
    evaluationCount = moves.count - 1 + (needsEndVelocity ? 1 : 0)
  }

  /// None is estimated: steps are equal.
  var estimatePower: Int { 1 }

  /// Of the momenta; that of the positions only where it was asked for.
  var endVelocity: UnsafeMutablePointer<Element>? { memory.velocity(2) }

  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  func attempt(_ count: Int) {
    let memory = memory
    let (x, end) = (memory.xNext, memory.velocity(2))
    x.update(from: memory.x, count: count * memory.dimension)
    Element.round(memory.state.h, to: memory.h, count: count)
    for (index, move) in moves.enumerated() {
      // The first force is known.
      if index > 0 { evaluation.evaluate(move.half, count, at: x, fraction: move.time, into: end) }
      let components = move.half.components(of: memory.dimension)
      let place = components.lowerBound * count
      let velocity = index == 0 ? memory.velocity(0) : end
      withUnsafePointer(to: UnsafePointer<Element>?(velocity + place)) { table in
        withUnsafePointer(to: Element(move.share)) { share in
          Element.combine(
            rowsLast: count, columns: components.count, x + place, h: memory.h,
            weights: UnsafeBufferPointer(start: share, count: 1), table, to: x + place)
        }
      }
    }
    if needsEndVelocity {
      evaluation.evaluate(.positions, count, at: x, fraction: 1, into: end)
    }
  }

  func prepareDenseOutput(_ count: Int) { memory.setMeanVelocities(count, to: memory.velocity(1)) }

  func estimateErrors(_ count: Int, _ tolerances: (absolute: Element, relative: Element)) {}
  func writeErrors(_ count: Int, to errors: UnsafeMutablePointer<Element>) {}

  /// One evaluation to begin with; halves count as one.
  func addWork(_ slot: Int, attempts: Int, hasTrial: Bool, to statistics: inout Statistics) {
    statistics.evaluations += 1 + attempts * evaluationCount
  }
}
