public import Tensors

/// The solution of a batch of rows at all times: a polynomial on each step of each row.
public struct DenseTrajectory<Element: Scalar>: Sendable {
  /// The times between which the flow was followed; where rows have spans of their own, from the first
  /// time of any to the last.
  public let span: TimeSpan
  /// Where the rows ended.
  public let ends: FlowEnds<Element>
  private let spans: RowSpans
  private let logs: BlockLogs<Element>

  init(spans: RowSpans, ends: FlowEnds<Element>, logs: BlockLogs<Element>) {
    self.spans = spans
    span = spans.hull
    self.ends = ends
    self.logs = logs
  }

  /// The number of rows.
  public var rows: Int { ends.times.count }

  /// The components of a state.
  public var dimension: Int { ends.states.shape[1] }

  /// The times between which a row was followed.
  public func span(ofRow row: Int) -> TimeSpan { spans[row] }

  /// Computes the state of a row at a time.
  ///
  /// Times outside of the span by a rounding error are taken along the nearest step's polynomial. A
  /// row that failed or was stopped before the time has NaN; at a jump, it has the state after it.
  ///
  /// - Parameters:
  ///   - row: the row.
  ///   - t: the time.
  ///   - x: receives the state; shape `[dimension]`.
  /// - Precondition: the time is in the row's span.
  /// - Complexity: the logarithm of the number of steps, and the work for one state.
  public func state(ofRow row: Int, at t: Double, into x: UnsafeMutablePointer<Element>) {
    let span = spans[row]
    precondition(
      span.contains(t), "time \(t) in a trajectory from \(span.start) to \(span.end)")
    let (log, localRow) = logs.locate(row)
    let isOver = span.direction * (t - ends.times[row]) > 0 && !ends.outcomes[row].isCompleted
    guard !isOver else { return Element.fill(x, with: .nan, count: dimension) }
    let steps = log.count(ofRow: localRow)
    guard steps > 0, t != ends.times[row] else { return copyEnd(ofRow: row, into: x) }
    let last = lastStep(log, localRow, steps, direction: span.direction, before: t)
    let entry = log.entry(last, ofRow: localRow)
    evaluate(log, entry, theta: (t - log.steps.t[entry]) / log.steps.h[entry], into: x)
  }

  /// The state of a row at a time; shape `[dimension]`.
  public func state(ofRow row: Int, at t: Double) -> Tensor<Element> {
    var x = Tensor<Element>(repeating: 0, shape: [dimension])
    x.withUnsafeMutableElements { x in
      if let x = x.baseAddress { state(ofRow: row, at: t, into: x) }
    }
    return x
  }

  /// The states of all rows at a time; shape `[rows, dimension]`.
  public func states(at t: Double) -> Tensor<Element> {
    var states = Tensor<Element>(repeating: 0, shape: [rows, dimension])
    states.withUnsafeMutableElements { states in
      guard let base = states.baseAddress else { return }
      for row in 0..<rows { state(ofRow: row, at: t, into: base + row * dimension) }
    }
    return states
  }

  private func copyEnd(ofRow row: Int, into x: UnsafeMutablePointer<Element>) {
    ends.states.withUnsafeElements { states in
      if let base = states.baseAddress {
        x.update(from: base + row * dimension, count: dimension)
      }
    }
  }

  /// The last step of a row that begins at or before a time, by bisection; the first if none does.
  private func lastStep(
    _ log: StepLog<Element>, _ row: Int, _ steps: Int, direction: Double, before t: Double
  ) -> Int {
    var low = 0
    var high = steps
    while high - low > 1 {
      let middle = (low + high) / 2
      if direction * (log.steps.t[log.entry(middle, ofRow: row)] - t) <= 0 {
        low = middle
      } else {
        high = middle
      }
    }
    return low
  }

  /// Computes x(θ) = Σ_j θ^j q_j on one step.
  private func evaluate(
    _ log: StepLog<Element>, _ entry: Int, theta: Double, into x: UnsafeMutablePointer<Element>
  ) {
    let n = dimension
    let degree = log.stride / n - 1
    let q = log.numbers(entry)
    withUnsafeTemporaryAllocation(of: Element.self, capacity: degree + 1) { weights in
      withUnsafeTemporaryAllocation(of: UnsafePointer<Element>?.self, capacity: degree) { table in
        var power = 1.0
        for index in 0..<degree {
          power *= theta
          weights[index] = Element(power)
          table[index] = q + (index + 1) * n
        }
        weights[degree] = 1
        guard let h = weights.baseAddress, let velocities = table.baseAddress else { return }
        Element.combine(
          rows: 1, columns: n, q, h: h + degree, stepPerRow: false,
          weights: UnsafeBufferPointer(start: h, count: degree), velocities, to: x)
      }
    }
  }
}

extension TimeSpan {
  /// Whether a time lies in the span, but for a rounding error of single precision.
  fileprivate func contains(_ t: Double) -> Bool {
    let margin = 1e-6 * max(abs(start), abs(end))
    return t >= min(start, end) - margin && t <= max(start, end) + margin
  }
}
