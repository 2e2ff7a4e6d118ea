import Calculus
import Tensors

/// Evaluates a Hamiltonian at rows with times of their own, under a control that depends on time.
///
/// Where rows at different times have different parameters, they are evaluated one by one; else all
/// together.
final class ControlledEvaluation<Element: Scalar> {
  let program: HamiltonianProgram<Element>
  let scheme: AdaptiveScheme
  let evaluator: HamiltonianEvaluator<Element>
  /// The largest number of rows of an evaluation.
  let rows: Int
  private let reader: ControlReader<Element>
  /// Three values of the shape of states, the batch last.
  private let turned: UnsafeMutablePointer<Element>

  init(_ program: HamiltonianProgram<Element>, _ scheme: AdaptiveScheme, rows: Int) {
    self.program = program
    self.scheme = scheme
    self.rows = rows
    evaluator = program.makeEvaluator(rows: scheme.controlDependsOnRow ? 1 : rows)
    reader = ControlReader(shape: scheme.control, parameterCount: program.parameters.count)
    turned = .allocate(capacity: max(3 * rows * program.dimension, 1))
  }

  deinit { turned.deallocate() }

  private func turnedValue(_ index: Int) -> UnsafeMutablePointer<Element> {
    turned + index * rows * program.dimension
  }

  /// Some rows' states with the batch last, as one of the values.
  private func turn(
    _ x: UnsafePointer<Element>, _ count: Int, _ index: Int
  ) -> UnsafeMutablePointer<Element> {
    let value = turnedValue(index)
    Element.transpose(x, rows: count, columns: program.dimension, to: value)
    return value
  }

  /// One of the values as rows.
  private func turnBack(_ index: Int, _ count: Int, to x: UnsafeMutablePointer<Element>) {
    Element.transpose(turnedValue(index), rows: program.dimension, columns: count, to: x)
  }

  /// Says where the control's nodes lie.
  func setNodes(_ theta: UnsafePointer<Element>) { reader.setNodes(theta) }

  /// The numbers that an evaluation of some rows leaves for its pullback.
  func residualCount(rows: Int) -> Int {
    scheme.controlDependsOnRow
      ? rows * program.residualCount(rows: 1) : program.residualCount(rows: rows)
  }

  /// Computes f and L.
  func evaluate(
    _ count: Int, piece: Int, t: UnsafePointer<Element>, x: UnsafePointer<Element>,
    velocity: UnsafeMutablePointer<Element>, cost: UnsafeMutablePointer<Element>
  ) {
    forEachGroup(count, piece, t) { first, count, _ in
      let place = first * program.dimension
      evaluator.evaluate(
        count, t: t + first, x: turn(x + place, count, 0), velocity: turnedValue(1),
        cost: cost + first)
      turnBack(1, count, to: velocity + place)
    }
  }

  /// Computes f and L, and what the pullback will need.
  func linearize(
    _ count: Int, piece: Int, t: UnsafePointer<Element>, x: UnsafePointer<Element>,
    velocity: UnsafeMutablePointer<Element>, cost: UnsafeMutablePointer<Element>,
    residuals: UnsafeMutablePointer<Element>
  ) {
    forEachGroup(count, piece, t) { first, count, _ in
      let place = first * program.dimension
      evaluator.linearize(
        count, t: t + first, x: turn(x + place, count, 0), velocity: turnedValue(1),
        cost: cost + first, residuals: residuals + first * program.residualCount(rows: 1))
      turnBack(1, count, to: velocity + place)
    }
  }

  /// Pulls cotangents of f and L back to x, and adds the nodes' cotangent to `thetaBar`.
  func pullback(
    _ count: Int, piece: Int, t: UnsafePointer<Element>, x: UnsafePointer<Element>,
    residuals: UnsafePointer<Element>, velocity: UnsafePointer<Element>,
    cost: UnsafePointer<Element>, tBar: UnsafeMutablePointer<Element>,
    xBar: UnsafeMutablePointer<Element>, thetaBar: UnsafeMutablePointer<Element>
  ) {
    forEachGroup(count, piece, t) { first, count, _ in
      let place = first * program.dimension
      evaluator.pullback(
        count, t: t + first, x: turn(x + place, count, 0),
        residuals: residuals + first * program.residualCount(rows: 1),
        velocity: turn(velocity + place, count, 1), cost: cost + first, tBar: tBar + first,
        xBar: turnedValue(2))
      turnBack(2, count, to: xBar + place)
      reader.collect(from: evaluator, into: thetaBar)
    }
  }

  /// Calls the closure for groups of rows with the same parameters, which are set.
  private func forEachGroup(
    _ count: Int, _ piece: Int, _ t: UnsafePointer<Element>,
    _ body: (_ first: Int, _ count: Int, _ mixture: ControlMixture) -> Void
  ) {
    guard scheme.controlDependsOnRow else {
      let mixture = scheme.mixture(at: scheme.span.start, in: piece)
      reader.apply(mixture, to: evaluator)
      return body(0, count, mixture)
    }
    for row in 0..<count {
      let mixture = scheme.mixture(at: Double(t[row]), in: piece)
      reader.apply(mixture, to: evaluator)
      body(row, 1, mixture)
    }
  }
}

/// A controlled flow over one piece of the horizon as a vector field, its running cost, where there
/// is one, as one more component.
struct PieceField<Element: Scalar>: VectorField, @unchecked Sendable {
  // Unchecked: the evaluation it refers to stays on the thread of the flow that made it.
  let evaluation: ControlledEvaluation<Element>
  let piece: Int

  var dimension: Int {
    evaluation.program.dimension + (evaluation.program.hasRunningCost ? 1 : 0)
  }

  func makeEvaluator(rowCapacity: Int) -> any FieldEvaluator<Element> {
    Evaluator(self, rows: rowCapacity)
  }

  private final class Evaluator: FieldEvaluator {
    let field: PieceField
    let x: UnsafeMutablePointer<Element>
    let velocity: UnsafeMutablePointer<Element>
    let cost: UnsafeMutablePointer<Element>

    init(_ field: PieceField, rows: Int) {
      self.field = field
      let n = field.evaluation.program.dimension
      x = .allocate(capacity: max(rows * n, 1))
      velocity = .allocate(capacity: max(rows * n, 1))
      cost = .allocate(capacity: max(rows, 1))
    }

    deinit {
      x.deallocate()
      velocity.deallocate()
      cost.deallocate()
    }

    func evaluate(_ points: RowPoints<Element>, into dx: UnsafeMutablePointer<Element>) {
      let evaluation = field.evaluation
      guard evaluation.program.hasRunningCost else {
        return evaluation.evaluate(
          points.count, piece: field.piece, t: points.t, x: points.x, velocity: dx, cost: cost)
      }
      let n = evaluation.program.dimension
      for row in 0..<points.count {
        (x + row * n).update(from: points.x + row * (n + 1), count: n)
      }
      evaluation.evaluate(
        points.count, piece: field.piece, t: points.t, x: x, velocity: velocity, cost: cost)
      for row in 0..<points.count {
        (dx + row * (n + 1)).update(from: velocity + row * n, count: n)
        dx[row * (n + 1) + n] = cost[row]
      }
    }
  }
}
