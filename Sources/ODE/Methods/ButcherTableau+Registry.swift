extension ButcherTableau {
  /// All methods, by increasing order.
  public static let all: [ButcherTableau] = [
    .euler, .midpoint, .heun, .bogackiShampine, .rungeKutta4, .threeEighths, .dormandPrince,
    .tsitouras,
  ]

  /// The method with a name: `euler`, `midpoint`, `heun`, `bosh3`, `rk4`, `three-eighths`, `dopri5`
  /// or `tsit5`.
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
