public import ODE

/// Functions of time given by samples, and what is between them: measured inputs of a system.
///
/// ```swift
/// let input = SampledSignal(times: [0, 1, 3], channels: [[0, 2, 2]])
/// let middle = input.value(ofChannel: 0, at: 0.5)  // 1
/// ```
///
/// Before the first time and after the last, the values there hold.
public struct SampledSignal: Sendable, Hashable {
  /// What is between samples.
  public enum Interpolation: String, Sendable, Hashable, CaseIterable {
    /// Straight lines.
    case linear
    /// The sample before: steps.
    case previous
    /// The natural cubic spline, of which the second derivative is continuous, and zero at the ends.
    ///
    /// > Source: de Boor, A Practical Guide to Splines (2001), chapter IV.
    case cubic
  }

  /// The times of the samples, in increasing order.
  public let times: [Double]
  /// The samples of each channel; shape `[channels, times]`.
  public let channels: [[Double]]
  /// What is between samples.
  public let interpolation: Interpolation
  /// The second derivatives of the channels' splines at the samples; none for other interpolations.
  private let curvatures: [[Double]]

  /// Signals through samples.
  ///
  /// - Precondition: there is a time, all times and samples are finite, the times increase, and each
  ///   channel has as many samples.
  public init(times: [Double], channels: [[Double]], interpolation: Interpolation = .linear) {
    precondition(!times.isEmpty, "a signal without samples")
    precondition(
      times.allSatisfy(\.isFinite) && zip(times, times.dropFirst()).allSatisfy { $0 < $1 },
      "the times of a signal's samples increase")
    precondition(
      channels.allSatisfy { $0.count == times.count && $0.allSatisfy(\.isFinite) },
      "channels of \(channels.map(\.count)) finite samples at \(times.count) times")
    self.times = times
    self.channels = channels
    self.interpolation = interpolation
    curvatures =
      interpolation == .cubic
      ? channels.map { SampledSignal.curvatures(of: $0, at: times) } : []
  }

  /// The value of a channel at a time.
  public func value(ofChannel channel: Int, at t: Double) -> Double {
    let samples = channels[channel]
    let next = firstIndex(after: t)
    guard next > 0 else { return samples[0] }
    guard next < times.count else { return samples[times.count - 1] }
    let last = next - 1
    let h = times[next] - times[last]
    let share = (t - times[last]) / h
    switch interpolation {
    case .previous: return samples[last]
    case .linear: return samples[last] + share * (samples[next] - samples[last])
    case .cubic:
      let (a, b) = (1 - share, share)
      let bend = curvatures[channel]
      return a * samples[last] + b * samples[next]
        + h * h / 6 * ((a * a * a - a) * bend[last] + (b * b * b - b) * bend[next])
    }
  }

  /// The times at which steps of a solver are to end, since the signal is not smooth there.
  public var stops: StepStops {
    switch interpolation {
    case .linear: StepStops(at: times)
    case .previous: StepStops(jumps: times)
    case .cubic: StepStops()
    }
  }

  private func firstIndex(after t: Double) -> Int {
    var (low, high) = (0, times.count)
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= t { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The second derivatives of the natural spline: a tridiagonal system, eliminated forwards.
  private static func curvatures(of samples: [Double], at times: [Double]) -> [Double] {
    let count = times.count
    var (slopes, bends) = (
      [Double](repeating: 0, count: count), [Double](repeating: 0, count: count)
    )
    guard count > 2 else { return bends }
    for i in 1..<count - 1 {
      let (before, after) = (times[i] - times[i - 1], times[i + 1] - times[i])
      let change = (samples[i + 1] - samples[i]) / after - (samples[i] - samples[i - 1]) / before
      let pivot = 2 * (before + after) - before * slopes[i - 1]
      slopes[i] = after / pivot
      bends[i] = (6 * change - before * bends[i - 1]) / pivot
    }
    for i in (1..<count - 1).reversed() { bends[i] -= slopes[i] * bends[i + 1] }
    return bends
  }
}
