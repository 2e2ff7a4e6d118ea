/// All that a solve under way is made of: states, steps, what the controller remembers, matrices and
/// factors, so that it goes on from there bit for bit.
///
/// It is plain numbers, to be written to a file and read again, all of them exact in double precision:
///
/// ```swift
/// let state = solve.state
/// let file = state.numbers  // [Double]
/// let again = SteppedSolve(resuming: SolverState(numbers: file), of: field, by: integrator)
/// ```
///
/// The field and the integrator are not in it: they must be the same. Reports on rows that have ended are
/// not in it either.
public struct SolverState: Sendable, Hashable {
  /// The numbers.
  public let numbers: [Double]

  /// The state that some numbers are.
  public init(numbers: [Double]) {
    self.numbers = numbers
  }
}
