public import Tensors

/// The steps that each row of a flow took: what a backward sweep walks along.
public struct StepHistory<Element: Scalar>: Sendable {
  /// Where the rows ended.
  public let ends: FlowEnds<Element>
  private let logs: BlockLogs<Element>

  init(ends: FlowEnds<Element>, logs: BlockLogs<Element>) {
    self.ends = ends
    self.logs = logs
  }

  /// The number of rows.
  public var rows: Int { ends.times.count }

  /// The components of a state.
  public var dimension: Int { ends.states.shape[1] }

  /// The number of steps of a row.
  public func stepCount(ofRow row: Int) -> Int {
    let (log, row) = logs.locate(row)
    return log.count(ofRow: row)
  }

  /// The time at which a row's step began.
  public func time(ofStep step: Int, row: Int) -> Double {
    let (log, entry) = locate(step, row)
    return log.steps.t[entry]
  }

  /// The size of a row's step, with its sign.
  public func size(ofStep step: Int, row: Int) -> Double {
    let (log, entry) = locate(step, row)
    return log.steps.h[entry]
  }

  /// Copies the state at which a row's step began; after the last step comes the row's end.
  ///
  /// - Parameters:
  ///   - step: the step, up to and including ``stepCount(ofRow:)``.
  ///   - row: the row.
  ///   - x: receives the state; shape `[dimension]`.
  public func copyState(ofStep step: Int, row: Int, into x: UnsafeMutablePointer<Element>) {
    let n = dimension
    guard step < stepCount(ofRow: row) else {
      ends.states.withUnsafeElements { states in
        for column in 0..<n { x[column] = states[row * n + column] }
      }
      return
    }
    let (log, entry) = locate(step, row)
    log.copyNumbers(entry, to: x)
  }

  /// The times at which a row's steps began, and the time at which the last one ended.
  public func times(ofRow row: Int) -> [Double] {
    (0..<stepCount(ofRow: row)).map { time(ofStep: $0, row: row) } + [ends.times[row]]
  }

  /// The states at these times; shape `[steps + 1, dimension]`.
  public func states(ofRow row: Int) -> Tensor<Element> {
    let steps = stepCount(ofRow: row)
    let n = dimension
    var states = Tensor<Element>(repeating: 0, shape: [steps + 1, n])
    states.withUnsafeMutableElements { states in
      guard let base = states.baseAddress else { return }
      for step in 0...steps { copyState(ofStep: step, row: row, into: base + step * n) }
    }
    return states
  }

  /// Shows the steps round by round, backwards for each row.
  func forEachRoundBackwards(_ body: (StepRound<Element>) -> Void) {
    logs.forEachRoundBackwards(body)
  }

  private func locate(_ step: Int, _ row: Int) -> (log: StepLog<Element>, entry: Int) {
    let (log, row) = logs.locate(row)
    return (log, log.entry(step, ofRow: row))
  }
}
