/// What measuring needs of the machine: the library itself reads no clock.
public struct Instruments: Sendable {
  /// Seconds since some moment, never going back.
  public let clock: @Sendable () -> Double
  /// Gives memory that is free back to the system, and forgets the peak; returns the bytes that are
  /// resident now, or nil where nobody knows.
  public let beginMemory: @Sendable () -> Int?
  /// The most bytes that were resident since `beginMemory`.
  public let peakMemory: @Sendable () -> Int?

  /// Instruments.
  public init(
    clock: @escaping @Sendable () -> Double,
    beginMemory: @escaping @Sendable () -> Int? = { nil },
    peakMemory: @escaping @Sendable () -> Int? = { nil }
  ) {
    self.clock = clock
    self.beginMemory = beginMemory
    self.peakMemory = peakMemory
  }
}
