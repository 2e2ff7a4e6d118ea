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
  /// Three values of the shape of one row's state.
  private let row: UnsafeMutablePointer<Element>

  init(_ program: HamiltonianProgram<Element>, _ scheme: AdaptiveScheme, rows: Int) {
    self.program = program
    self.scheme = scheme
    self.rows = rows
    evaluator = program.makeEvaluator(rows: scheme.controlDependsOnRow ? 1 : rows)
    reader = ControlReader(shape: scheme.control, parameterCount: program.parameters.count)
    row = .allocate(capacity: 3 * program.dimension)
  }

  deinit { row.deallocate() }

  /// Says where the control's nodes lie.
  func setNodes(_ theta: UnsafePointer<Element>) { reader.setNodes(theta) }

  /// The numbers that an evaluation of some rows leaves for its pullback.
  func residualCount(rows: Int) -> Int {
    scheme.controlDependsOnRow
      ? rows * program.residualCount(rows: 1) : program.residualCount(rows: rows)
  }

  /// Computes f and L; states and velocities are of shape `[dimension, count]`.
  func evaluate(
    _ count: Int, piece: Int, t: UnsafePointer<Element>, x: UnsafePointer<Element>,
    velocity: UnsafeMutablePointer<Element>, cost: UnsafeMutablePointer<Element>
  ) {
    guard scheme.controlDependsOnRow else {
      apply(piece)
      return evaluator.evaluate(count, t: t, x: x, velocity: velocity, cost: cost)
    }
    for index in 0..<count {
      apply(piece, at: t[index])
      take(index, of: x, count, to: state)
      evaluator.evaluate(1, t: t + index, x: state, velocity: change, cost: cost + index)
      put(change, at: index, of: velocity, count)
    }
  }

  /// Computes f and L, and what the pullback will need.
  func linearize(
    _ count: Int, piece: Int, t: UnsafePointer<Element>, x: UnsafePointer<Element>,
    velocity: UnsafeMutablePointer<Element>, cost: UnsafeMutablePointer<Element>,
    residuals: UnsafeMutablePointer<Element>
  ) {
    guard scheme.controlDependsOnRow else {
      apply(piece)
      return evaluator.linearize(
        count, t: t, x: x, velocity: velocity, cost: cost, residuals: residuals)
    }
    let stride = program.residualCount(rows: 1)
    for index in 0..<count {
      apply(piece, at: t[index])
      take(index, of: x, count, to: state)
      evaluator.linearize(
        1, t: t + index, x: state, velocity: change, cost: cost + index,
        residuals: residuals + index * stride)
      put(change, at: index, of: velocity, count)
    }
  }

  /// Pulls cotangents of f and L back to x, and adds the nodes' cotangent to `thetaBar`.
  func pullback(
    _ count: Int, piece: Int, t: UnsafePointer<Element>, x: UnsafePointer<Element>,
    residuals: UnsafePointer<Element>, velocity: UnsafePointer<Element>,
    cost: UnsafePointer<Element>, tBar: UnsafeMutablePointer<Element>,
    xBar: UnsafeMutablePointer<Element>, thetaBar: UnsafeMutablePointer<Element>
  ) {
    guard scheme.controlDependsOnRow else {
      apply(piece)
      evaluator.pullback(
        count, t: t, x: x, residuals: residuals, velocity: velocity, cost: cost, tBar: tBar,
        xBar: xBar)
      return reader.collect(from: evaluator, into: thetaBar)
    }
    let stride = program.residualCount(rows: 1)
    for index in 0..<count {
      apply(piece, at: t[index])
      take(index, of: x, count, to: state)
      take(index, of: velocity, count, to: change)
      evaluator.pullback(
        1, t: t + index, x: state, residuals: residuals + index * stride, velocity: change,
        cost: cost + index, tBar: tBar + index, xBar: cotangent)
      put(cotangent, at: index, of: xBar, count)
      reader.collect(from: evaluator, into: thetaBar)
    }
  }

  /// Sets the parameters of a piece, or those of a time in it.
  fileprivate func apply(_ piece: Int, at t: Element? = nil) {
    let mixture = scheme.mixture(at: t.map { Double($0) } ?? scheme.span.start, in: piece)
    reader.apply(mixture, to: evaluator)
  }

  private var state: UnsafeMutablePointer<Element> { row }
  private var change: UnsafeMutablePointer<Element> { row + program.dimension }
  private var cotangent: UnsafeMutablePointer<Element> { row + 2 * program.dimension }

  /// Copies one row's part of values whose rows are last.
  private func take(
    _ index: Int, of x: UnsafePointer<Element>, _ count: Int, to y: UnsafeMutablePointer<Element>
  ) {
    Element.copyMatrix(
      rows: program.dimension, columns: 1, x + index, from: (count, 1), into: y, to: (1, 1))
  }

  private func put(
    _ y: UnsafePointer<Element>, at index: Int, of x: UnsafeMutablePointer<Element>, _ count: Int
  ) {
    Element.copyMatrix(
      rows: program.dimension, columns: 1, y, from: (1, 1), into: x + index, to: (count, 1))
  }
}

/// A controlled flow over one piece of the horizon as a vector field, its running cost, where there
/// is one, as one more component.
struct PieceField<Element: Scalar>: VectorField, @unchecked Sendable {
  // Unchecked: the evaluation it refers to stays on the thread of the flow that made it.
  let evaluation: ControlledEvaluation<Element>
  let piece: Int
  /// Where evaluations are kept for their pullback, if they are.
  var tape: StageTape<Element>?

  var dimension: Int {
    evaluation.program.dimension + (evaluation.program.hasRunningCost ? 1 : 0)
  }

  func makeEvaluator(rowCapacity: Int) -> any FieldEvaluator<Element> {
    Evaluator(self, rows: rowCapacity)
  }

  /// The exact derivatives where all rows of a piece have the same parameters; else nil.
  func makeJacobianEvaluator(rowCapacity: Int) -> (any JacobianEvaluator<Element>)? {
    evaluation.scheme.controlDependsOnRow ? nil : Jacobian(self, rows: rowCapacity)
  }

  private final class Jacobian: JacobianEvaluator {
    let field: PieceField
    let jacobian: HamiltonianJacobian<Element>

    init(_ field: PieceField, rows: Int) {
      self.field = field
      jacobian = HamiltonianJacobian(
        field.evaluation.program, rows: rows,
        residualCount: field.evaluation.residualCount(rows: rows))
    }

    func evaluate(
      _ points: RowPoints<Element>, into matrices: UnsafeMutablePointer<Element>,
      slopes: UnsafeMutablePointer<Element>
    ) {
      let evaluation = field.evaluation
      evaluation.apply(field.piece)
      jacobian.evaluate(
        points.count, t: points.t, x: points.x, by: evaluation.evaluator,
        withCost: evaluation.program.hasRunningCost, into: matrices, slopes: slopes)
    }
  }

  private final class Evaluator: FieldEvaluator {
    let field: PieceField
    let cost: UnsafeMutablePointer<Element>

    init(_ field: PieceField, rows: Int) {
      self.field = field
      cost = .allocate(capacity: max(rows, 1))
    }

    deinit { cost.deallocate() }

    /// The running cost is the last component, its rows one after the other.
    func evaluate(_ points: RowPoints<Element>, into dx: UnsafeMutablePointer<Element>) {
      let evaluation = field.evaluation
      let last = dx + evaluation.program.dimension * points.count
      let rate = evaluation.program.hasRunningCost ? last : cost
      guard let record = field.tape?.next(rows: points.count) else {
        return evaluation.evaluate(
          points.count, piece: field.piece, t: points.t, x: points.x, velocity: dx, cost: rate)
      }
      record.x.update(from: points.x, count: evaluation.program.dimension * points.count)
      evaluation.linearize(
        points.count, piece: field.piece, t: points.t, x: points.x, velocity: dx, cost: rate,
        residuals: record.residuals)
    }
  }
}
