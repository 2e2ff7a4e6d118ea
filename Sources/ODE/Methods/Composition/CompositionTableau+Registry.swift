#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension CompositionTableau {
  /// All compositions, by increasing order.
  public static let all: [CompositionTableau] = [
    .stormerVerlet, .yoshida4, .yoshida6, .kahanLi6, .kahanLi8,
  ]

  /// Störmer and Verlet's method of order 2, also called leapfrog.
  public static let stormerVerlet = CompositionTableau(
    name: "verlet", order: 2, weights: [1],
    source: "Hairer, Lubich & Wanner, Acta Numerica 12 (2003)")

  /// Three steps of order 4.
  public static let yoshida4 = CompositionTableau(
    name: "yoshida4", order: 4, weights: symmetric([1 / (2 - cbrt(2)), -cbrt(2) / (2 - cbrt(2))]),
    source: "Yoshida, Phys. Lett. A 150 (1990)")

  /// Seven steps of order 6, the best of Yoshida's three.
  public static let yoshida6 = CompositionTableau(
    name: "yoshida6", order: 6,
    weights: symmetric([
      0.784_513_610_477_557_263_82, 0.235_573_213_359_358_133_68, -1.177_679_984_178_871_006_95,
      1.315_186_320_683_911_218_89,
    ]), source: "Yoshida, Phys. Lett. A 150 (1990), solution A")

  /// Nine steps of order 6, whose error is the least of those.
  public static let kahanLi6 = CompositionTableau(
    name: "kahan-li6", order: 6,
    weights: symmetric([
      0.392_161_444_007_314_139_28, 0.332_599_136_789_359_438_60, -0.706_246_172_557_639_359_81,
      0.082_213_596_293_550_800_23, 0.798_543_990_934_829_963_40,
    ]), source: "Kahan & Li, Math. Comp. 66 (1997)")

  /// Seventeen steps of order 8.
  public static let kahanLi8 = CompositionTableau(
    name: "kahan-li8", order: 8,
    weights: symmetric([
      0.130_202_483_088_890_080_88, 0.561_162_981_775_108_384_56, -0.389_474_962_644_847_286_41,
      0.158_841_906_555_155_600_90, -0.395_903_894_133_237_577_34, 0.184_539_640_978_315_707_09,
      0.258_374_387_686_322_047_29, 0.295_011_723_609_310_298_87, -0.605_508_533_830_034_511_70,
    ]), source: "Kahan & Li, Math. Comp. 66 (1997)")

  /// The numbers, and all but the last of them backwards.
  private static func symmetric(_ half: [Double]) -> [Double] { half + half.dropLast().reversed() }
}
