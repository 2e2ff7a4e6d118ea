/// Numbers that any language makes bit for bit: what the inputs of the cases are made of.
///
/// The k-th number, from 1, is the mix of `seed + k * 0x9E3779B97F4A7C15`.
///
/// > Source: Steele, Lea & Flood, Fast splittable pseudorandom number generators, OOPSLA 2014.
struct SplitMix64 {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// So many numbers, uniform between `-scale` and `scale`.
  static func uniform(seed: UInt64, count: Int, scale: Double = 1) -> [Double] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      scale * (2 * (Double(generator.next() >> 11) * 0x1p-53) - 1)
    }
  }
}
