/// The learning rate as a function of the step's index, which counts from 0.
///
///     LearningRateSchedule.cosine(from: 0.01, over: 1000).warmedUp(over: 50)
public indirect enum LearningRateSchedule: Equatable, Sendable {
  /// The same at every step.
  case constant(Double)

  /// Half a cosine from a rate down to a fraction of it after `over` steps, and that from then on.
  ///
  /// > Source: Loshchilov & Hutter, ICLR 2017, equation (5), without restarts.
  case cosine(from: Double, over: Int, finalFraction: Double = 0)

  /// Multiplied by a factor at once, each time `every` steps are done.
  case staircase(from: Double, factor: Double, every: Int)

  /// Multiplied by a factor gradually over every `over` steps: `rate * factor^(step / over)`.
  case exponential(from: Double, factor: Double, over: Int)

  /// A straight rise over `over` steps, of which the last has the first rate of another schedule;
  /// then that schedule from its beginning.
  case warmUp(over: Int, then: LearningRateSchedule)
}

extension LearningRateSchedule {
  /// This schedule behind a straight rise of the given number of steps.
  public func warmedUp(over steps: Int) -> LearningRateSchedule {
    steps > 0 ? .warmUp(over: steps, then: self) : self
  }

  /// The learning rate of a step.
  ///
  /// - Parameter step: the step's index, from 0.
  /// - Returns: the rate.
  /// - Precondition: numbers of steps are positive.
  public func rate(at step: Int) -> Double {
    switch self {
    case .constant(let rate):
      return rate
    case .cosine(let start, let steps, let fraction):
      let progress = Self.progress(of: min(step, steps), in: steps)
      let height = (1 + cosineOf(.pi * progress)) / 2
      return start * (fraction + (1 - fraction) * height)
    case .staircase(let start, let factor, let steps):
      precondition(steps > 0, "a schedule over \(steps) steps")
      return start * power(factor, step / steps)
    case .exponential(let start, let factor, let steps):
      return start * power(factor, Self.progress(of: step, in: steps))
    case .warmUp(let steps, let next):
      guard step < steps else { return next.rate(at: step - steps) }
      return next.rate(at: 0) * Self.progress(of: step + 1, in: steps)
    }
  }

  private static func progress(of step: Int, in steps: Int) -> Double {
    precondition(steps > 0, "a schedule over \(steps) steps")
    return Double(step) / Double(steps)
  }
}

extension LearningRateSchedule: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// A constant rate.
  public init(floatLiteral value: Double) {
    self = .constant(value)
  }
  /// A constant rate.
  public init(integerLiteral value: Int) {
    self = .constant(Double(value))
  }
}
