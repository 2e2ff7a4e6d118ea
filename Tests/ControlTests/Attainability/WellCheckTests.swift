import Control
import Tensors
import Testing

@Suite struct WellCheckTests {
  private static func check(
    _ function: (Tensor<Double>) -> Tensor<Double>
  ) -> WellCheck {
    var stream = RandomStream(seed: 9)
    return WellCheck(dimension: 2, radius: 3, using: &stream, of: function)
  }

  /// Σ [max(x_i - 1, 0) + max(-1 - x_i, 0)]: zero on the square of side 2, a sum of the family's own.
  @Test func sumOfRectifiersIsAWell() {
    let check = Self.check { x in ((x - 1).relu() + (-1 - x).relu()).sum(over: 1) }
    #expect(check.isWell, "\(check)")
    #expect(abs(check.zeroShare - 1.0 / 9) < 0.01)
    // √2 is the Lipschitz constant.
    #expect(check.fineSlope <= 2.0.squareRoot() + 1e-6)
  }

  /// What is not: no interior, unbounded, not convex, not Lipschitz.
  @Test func othersAreRefuted() {
    let point = Self.check { x in x.squared().sum(over: 1) }
    #expect(!point.isWell && point.zeroShare == 0)
    let strip = Self.check { x in (x.column(0).absolute() - 1).relu() }
    #expect(!strip.isWell && strip.zeroShareOutside > 0.05, "\(strip)")
    let ring = Self.check { x in
      let r = x.squared().sum(over: 1).squareRoot()
      return ((r - 1.5).absolute() - 0.5).relu()
    }
    #expect(!ring.isWell && ring.gapShare > 0.05, "\(ring)")
    let steep = Self.check { x in (x.squared().sum(over: 1).squareRoot() - 1).relu().squareRoot() }
    #expect(!steep.isWell && steep.fineSlope > 5 * steep.coarseSlope, "\(steep)")
  }
}
