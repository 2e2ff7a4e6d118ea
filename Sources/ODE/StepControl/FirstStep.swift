#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The decisions by which a first step is chosen from norms relative to the tolerances.
///
/// A norm here is the root of the sum of the squares, as in the code DOPRI5, not of their mean.
///
/// > Source: Hairer, Norsett & Wanner, Solving Ordinary Differential Equations I (1993), II.4,
/// > "Starting step size".
@usableFromInline
struct FirstStep {
  private let longest: Double
  private let shortest: Double

  /// Lengths between the step at which a flow gives up, and the longest.
  @usableFromInline
  init(longest: Double, giveUp: Double) {
    self.longest = longest
    // Far enough above for some rejections, and for a trial step to change the time: 1e-6, where no
    // scale is known, may be less.
    shortest = 100 * giveUp
  }

  /// The length of an Euler step in which the state changes by about one percent.
  ///
  /// - Parameters:
  ///   - size: the norm of the state.
  ///   - slope: the norm of its velocity.
  /// - Returns: the length.
  @usableFromInline
  func trial(size: Double, slope: Double) -> Double {
    let trial = size < 1e-5 || slope < 1e-5 ? 1e-6 : 0.01 * size / slope
    // Norms of huge numbers overflow: their quotient is then 0, infinite or none.
    return min(trial >= shortest ? trial : shortest, longest)
  }

  /// The length of the first step.
  ///
  /// - Parameters:
  ///   - trial: the length of the Euler step.
  ///   - slope: the norm of the first velocity.
  ///   - curvature: the norm of the velocity's change over that step, divided by its length.
  ///   - estimatePower: the power of the step size that the error estimate is of.
  /// - Returns: the length.
  @usableFromInline
  func first(trial: Double, slope: Double, curvature: Double, estimatePower: Int) -> Double {
    let steepest = max(slope, curvature)
    let wanted =
      steepest <= 1e-15
      ? max(1e-6, trial * 1e-3) : pow(0.01 / steepest, 1 / Double(estimatePower))
    let first = wanted.isFinite ? min(100 * trial, wanted) : trial
    return min(max(first, shortest), longest)
  }
}
