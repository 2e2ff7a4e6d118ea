import Calculus
import Tensors

/// What evaluations of a forward solve leave for their pullback, one after another, while memory
/// lasts: a backward sweep need not make these again.
final class StageTape<Element: Scalar> {
  /// An evaluation that was kept.
  struct Record {
    /// The states; shape `[dimension, count]`.
    let x: UnsafeMutablePointer<Element>
    /// What the linearization left.
    let residuals: UnsafeMutablePointer<Element>
  }

  /// The evaluations that one attempt of a step takes.
  let evaluationsPerAttempt: Int
  private let evaluation: ControlledEvaluation<Element>
  private var records: [Record?] = []
  private var chunks: [UnsafeMutableBufferPointer<Element>] = []
  /// The chunk in use and the numbers used of it.
  private var chunk = 0
  private var used = 0

  /// The most numbers that are kept: 16 MB in double precision, some thousand rows' steps of a field
  /// of 64 hidden units.
  private static var mostNumbers: Int { 2 << 20 }
  private static var chunkNumbers: Int { 1 << 18 }

  /// A tape of a flow's evaluations.
  init(_ evaluation: ControlledEvaluation<Element>, _ method: ButcherTableau) {
    self.evaluation = evaluation
    evaluationsPerAttempt = method.isFSAL ? method.stages - 1 : method.stages
  }

  deinit {
    for chunk in chunks { chunk.deallocate() }
  }

  /// The number of evaluations so far.
  var count: Int { records.count }

  /// Forgets everything; the memory stays.
  func reset() {
    records.removeAll(keepingCapacity: true)
    chunk = 0
    used = 0
  }

  /// Notes an evaluation of so many rows and gives it a place; nil when memory is used up.
  func next(rows: Int) -> Record? {
    let states = UnsafeMutablePointer<Element>.wholeLines(rows * evaluation.program.dimension)
    let record = place(states + evaluation.residualCount(rows: rows)).map {
      Record(x: $0, residuals: $0 + states)
    }
    records.append(record)
    return record
  }

  /// The evaluation with a number; nil when it was not kept.
  func record(_ number: Int) -> Record? {
    records.indices.contains(number) ? records[number] : nil
  }

  private func place(_ count: Int) -> UnsafeMutablePointer<Element>? {
    while chunk < chunks.count && used + count > chunks[chunk].count {
      chunk += 1
      used = 0
    }
    if chunk == chunks.count {
      let size = max(count, StageTape.chunkNumbers)
      guard chunks.reduce(size, { $0 + $1.count }) <= StageTape.mostNumbers else { return nil }
      chunks.append(.init(start: .allocateLines(capacity: size), count: size))
    }
    defer { used += UnsafeMutablePointer<Element>.wholeLines(count) }
    return chunks[chunk].baseAddress.map { $0 + used }
  }
}

/// Records the steps of a block's rows, and where on a tape their evaluations are.
final class TapedRecorder<Element: Scalar>: StepObserver {
  let log: StepLog<Element>
  private let tape: StageTape<Element>
  private let firstRow: Int

  init(_ tape: StageTape<Element>, dimension: Int, block: Range<Int>) {
    self.tape = tape
    log = StepLog(stride: dimension, isRowsLast: true)
    firstRow = block.lowerBound
  }

  var needsDenseOutput: Bool { false }

  /// The evaluations of all rows under way lie on the tape, of rejected steps too; these are taken for
  /// steps of size 0, which change nothing, unless their numbers are not finite.
  func observe(_ steps: AcceptedSteps<Element>) {
    let memory = steps.memory
    guard !memory.state.hasNotFinite(steps.active) else {
      return steps.copyStartStates(to: log.append(steps, firstRow: firstRow))
    }
    let place = log.appendAttempts(
      steps, firstRow: firstRow, firstEvaluation: tape.count - tape.evaluationsPerAttempt)
    place.update(from: memory.x, count: steps.active * steps.dimension)
  }
}
