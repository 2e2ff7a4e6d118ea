/// Looks, now and then, whether the explicit steps of a block's rows are bound by stability.
///
/// Every thousandth round all rows are looked at, and those that seem stiff in every round from then on
/// until it is decided.
///
/// > Source: Hairer & Wanner, Solving Ordinary Differential Equations II (1996), IV.2, and the code
/// > DOPRI5.
struct StiffnessWatch {
  /// h times the largest eigenvalue from which a step speaks for a stiff field.
  private let limit: Double
  private var rounds = 0
  private var isPending = false
  /// The tests of rows, and when these were found stiff first, by the rows' places in the block; none
  /// before the first look.
  private var tests: [StiffnessTest] = []
  private var found: [Double] = []

  private static let interval = 1000

  /// A watch over steps of a method that is stable so far along the negative axis.
  init(boundary: Double) { limit = 0.98 * boundary }

  /// Begins with a block.
  mutating func begin() { self = StiffnessWatch(limit: limit) }

  private init(limit: Double) { self.limit = limit }

  /// Whether this round's steps are to be looked at.
  mutating func isDue() -> Bool {
    rounds += 1
    return isPending || rounds.isMultiple(of: StiffnessWatch.interval)
  }

  /// Begins to look at rows of a block of at most so many.
  mutating func beginLook(rows: Int) {
    isPending = false
    guard tests.isEmpty else { return }
    tests = Array(repeating: StiffnessTest(), count: rows)
    found = Array(repeating: .infinity, count: rows)
  }

  /// Looks at the step of a row.
  ///
  /// - Parameters:
  ///   - place: the row's place in the block.
  ///   - ratio: h times an estimate of the size of the largest eigenvalue.
  ///   - t: the time at which the step began.
  mutating func look(_ place: Int, ratio: Double, at t: Double) {
    guard found[place] == .infinity else { return }
    // The test's own boundary is that of the automatic method.
    if tests[place].isStiff(ratio / limit * StiffnessTest.boundary) { found[place] = t }
    isPending = isPending || tests[place].isUndecided
  }

  /// Writes what was seen to a tape, or reads it.
  mutating func pass(_ tape: inout StateTape, rows: Int) {
    tape.pass(&rounds)
    tape.pass(&isPending)
    var hasLooked = !tests.isEmpty
    tape.pass(&hasLooked)
    guard hasLooked else { return }
    let wasPending = isPending
    beginLook(rows: rows)
    isPending = wasPending
    for index in tests.indices { tests[index].pass(&tape) }
    tape.pass(&found)
  }

  /// When a row was found stiff; nil for others.
  func stiffFrom(_ place: Int) -> Double? {
    found.isEmpty || found[place] == .infinity ? nil : found[place]
  }
}
