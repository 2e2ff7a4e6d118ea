import Tensors

/// A growing list of steps: row, time, size, and so many numbers for each.
///
/// Steps come in rounds, in which each row takes at most one. The numbers of a step are
/// together, or, in a log of rows last, number c of the step in place i of its round is behind those
/// of the other steps: at `[c * steps of the round + i]`.
///
/// It is written by one thread, and afterwards only read: hence `@unchecked Sendable`.
final class StepLog<Element: Scalar>: @unchecked Sendable {
  /// The numbers of one step.
  let stride: Int
  /// Whether the numbers of a round lie with its rows last.
  let isRowsLast: Bool
  /// The steps in the order in which they were taken.
  private(set) var steps = Steps()
  /// The steps of each row, one row after the other: row r has those from `offsets[r]` on.
  private(set) var order: [Int32] = []
  private(set) var offsets: [Int] = []
  private var payload: UnsafeMutablePointer<Element>
  private var capacity: Int

  init(stride: Int, isRowsLast: Bool = false) {
    self.stride = stride
    self.isRowsLast = isRowsLast
    capacity = 64
    payload = .allocate(capacity: capacity * stride)
  }

  deinit {
    payload.deallocate()
  }

  /// The steps of a log, field by field.
  struct Steps {
    /// Each step's row, counted from the first of the block, its first time, and its size.
    private(set) var rows: [Int32] = []
    private(set) var t: [Double] = []
    private(set) var h: [Double] = []
    /// The steps of each round, and the round of each step.
    private(set) var rounds: [Range<Int>] = []
    private(set) var roundOf: [Int32] = []
    /// For each round the first of its evaluations on a tape; nil where they are of no use.
    private(set) var firstEvaluations: [Int?] = []
    /// For each round how many of its steps were accepted.
    private(set) var acceptedCounts: [Int] = []

    /// Adds the steps of all rows under way, those that were rejected with size 0.
    mutating func appendAttempts(
      _ steps: AcceptedSteps<Element>, firstRow: Int, firstEvaluation: Int
    ) {
      let count = rows.count
      let memory = steps.memory
      let state = memory.state
      let (numbers, starts, sizes, verdicts) = (memory.rows, state.t, state.h, state.verdicts)
      let round = Int32(rounds.count)
      for slot in 0..<steps.active {
        rows.append(numbers[slot] - Int32(firstRow))
        t.append(starts[slot])
        h.append(verdicts[slot] == 0 ? 0 : sizes[slot])
        roundOf.append(round)
      }
      rounds.append(count..<rows.count)
      firstEvaluations.append(firstEvaluation)
      acceptedCounts.append(steps.count)
    }

    mutating func append(_ steps: AcceptedSteps<Element>, firstRow: Int, cutsSteps: Bool) {
      let count = rows.count
      let memory = steps.memory
      let (slots, numbers) = (memory.accepted, memory.rows)
      let (starts, sizes) = (memory.state.t, memory.state.h)
      let round = Int32(rounds.count)
      for index in 0..<steps.count {
        let slot = Int(slots[index])
        rows.append(numbers[slot] - Int32(firstRow))
        t.append(starts[slot])
        h.append(cutsSteps ? steps.size(index) : sizes[slot])
        roundOf.append(round)
      }
      rounds.append(count..<rows.count)
      firstEvaluations.append(nil)
      acceptedCounts.append(steps.count)
    }
  }

  /// Adds a round of steps; their numbers are to be written to the place that is returned.
  ///
  /// - Parameters:
  ///   - steps: the steps.
  ///   - firstRow: the first row of the block.
  /// - Returns: a place of shape `[count, stride]`, or `[stride, count]` in a log of rows last.
  func append(
    _ steps: AcceptedSteps<Element>, firstRow: Int
  ) -> UnsafeMutablePointer<Element> {
    let place = makeRoom(steps.count)
    self.steps.append(steps, firstRow: firstRow, cutsSteps: isRowsLast)
    return place
  }

  /// Adds a round of all rows under way, whose evaluations are on a tape from `firstEvaluation` on;
  /// rejected steps have size 0.
  func appendAttempts(
    _ steps: AcceptedSteps<Element>, firstRow: Int, firstEvaluation: Int
  ) -> UnsafeMutablePointer<Element> {
    let place = makeRoom(steps.active)
    self.steps.appendAttempts(steps, firstRow: firstRow, firstEvaluation: firstEvaluation)
    return place
  }

  private func makeRoom(_ more: Int) -> UnsafeMutablePointer<Element> {
    let count = steps.rows.count
    if count + more > capacity { grow(to: max(2 * capacity, count + more)) }
    return payload + count * stride
  }

  /// Sorts the steps by rows, each row's first to last; none is added afterwards.
  func finish(rowCount: Int) {
    let rows = steps.rows
    var offsets = [Int](repeating: 0, count: rowCount + 1)
    for row in rows { offsets[Int(row) + 1] += 1 }
    for row in 0..<rowCount { offsets[row + 1] += offsets[row] }
    var next = offsets
    var order = [Int32](repeating: 0, count: rows.count)
    for (entry, row) in rows.enumerated() {
      order[next[Int(row)]] = Int32(entry)
      next[Int(row)] += 1
    }
    self.offsets = offsets
    self.order = order
  }

  /// The number of steps of a row.
  func count(ofRow row: Int) -> Int { offsets[row + 1] - offsets[row] }

  /// The place in the list of a row's step.
  func entry(_ step: Int, ofRow row: Int) -> Int { Int(order[offsets[row] + step]) }

  /// The numbers of the step at a place in the list; shape `[stride]`, for logs whose steps are
  /// together.
  func numbers(_ entry: Int) -> UnsafePointer<Element> { UnsafePointer(payload + entry * stride) }

  /// Copies the numbers of the step at a place in the list.
  func copyNumbers(_ entry: Int, to x: UnsafeMutablePointer<Element>) {
    guard isRowsLast else { return x.update(from: numbers(entry), count: stride) }
    let round = steps.rounds[Int(steps.roundOf[entry])]
    Element.copyMatrix(
      rows: stride, columns: 1, numbers(round.lowerBound) + (entry - round.lowerBound),
      from: (round.count, 1), into: x, to: (1, 1))
  }

  private func grow(to count: Int) {
    let wider = UnsafeMutablePointer<Element>.allocate(capacity: count * stride)
    wider.update(from: payload, count: steps.rows.count * stride)
    payload.deallocate()
    payload = wider
    capacity = count
  }
}

/// The steps that rows took in one round; valid for the length of a call.
struct StepRound<Element: Scalar> {
  /// The number of steps, and how many were accepted: the others have size 0.
  let count: Int
  let acceptedCount: Int
  /// The first row of the steps' block, and each step's row counted from it, in increasing order.
  let firstRow: Int
  let rows: UnsafePointer<Int32>
  /// Times at which the steps began, and their sizes.
  let t: UnsafePointer<Double>
  let h: UnsafePointer<Double>
  /// States at which they began; shape `[dimension, count]`.
  let x: UnsafePointer<Element>
  /// The first of the steps' evaluations on a tape, and that of the same rows' steps before; nil
  /// where they are not there.
  let firstEvaluation: Int?
  let firstEvaluationBefore: Int?
}

extension StepLog {
  /// Shows all rounds of a log of rows last, the last one first.
  func forEachRoundBackwards(firstRow: Int, _ body: (StepRound<Element>) -> Void) {
    let steps = steps
    steps.rows.withUnsafeBufferPointer { rows in
      steps.t.withUnsafeBufferPointer { t in
        steps.h.withUnsafeBufferPointer { h in
          guard let rows = rows.baseAddress, let t = t.baseAddress, let h = h.baseAddress
          else { return }
          for number in steps.rounds.indices.reversed() {
            let round = steps.rounds[number]
            let first = round.lowerBound
            // Rows only leave: as many rows, all of which took a step before, are the same rows.
            let isContinued =
              number > 0 && steps.rounds[number - 1].count == round.count
              && steps.acceptedCounts[number - 1] == round.count
            body(
              StepRound(
                count: round.count, acceptedCount: steps.acceptedCounts[number],
                firstRow: firstRow, rows: rows + first, t: t + first,
                h: h + first, x: numbers(first), firstEvaluation: steps.firstEvaluations[number],
                firstEvaluationBefore: isContinued ? steps.firstEvaluations[number - 1] : nil))
          }
        }
      }
    }
  }
}
