import Tensors

/// A growing list of steps: row, time, size, and so many numbers for each.
///
/// It is written by one thread, and afterwards only read: hence `@unchecked Sendable`.
final class StepLog<Element: Scalar>: @unchecked Sendable {
  /// The numbers of one step.
  let stride: Int
  /// Each step's row, counted from the first of the block, its first time, and its size.
  private(set) var rows: [Int32] = []
  private(set) var t: [Double] = []
  private(set) var h: [Double] = []
  /// The steps of each row, one row after the other: row r has those from `offsets[r]` on.
  private(set) var order: [Int32] = []
  private(set) var offsets: [Int] = []
  private var payload: UnsafeMutablePointer<Element>
  private var capacity: Int

  init(stride: Int) {
    self.stride = stride
    capacity = 64
    payload = .allocate(capacity: capacity * stride)
  }

  deinit {
    payload.deallocate()
  }

  /// Adds steps; their numbers are to be written to the place that is returned, shape
  /// `[count, stride]`.
  func append(
    _ steps: AcceptedSteps<Element>, firstRow: Int
  ) -> UnsafeMutablePointer<Element> {
    let count = rows.count
    if count + steps.count > capacity { grow(to: max(2 * capacity, count + steps.count)) }
    for index in 0..<steps.count {
      rows.append(Int32(steps.row(index) - firstRow))
      t.append(steps.start(index))
      h.append(steps.size(index))
    }
    return payload + count * stride
  }

  /// Sorts the steps by rows, each row's first to last; none is added afterwards.
  func finish(rowCount: Int) {
    offsets = [Int](repeating: 0, count: rowCount + 1)
    for row in rows { offsets[Int(row) + 1] += 1 }
    for row in 0..<rowCount { offsets[row + 1] += offsets[row] }
    var next = offsets
    order = [Int32](repeating: 0, count: rows.count)
    for (entry, row) in rows.enumerated() {
      order[next[Int(row)]] = Int32(entry)
      next[Int(row)] += 1
    }
  }

  /// The number of steps of a row.
  func count(ofRow row: Int) -> Int { offsets[row + 1] - offsets[row] }

  /// The place in the list of a row's step.
  func entry(_ step: Int, ofRow row: Int) -> Int { Int(order[offsets[row] + step]) }

  /// The numbers of the step at a place in the list; shape `[stride]`.
  func numbers(_ entry: Int) -> UnsafePointer<Element> { UnsafePointer(payload + entry * stride) }

  private func grow(to count: Int) {
    let wider = UnsafeMutablePointer<Element>.allocate(capacity: count * stride)
    wider.update(from: payload, count: rows.count * stride)
    payload.deallocate()
    payload = wider
    capacity = count
  }
}
