import Tensors

/// The steps of a solve, round by round, with the states that they begin at and room for tangents of
/// these: what derivatives walk along in both directions.
///
/// In a round each row takes at most one step. Memory is made when a solve first needs it, and kept.
final class StepSequence<Element: Scalar> {
  typealias Buffer = UnsafeMutablePointer<Element>

  /// Steps of some rows; their states have the rows last.
  struct Round {
    let count: Int
    let piece: Int
    /// The steps' rows; all of the solve when nil.
    let rows: [Int]?
    let times: [Double]
    let sizes: [Double]
  }

  private(set) var rounds: [Round] = []
  private let stateSize: Int
  private let copies: Int
  private var buffers: [Buffer] = []

  /// A sequence of steps of states with so many numbers, each with so many tangents.
  init(stateSize: Int, tangents: Int) {
    self.stateSize = max(stateSize, 1)
    copies = 1 + tangents
  }

  deinit {
    for buffer in buffers { buffer.deallocate() }
  }

  /// The bytes of so many rounds.
  static func bytes(rounds: Int, stateSize: Int, tangents: Int) -> Int {
    let (numbers, overflows) = rounds.multipliedReportingOverflow(
      by: max(stateSize, 1) * (1 + tangents) * MemoryLayout<Element>.stride)
    return overflows ? .max : numbers
  }

  /// Forgets all steps; the memory stays.
  func reset() { rounds.removeAll(keepingCapacity: true) }

  /// Adds a round and gives the place for its states.
  func append(_ round: Round) -> Buffer {
    rounds.append(round)
    if buffers.count < rounds.count {
      let buffer = Buffer.allocate(capacity: stateSize * copies)
      buffer.initialize(repeating: 0, count: stateSize * copies)
      buffers.append(buffer)
    }
    return buffers[rounds.count - 1]
  }

  /// The states that a round's steps begin at.
  func states(_ round: Int) -> Buffer { buffers[round] }

  /// A tangent of these.
  func tangent(_ round: Int, _ direction: Int) -> Buffer {
    buffers[round] + (1 + direction) * stateSize
  }
}

extension StepSequence.Round {
  /// Copies the values of the round's rows from those of all rows.
  func gather(
    _ all: UnsafePointer<Element>, of total: Int, dimension: Int,
    to part: UnsafeMutablePointer<Element>
  ) {
    guard let rows else { return part.update(from: all, count: total * dimension) }
    for (place, row) in rows.enumerated() {
      Element.copyMatrix(
        rows: dimension, columns: 1, all + row, from: (total, 1), into: part + place,
        to: (count, 1))
    }
  }

  /// Copies the values of the round's rows to those of all rows.
  func scatter(
    _ part: UnsafePointer<Element>, of total: Int, dimension: Int,
    to all: UnsafeMutablePointer<Element>
  ) {
    guard let rows else { return all.update(from: part, count: total * dimension) }
    for (place, row) in rows.enumerated() {
      Element.copyMatrix(
        rows: dimension, columns: 1, part + place, from: (count, 1), into: all + row,
        to: (total, 1))
    }
  }
}

extension StepSequence {
  /// Adds the steps of a history, first to last.
  func append(_ history: StepHistory<Element>, piece: Int, of total: Int) {
    var places: [(round: Round, x: UnsafePointer<Element>)] = []
    history.forEachRoundBackwards { round in
      let rows = (0..<round.count).map { round.firstRow + Int(round.rows[$0]) }
      places.append(
        (
          Round(
            count: round.count, piece: piece, rows: rows == Array(0..<total) ? nil : rows,
            times: Array(UnsafeBufferPointer(start: round.t, count: round.count)),
            sizes: Array(UnsafeBufferPointer(start: round.h, count: round.count))),
          round.x
        ))
    }
    // The states belong to the history, which outlives this call.
    for (round, x) in places.reversed() {
      append(round).update(from: x, count: round.count * history.dimension)
    }
  }
}

extension StageSteps {
  /// Takes the steps of a round again, and carries the cotangents of its rows back over them.
  ///
  /// - Parameters:
  ///   - round: the steps.
  ///   - x: the states at which they begin; shape `[dimension, round.count]`.
  ///   - all: the cotangents of all rows; shape `[dimension, total]`.
  ///   - total: the number of all rows.
  ///   - part: room for those of the round.
  ///   - thetaBar: the cotangent of the control's nodes is added to it.
  func transpose(
    _ round: StepSequence<Element>.Round, from x: Buffer, cotangents all: Buffer, of total: Int,
    part: Buffer, into thetaBar: Buffer
  ) {
    control.piece = round.piece
    begin(round.count, times: round.times, sizes: round.sizes)
    take(from: x, to: nil, linearizes: true)
    round.gather(all, of: total, dimension: dimension, to: part)
    pullback(at: x, part, into: thetaBar)
    round.scatter(part, of: total, dimension: dimension, to: all)
  }
}
