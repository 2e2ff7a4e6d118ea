import Tensors

/// Records the states of a block's rows, or what is read off them, at given times.
///
/// Times that a row does not reach keep what was in their place.
final class SampleRecorder<Element: Scalar>: StepObserver {
  let needsDenseOutput: Bool
  private let layout: SampleLayout<Element>
  private let firstRow: Int
  /// For each row of the block, the first time that is still to come: its index, and itself along the
  /// flow's direction.
  private let next: UnsafeMutablePointer<Int>
  private let due: UnsafeMutablePointer<Double>
  private let directions: UnsafeMutablePointer<Double>
  /// Where samples go, for the whole batch.
  private let samples: UnsafeMutablePointer<Element>
  /// A state, for functions to be read off it.
  private let state: UnsafeMutablePointer<Element>

  /// A recorder of the rows of one block.
  ///
  /// - Parameters:
  ///   - layout: the times, and where samples go.
  ///   - needsDenseOutput: whether some are inside of steps.
  ///   - block: the block's rows in the whole batch.
  ///   - samples: the samples of the whole batch.
  init(
    _ layout: SampleLayout<Element>, needsDenseOutput: Bool, block: Range<Int>,
    to samples: UnsafeMutablePointer<Element>
  ) {
    self.layout = layout
    self.needsDenseOutput = needsDenseOutput
    self.samples = samples
    firstRow = block.lowerBound
    next = .allocate(capacity: max(block.count, 1))
    due = .allocate(capacity: max(block.count, 1))
    directions = .allocate(capacity: max(block.count, 1))
    state = .allocate(capacity: layout.dimension)
    for row in block {
      let (span, times) = (layout.spans[row], layout.times[row])
      let initial = times.prefix { $0 == span.start }.count
      let index = row - firstRow
      (next + index).initialize(to: initial)
      (directions + index).initialize(to: span.direction)
      (due + index).initialize(
        to: initial < times.count ? span.direction * times[initial] : .infinity)
    }
  }

  deinit {
    next.deallocate()
    due.deallocate()
    directions.deallocate()
    state.deallocate()
  }

  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  func observe(_ steps: AcceptedSteps<Element>) {
    for index in 0..<steps.count {
      let row = steps.row(index)
      let place = row - firstRow
      if due[place] <= directions[place] * steps.end(index) { record(steps, index, row) }
    }
  }

  private func record(_ steps: AcceptedSteps<Element>, _ index: Int, _ row: Int) {
    let times = layout.times[row]
    let direction = directions[row - firstRow]
    let end = direction * steps.end(index)
    var next = next[row - firstRow]
    while next < times.count && direction * times[next] <= end {
      let place = samples + layout.place(row, next)
      if layout.function == nil {
        steps.interpolate(index, at: times[next], into: place)
      } else {
        steps.interpolate(index, at: times[next], into: state)
        layout.write(state, at: times[next], to: place)
      }
      next += 1
    }
    self.next[row - firstRow] = next
    due[row - firstRow] = next < times.count ? direction * times[next] : .infinity
  }
}
