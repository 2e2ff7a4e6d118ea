import Testing

@testable import Tensors

@Suite struct NormalQuantileTests {
  /// Roots of the normal distribution function by mpmath, at the binary number nearest to each p.
  static let table: [(Double, Double)] = [
    (0.9, 1.28155156554460059), (0.975, 1.95996398454005386), (0.999, 3.09023230616781328),
    (0.3, -0.524400512708040816), (0.075, -1.43953147093845593), (0.0749, -1.44023826752796366),
    (0.001, -3.09023230616781354), (1e-6, -4.75342430882289896), (1e-10, -6.3613409024040562),
    (1.3e-11, -6.66761145651074083), (1e-12, -7.03448382530113193),
    (1e-15, -7.94134532617099677), (1e-20, -9.26234008979840758), (1e-300, -37.0470962993611992),
  ]

  @Test(arguments: table) func quantilesAreThoseOfTheTable(p: Double, quantile: Double) {
    #expect(abs(normalQuantile(of: p) / quantile - 1) < 3 * .ulpOfOne)
  }

  @Test func theMedianIsZeroAndTheTailsMirror() {
    #expect(normalQuantile(of: 0.5) == 0)
    for k in 1...60 {
      let p = Double(k) / 128
      #expect(normalQuantile(of: p) == -normalQuantile(of: 1 - p))
    }
  }

  @Test func quantilesGrowAcrossTheSeams() {
    let seams = [0.075, 0.925, 1.3887943864964021e-11]
    for seam in seams {
      let near = (-20...20).map { normalQuantile(of: seam * (1 + Double($0) * 1e-14)) }
      for (a, b) in zip(near, near.dropFirst()) { #expect(b - a > -4e-15) }
    }
  }
}
