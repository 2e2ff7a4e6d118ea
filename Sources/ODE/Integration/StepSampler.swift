import Tensors

/// Records the states of a block's rows, or what is read off them, after every n-th step.
final class StepSampler<Element: Scalar>: StepObserver {
  /// The times and the numbers of each row of the block, one sample after the other.
  private(set) var times: [[Double]]
  private(set) var numbers: [[Element]]
  private var counts: [Int]
  private let interval: Int
  private let function: StateFunction<Element>?
  private let firstRow: Int

  init(every interval: Int, _ function: StateFunction<Element>?, block: Range<Int>) {
    self.interval = interval
    self.function = function
    firstRow = block.lowerBound
    times = .init(repeating: [], count: block.count)
    numbers = .init(repeating: [], count: block.count)
    counts = .init(repeating: 0, count: block.count)
  }

  var needsDenseOutput: Bool { false }

  func observe(_ steps: AcceptedSteps<Element>) {
    for index in 0..<steps.count {
      let row = steps.row(index) - firstRow
      counts[row] += 1
      if counts[row].isMultiple(of: interval) {
        append(steps.endState(index), steps.dimension, at: steps.end(index), row)
      }
    }
  }

  /// Adds a sample of a row, counted from the first of the block, unless its last is of that time.
  func append(_ x: UnsafePointer<Element>, _ dimension: Int, at t: Double, _ row: Int) {
    guard times[row].last != t else { return }
    times[row].append(t)
    guard let function else {
      numbers[row].append(contentsOf: UnsafeBufferPointer(start: x, count: dimension))
      return
    }
    let count = numbers[row].count
    numbers[row].append(contentsOf: repeatElement(0, count: function.count))
    numbers[row].withUnsafeMutableBufferPointer { numbers in
      if let base = numbers.baseAddress { function.read(x, dimension, at: t, into: base + count) }
    }
  }
}
