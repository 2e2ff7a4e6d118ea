/// What measuring needs of the machine: the library itself reads no clock.
public struct Instruments: Sendable {
  /// Seconds since some moment, never going back.
  public let clock: @Sendable () -> Double
  /// Seconds that processors have worked for this process.
  public let processorClock: @Sendable () -> Double
  /// Gives memory that is free back to the system, and forgets the peak; returns the bytes that are
  /// resident now, or nil where nobody knows.
  public let beginMemory: @Sendable () -> Int?
  /// The most bytes that were resident since `beginMemory`.
  public let peakMemory: @Sendable () -> Int?

  /// Instruments.
  public init(
    clock: @escaping @Sendable () -> Double,
    processorClock: @escaping @Sendable () -> Double,
    beginMemory: @escaping @Sendable () -> Int? = { nil },
    peakMemory: @escaping @Sendable () -> Int? = { nil }
  ) {
    self.clock = clock
    self.processorClock = processorClock
    self.beginMemory = beginMemory
    self.peakMemory = peakMemory
  }
}
