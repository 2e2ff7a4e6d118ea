import Tensors

/// Rows to be followed together, and the places for their results.
///
/// `@unchecked Sendable`: blocks of one integration share these places, but no row.
struct RowBlock<Element: Scalar>: @unchecked Sendable {
  /// The times of the flow.
  let span: TimeSpan
  /// The number of the first row in the whole batch, and the number of rows.
  let firstRow: Int
  let count: Int
  /// The initial states, in whose place the last states go; shape `[count, dimension]`.
  let states: UnsafeMutablePointer<Element>
  /// Where the times, outcomes and statistics go; one a row.
  let times: UnsafeMutablePointer<Double>
  let outcomes: UnsafeMutablePointer<Outcome>
  let statistics: UnsafeMutablePointer<Statistics>

  /// Stores how a row ended.
  func finish(
    _ state: RowState, _ outcome: Outcome, _ x: UnsafePointer<Element>, _ dimension: Int
  ) {
    (states + state.row * dimension).update(from: x, count: dimension)
    times[state.row] = state.t
    outcomes[state.row] = outcome
    statistics[state.row] = state.statistics
  }
}
