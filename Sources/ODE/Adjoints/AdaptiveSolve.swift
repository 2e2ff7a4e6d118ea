import Calculus
import Tensors

/// The forward half of adaptive flows: pieces of the horizon followed one after another.
final class AdaptiveSolve<Element: Scalar> {
  let evaluation: ControlledEvaluation<Element>
  let scheme: AdaptiveScheme
  /// What follows the states, and a running cost behind them.
  let integrator: Integrator
  /// The results of the last solve.
  let states: UnsafeMutablePointer<Element>
  let cost: UnsafeMutablePointer<Element>
  private(set) var work = FlowWork()

  init(_ program: HamiltonianProgram<Element>, _ scheme: AdaptiveScheme, rows: Int) {
    self.scheme = scheme
    integrator = scheme.integrator(for: program)
    evaluation = ControlledEvaluation(program, scheme, rows: rows)
    states = .allocateLines(capacity: rows * program.dimension)
    cost = .allocateLines(capacity: rows)
  }

  deinit {
    states.deallocate()
    cost.deallocate()
  }

  var program: HamiltonianProgram<Element> { evaluation.program }

  /// Follows all pieces; each is given to `follow` with the states it begins at, cost and all.
  ///
  /// A row that fails on a piece has NaN from there on.
  func run(
    from x0: UnsafePointer<Element>, count: Int, keepingStages tape: StageTape<Element>? = nil,
    follow: (_ field: PieceField<Element>, _ states: Tensor<Element>, _ span: TimeSpan)
      -> FlowEnds<Element>
  ) {
    precondition(
      count <= evaluation.rows, "\(count) rows in a flow made for \(evaluation.rows)")
    work = FlowWork()
    var current = augmented(x0, count)
    var failed = [Bool](repeating: false, count: count)
    for piece in 0..<scheme.control.pieceCount {
      let field = PieceField(evaluation: evaluation, piece: piece, tape: tape)
      let ends = follow(field, current, scheme.span(ofPiece: piece))
      record(ends, into: &failed)
      current = ends.states
    }
    work.failedRows = failed.count { $0 }
    unpack(current, failed)
  }

  private func record(_ ends: FlowEnds<Element>, into failed: inout [Bool]) {
    let total = ends.total
    work.forwardEvaluations += total.evaluations
    work.steps += total.accepted
    work.rejectedSteps += total.rejected
    for (row, outcome) in ends.outcomes.enumerated() where !outcome.isCompleted {
      failed[row] = true
    }
  }

  /// States with a running cost of 0 behind them, where there is one.
  private func augmented(_ x0: UnsafePointer<Element>, _ count: Int) -> Tensor<Element> {
    let n = program.dimension
    let width = n + (program.hasRunningCost ? 1 : 0)
    return Tensor(shape: [count, width]) { elements in
      guard let base = elements.baseAddress else { return }
      base.initialize(repeating: 0, count: count * width)
      for row in 0..<count { (base + row * width).update(from: x0 + row * n, count: n) }
    }
  }

  private func unpack(_ ends: Tensor<Element>, _ failed: [Bool]) {
    let n = program.dimension
    let width = ends.shape[1]
    ends.withUnsafeElements { elements in
      guard let base = elements.baseAddress else { return }
      for row in failed.indices {
        (states + row * n).update(from: base + row * width, count: n)
        cost[row] = width > n ? base[row * width + n] : 0
        guard failed[row] else { continue }
        Element.fill(states + row * n, with: .nan, count: n)
        cost[row] = .nan
      }
    }
  }
}
