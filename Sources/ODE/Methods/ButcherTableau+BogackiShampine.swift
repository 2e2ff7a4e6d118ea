extension ButcherTableau {
  /// Bogacki and Shampine's pair: order 3 with an estimate of order 2, three stages a step.
  ///
  /// For loose tolerances; its dense output is the cubic through both ends.
  public static let bogackiShampine = ButcherTableau(
    name: "bosh3", order: 3, a: [[], [1 / 2], [0, 3 / 4], [2 / 9, 1 / 3, 4 / 9]],
    b: [2 / 9, 1 / 3, 4 / 9, 0], c: [0, 1 / 2, 3 / 4, 1],
    embedded: EmbeddedMethod(order: 2, b: [7 / 24, 1 / 4, 1 / 3, 1 / 8]),
    source: "Bogacki & Shampine, Appl. Math. Lett. 2 (1989)")
}
