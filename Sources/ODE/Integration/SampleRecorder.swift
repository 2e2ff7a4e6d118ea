import Tensors

/// Records the states of a block's rows at given times.
///
/// Times that a row does not reach keep what was in their place.
final class SampleRecorder<Element: Scalar>: StepObserver {
  let needsDenseOutput = true
  private let times: [Double]
  private let direction: Double
  private let firstRow: Int
  /// For each row of the block, the first time that is still to come: its index, and itself along the
  /// flow's direction.
  private let next: UnsafeMutablePointer<Int>
  private let due: UnsafeMutablePointer<Double>
  /// Where states go; shape `[times, rows, dimension]`.
  private let samples: UnsafeMutablePointer<Element>
  private let rows: Int

  /// A recorder of the rows of one block.
  ///
  /// - Parameters:
  ///   - times: the times, in the direction of the flow.
  ///   - span: the times of the flow.
  ///   - block: the block's rows in the whole batch.
  ///   - samples: where states go, for the whole batch.
  ///   - rows: the rows of the whole batch.
  init(
    _ times: [Double], _ span: TimeSpan, block: Range<Int>,
    to samples: UnsafeMutablePointer<Element>, rows: Int
  ) {
    self.times = times
    self.samples = samples
    self.rows = rows
    direction = span.direction
    firstRow = block.lowerBound
    let initial = times.prefix { $0 == span.start }.count
    next = .allocate(capacity: max(block.count, 1))
    next.initialize(repeating: initial, count: block.count)
    due = .allocate(capacity: max(block.count, 1))
    let first = initial < times.count ? span.direction * times[initial] : .infinity
    due.initialize(repeating: first, count: block.count)
  }

  deinit {
    next.deallocate()
    due.deallocate()
  }

  func observe(_ steps: AcceptedSteps<Element>) {
    for index in 0..<steps.count {
      let row = steps.row(index)
      if due[row - firstRow] <= direction * steps.end(index) { record(steps, index, row) }
    }
  }

  private func record(_ steps: AcceptedSteps<Element>, _ index: Int, _ row: Int) {
    let end = direction * steps.end(index)
    var next = next[row - firstRow]
    while next < times.count && direction * times[next] <= end {
      let place = samples + (next * rows + row) * steps.dimension
      steps.interpolate(index, at: times[next], into: place)
      next += 1
    }
    self.next[row - firstRow] = next
    due[row - firstRow] = next < times.count ? direction * times[next] : .infinity
  }
}
