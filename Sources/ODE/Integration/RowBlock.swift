import Tensors

/// Rows to be followed together, and the places for their results.
///
/// `@unchecked Sendable`: blocks of one integration share these places, but no row.
struct RowBlock<Element: Scalar>: @unchecked Sendable {
  /// The times of the whole batch's rows.
  let spans: RowSpans
  /// The number of the first row in the whole batch, and the number of rows.
  let firstRow: Int
  let count: Int
  /// The initial states, in whose place the last states go; shape `[count, dimension]`.
  let states: UnsafeMutablePointer<Element>
  /// Where the times, outcomes and statistics go; one a row.
  let times: UnsafeMutablePointer<Double>
  let outcomes: UnsafeMutablePointer<Outcome>
  let statistics: UnsafeMutablePointer<Statistics>
  /// Where what happens to each row goes; nil when nothing is watched.
  let occurrences: UnsafeMutablePointer<[EventOccurrence<Element>]>?
  /// Where reports on rows of the block go.
  let reports: UnsafeMutablePointer<[RowReport]>?

  /// Stores how a row ended, whose state is at `x[c * active]`.
  func finish(
    _ row: Int, _ end: (time: Double, outcome: Outcome, statistics: Statistics),
    _ x: UnsafePointer<Element>, active: Int, dimension: Int
  ) {
    let row = row - firstRow
    Element.copyMatrix(
      rows: 1, columns: dimension, x, from: (1, active), into: states + row * dimension, to: (1, 1))
    times[row] = end.time
    outcomes[row] = end.outcome
    statistics[row] = end.statistics
  }
}
