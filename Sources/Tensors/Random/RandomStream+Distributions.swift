// One 64-bit number is drawn for each uniform and each normal number, so that a position in the
// stream tells how many were given. Integers draw again with a probability below n / 2^64.

extension RandomStream {
  /// A number uniform on `[0, 1)`: a multiple of 2^-53.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number uniform on `[lower, upper)`.
  ///
  /// Where the ends differ so much in size that rounding would give the upper end, the number
  /// before it is given.
  ///
  /// - Precondition: the range is not empty and its length is finite.
  public mutating func uniform(in range: Range<Double>) -> Double {
    let length = range.upperBound - range.lowerBound
    precondition(length > 0 && length.isFinite, "no uniform numbers in \(range)")
    return min(range.lowerBound + length * uniform(), range.upperBound.nextDown)
  }

  /// A normal number of mean 0 and standard deviation 1.
  ///
  /// The inverse of the distribution function at one uniform number, the midpoint of one of 2^52
  /// cells of `[0, 1]`: so no number lies beyond 8.3, and -x is as likely as x, exactly.
  public mutating func normal() -> Double {
    normalQuantile(of: (Double(next() >> 12) + 0.5) * 0x1p-52)
  }

  /// An integer uniform on `0 ..< bound`, without bias.
  ///
  /// > Source: Lemire, Fast random integer generation in an interval, ACM TOMACS 29 (2019).
  ///
  /// - Precondition: `bound` is at least 1.
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound >= 1, "no integer is at least 0 and below \(bound)")
    let n = UInt64(bound)
    var product = next().multipliedFullWidth(by: n)
    // Of the 2^64 numbers, `2^64 mod n` are one too many for some integers: they are drawn again.
    if product.low < n {
      let excess = (0 &- n) % n
      while product.low < excess { product = next().multipliedFullWidth(by: n) }
    }
    return Int(product.high)
  }

  /// The integers below `count` in random order, each order as likely as any other.
  public mutating func permutation(of count: Int) -> [Int] {
    var order = Array(0..<count)
    for i in stride(from: count - 1, to: 0, by: -1) { order.swapAt(i, integer(below: i + 1)) }
    return order
  }
}
