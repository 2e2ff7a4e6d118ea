/// A stream of random numbers: seeded, splittable, and saved as seven integers.
///
/// Number `i` of a stream is a function of its key and of `i`, so that its bits, and the integers and
/// uniform numbers made of them, are the same on every machine. A stream is passed `inout` to whoever draws from it. Work that runs in
/// parallel gets streams of its own by ``split()``: their keys are random blocks under the parent's
/// key, on counters that numbers never use.
///
/// ```swift
/// var stream = RandomStream(seed: 1)
/// let weights = Tensor<Float>.normal(shape: [64, 64], using: &stream)
/// ```
///
/// > Source: Salmon et al., SC11 (2011) for the generator; Claessen & Pałka, Splittable
///   pseudorandom number generators using cryptographic hashing, Haskell '13, for the splitting.
public struct RandomStream: RandomNumberGenerator, Sendable {
  /// All that a stream is; plain integers, for a checkpoint.
  public struct State: Hashable, Sendable {
    /// The key, set by the seed or by splitting.
    public var key: SIMD4<UInt64>
    /// The 64-bit numbers drawn so far.
    public var drawn: UInt64
    /// The streams split off so far.
    public var splits: UInt64

    /// A saved state.
    public init(key: SIMD4<UInt64>, drawn: UInt64, splits: UInt64) {
      self.key = key
      self.drawn = drawn
      self.splits = splits
    }
  }

  /// The state, from which ``init(state:)`` goes on exactly.
  public private(set) var state: State
  /// The four numbers around `state.drawn`; meaningless while that is a multiple of 4.
  private var block: SIMD4<UInt64>

  /// The stream of a seed.
  public init(seed: UInt64) {
    // A key of its own domain: no stream that was split off has three such words but by accident.
    self.init(state: State(key: SIMD4(seed, 0, 0, 0), drawn: 0, splits: 0))
  }

  /// The stream that goes on where another was when its state was read.
  public init(state: State) {
    self.state = state
    block = .zero
    if state.drawn % 4 != 0 { block = numbers(at: state.drawn / 4) }
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    let lane = Int(truncatingIfNeeded: state.drawn & 3)
    if lane == 0 { block = numbers(at: state.drawn / 4) }
    state.drawn += 1
    return block[lane]
  }

  /// A new stream, independent of this one and of all others split from it.
  ///
  /// The numbers that this stream goes on to give do not change.
  public mutating func split() -> RandomStream {
    let key = Threefry.block(SIMD4(state.splits, 0, 0, Domain.keys), key: state.key)
    state.splits += 1
    return RandomStream(state: State(key: key, drawn: 0, splits: 0))
  }

  /// New streams, independent of this one and of each other.
  public mutating func split(into count: Int) -> [RandomStream] {
    (0..<count).map { _ in split() }
  }

  private func numbers(at index: UInt64) -> SIMD4<UInt64> {
    Threefry.block(SIMD4(index, 0, 0, Domain.numbers), key: state.key)
  }

  /// The last word of a counter: what its block is used for.
  private enum Domain {
    static let numbers: UInt64 = 0
    static let keys: UInt64 = 1
  }
}
