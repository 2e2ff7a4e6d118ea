import Tensors

/// How Newton's iteration fares for each row of a block, by the rows' places in it.
///
/// > Source: Hairer & Wanner, Solving Ordinary Differential Equations II (1996), IV.8: when to stop,
/// > when to give up, when the Jacobian matrix is too old.
struct NewtonRows {
  /// What an iteration's correction says.
  enum Verdict { case goesOn, converged, diverged }

  /// Iterations after which a row gives up.
  let most: Int
  /// The part of the tolerance to which systems are solved.
  private let goal: Double
  private let givesUpEarly: Bool
  /// The rate of convergence above which the matrix is made anew at the next step.
  private let fastEnough = 0.03
  private var sizes: [Double]
  /// The last error in terms of the last correction.
  private var errors: [Double]
  private(set) var needsJacobian: [Bool]
  /// The work of each row.
  private(set) var iterations: [Int]

  /// Iterations for some rows.
  ///
  /// - Parameters:
  ///   - rows: the most rows.
  ///   - most: the iterations after which a row gives up.
  ///   - goal: the part of the tolerance to which systems are solved.
  ///   - givesUpEarly: whether a row gives up when its rate says that it will: where shorter steps can
  ///     be taken.
  init(rows: Int, most: Int, goal: Double, givesUpEarly: Bool) {
    self.most = most
    self.givesUpEarly = givesUpEarly
    self.goal = goal
    sizes = .init(repeating: 0, count: rows)
    errors = .init(repeating: 1, count: rows)
    needsJacobian = .init(repeating: true, count: rows)
    iterations = .init(repeating: 0, count: rows)
  }

  /// Begins with new rows.
  mutating func begin(_ count: Int) {
    for row in 0..<count {
      (errors[row], needsJacobian[row], iterations[row]) = (1, true, 0)
    }
  }

  /// Writes what is known of rows to a tape, or reads it.
  mutating func pass(_ tape: inout StateTape) {
    tape.pass(&sizes)
    tape.pass(&errors)
    tape.pass(&needsJacobian)
    tape.pass(&iterations)
  }

  mutating func setNeedsJacobian(_ row: Int, _ needs: Bool) { needsJacobian[row] = needs }

  /// Judges a correction by its size, relative to the tolerances.
  ///
  /// - Parameters:
  ///   - row: the row's place.
  ///   - iteration: the number of the iteration in its stage, from 0.
  ///   - size: the size.
  ///   - rounding: the size that rounding alone makes, which no iteration gets below.
  /// - Returns: whether to go on.
  mutating func judge(
    _ row: Int, iteration: Int, size: Double, rounding: Double
  ) -> Verdict {
    iterations[row] += 1
    guard size.isFinite else { return fail(row) }
    if iteration > 0 {
      let rate = size / sizes[row]
      if rate > fastEnough && size > rounding { needsJacobian[row] = true }
      guard rate < 1 else { return size <= rounding ? .converged : fail(row) }
      errors[row] = rate / (1 - rate)
      if givesUpEarly && errors[row] * size > goal {
        let left = pow(rate, most - 1 - iteration) / (1 - rate) * size
        if left > goal { return fail(row) }
      }
    } else {
      // The rate of the stage before, which may be too good for this one.
      errors[row] = max(errors[row].squareRoot(), 0.1)
    }
    sizes[row] = size
    if errors[row] * size <= goal || size == 0 { return .converged }
    return iteration + 1 == most ? fail(row) : .goesOn
  }

  private mutating func fail(_ row: Int) -> Verdict {
    errors[row] = 1
    needsJacobian[row] = true
    return .diverged
  }

  private func pow(_ base: Double, _ exponent: Int) -> Double {
    (0..<max(exponent, 0)).reduce(1) { power, _ in power * base }
  }
}
