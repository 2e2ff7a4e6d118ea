extension ButcherTableau {
  /// All methods, by increasing order.
  public static let all: [ButcherTableau] = [
    .euler, .midpoint, .heun, .bogackiShampine, .strongStability3, .rungeKutta4, .threeEighths,
    .fehlberg, .dormandPrince, .tsitouras, .cashKarp, .verner6, .verner7,
    .dormandPrince853,
  ]

  /// The method with a name, one of those of ``all``: `rk4`, `tsit5`.
  ///
  /// - Returns: nil when no method has that name.
  public static func named(_ name: String) -> ButcherTableau? {
    all.first { $0.name == name }
  }
}

extension ButcherTableau: CustomStringConvertible {
  /// The method's name.
  public var description: String { name }
}
