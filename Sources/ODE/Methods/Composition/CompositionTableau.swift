import Calculus

/// A composition of Störmer and Verlet's steps as a table of numbers: symplectic and symmetric, for
/// separable fields dq/dt = g(p), dp/dt = f(t, q).
///
/// One step of size h is the steps of size γ_1 h, γ_2 h, …, each of which kicks the momenta for half of
/// it, lets the positions drift, and kicks again:
///
///     p ← p + (γ h / 2) f(t, q),   q ← q + γ h g(p),   p ← p + (γ h / 2) f(t + γ h, q).
///
/// The energy of a mechanical system stays near its first value over times that are exponentially long
/// in 1 / h. A field that is not separable has these orders no more: its halves are then frozen while
/// the other moves.
///
/// > Source: Hairer, Lubich & Wanner, Geometric Numerical Integration (2006), II.4, V.3.
public struct CompositionTableau: Sendable, Hashable {
  /// The name in options: `verlet`, `kahan-li8`.
  public let name: String
  /// The order p: the error over a fixed time is of the order of h^p.
  public let order: Int
  /// The parts γ_i of a step, whose sum is 1; the same backwards.
  public let weights: [Double]
  /// Where the numbers were published.
  public let source: String

  /// A composition.
  ///
  /// - Precondition: the weights are the same backwards, and their sum is 1.
  public init(name: String, order: Int, weights: [Double], source: String) {
    precondition(
      weights == weights.reversed() && abs(weights.reduce(0, +) - 1) < 1e-14,
      "method \(name) with weights \(weights), which are symmetric and have the sum 1")
    self.name = name
    self.order = order
    self.weights = weights
    self.source = source
  }

  /// The parts of a step, one after the other: the half that moves, how far in steps, and the time in
  /// steps at which its velocity is taken.
  struct Move {
    let half: StateHalf
    let share: Double
    let time: Double
  }

  /// The moves of one step; kicks that follow one another are one.
  var moves: [Move] {
    var moves: [Move] = []
    var time = 0.0
    for (index, weight) in weights.enumerated() {
      let before = index > 0 ? weights[index - 1] / 2 : 0
      moves.append(Move(half: .momenta, share: before + weight / 2, time: time))
      moves.append(Move(half: .positions, share: weight, time: time + weight / 2))
      time += weight
    }
    moves.append(Move(half: .momenta, share: (weights.last ?? 0) / 2, time: 1))
    return moves
  }
}
