#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Says whether a step is accepted and how long the next one is: a PI controller.
struct StepController {
  private let safety: Double
  private let beta: Double
  private let alpha: Double
  private let factors: ClosedRange<Double>

  /// What a row's controller remembers.
  struct Memory {
    /// The error of the last accepted step, kept away from 0.
    fileprivate var error = StepController.smallestError
    fileprivate var isAfterRejection = false
  }

  /// What is done after a step: accept or reject, and multiply the step size.
  struct Verdict {
    let isAccepted: Bool
    let factor: Double
  }

  private static let smallestError = 1e-4

  init(_ control: AdaptiveControl, estimateOrder: Int) {
    safety = control.safety
    beta = control.beta
    alpha = 1 / Double(estimateOrder + 1) - 0.75 * control.beta
    factors = control.smallestFactor...control.largestFactor
  }

  /// Judges a step by its error norm; one that is not finite is rejected.
  func judge(_ error: Double, _ memory: inout Memory) -> Verdict {
    guard error.isFinite else {
      memory.isAfterRejection = true
      return Verdict(isAccepted: false, factor: factors.lowerBound)
    }
    let wanted = safety / pow(error, alpha)
    guard error <= 1 else {
      memory.isAfterRejection = true
      return Verdict(isAccepted: false, factor: max(wanted, factors.lowerBound))
    }
    let steadied = wanted * pow(memory.error, beta)
    let longest = memory.isAfterRejection ? 1 : factors.upperBound
    memory.error = max(error, StepController.smallestError)
    memory.isAfterRejection = false
    return Verdict(isAccepted: true, factor: min(max(steadied, factors.lowerBound), longest))
  }
}
