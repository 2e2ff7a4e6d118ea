/// Threefry-4x64 with 20 rounds: a block of 256 bits from a key and a counter of 256 bits each.
///
/// A function without state: every block of a stream can be computed by itself, and different keys
/// give unrelated streams. It passes the BigCrush tests with 13 rounds already; 20 leave a margin.
///
/// > Source: Salmon, Moraes, Dror & Shaw, Parallel random numbers: as easy as 1, 2, 3, SC11 (2011).
enum Threefry {
  /// The random block for a counter under a key.
  static func block(_ counter: SIMD4<UInt64>, key: SIMD4<UInt64>) -> SIMD4<UInt64> {
    let parity = 0x1bd1_1bda_a9fc_1a22 ^ key[0] ^ key[1] ^ key[2] ^ key[3]
    var (x0, x1, x2, x3) = (
      counter[0] &+ key[0], counter[1] &+ key[1], counter[2] &+ key[2], counter[3] &+ key[3]
    )

    func mix(_ a: inout UInt64, _ b: inout UInt64, _ bits: UInt64) {
      a &+= b
      b = (b &<< bits | b &>> (64 &- bits)) ^ a
    }
    func firstFourRounds() {
      mix(&x0, &x1, 14)
      mix(&x2, &x3, 16)
      mix(&x0, &x3, 52)
      mix(&x2, &x1, 57)
      mix(&x0, &x1, 23)
      mix(&x2, &x3, 40)
      mix(&x0, &x3, 5)
      mix(&x2, &x1, 37)
    }
    func nextFourRounds() {
      mix(&x0, &x1, 25)
      mix(&x2, &x3, 33)
      mix(&x0, &x3, 46)
      mix(&x2, &x1, 12)
      mix(&x0, &x1, 58)
      mix(&x2, &x3, 22)
      mix(&x0, &x3, 32)
      mix(&x2, &x1, 32)
    }
    func inject(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64, _ round: UInt64) {
      x0 &+= a
      x1 &+= b
      x2 &+= c
      x3 &+= d &+ round
    }

    firstFourRounds()
    inject(key[1], key[2], key[3], parity, 1)
    nextFourRounds()
    inject(key[2], key[3], parity, key[0], 2)
    firstFourRounds()
    inject(key[3], parity, key[0], key[1], 3)
    nextFourRounds()
    inject(parity, key[0], key[1], key[2], 4)
    firstFourRounds()
    inject(key[0], key[1], key[2], key[3], 5)
    return SIMD4(x0, x1, x2, x3)
  }
}
