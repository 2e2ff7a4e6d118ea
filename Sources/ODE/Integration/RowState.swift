/// What one row of a block is at, apart from its numbers: its time, its step, its count.
struct RowState {
  /// The row's number in its block.
  let row: Int
  /// The time of the row's state.
  var t: Double
  /// The size of the step that is tried, with its sign.
  var h: Double
  /// The size of the step after it.
  var hWanted = 0.0
  /// The time at which that step ends.
  var tNext: Double
  /// What the step size controller remembers.
  var controller = StepController.Memory()
  /// What was done so far.
  var statistics = Statistics()
  /// Whether the last attempt gave numbers that are not finite.
  var metNotFinite = false
  /// How the row ended; nil while it goes on.
  var outcome: Outcome?

  /// A row at the beginning.
  init(row: Int, t: Double) {
    self.row = row
    self.t = t
    h = 0
    tNext = t
  }
}
