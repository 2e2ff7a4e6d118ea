extension ButcherTableau {
  /// Verner's "most efficient" pair: order 6 with an estimate of order 5, eight stages a step.
  ///
  /// Its dense output is the cubic through both ends, of order 3 only.
  ///
  /// Weights of 200 cancel in it: the smallest weights
  /// of the rows 5 to 7 and of the step carry what rounding the others to double precision leaves of the
  /// sums Σ_j a_ij and Σ_j a_ij c_j², without which no error would fall below 1e-10.
  ///
  /// > Source: Verner, Numer. Algorithms 53 (2010).
  public static let verner6 = ButcherTableau(
    name: "vern6", order: 6,
    a: [
      [],
      [0.06],
      [0.019239962962962962, 0.07669337037037037],
      [0.035975, 0, 0.107925],
      [1.3186834152331484, 0, -5.042058063628562, 4.220674648395414],
      [
        -41.872591664327516, 0, 159.4325621631375, -122.11921356501003, 5.53174306620004,
      ],
      [
        -54.430156935316504, 0, 207.06725136501848, -158.61081378459, 6.991816585950215,
        -0.018597231062196313,
      ],
      [
        -54.66374178728198, 0, 207.95280625538936, -159.2889574744995, 7.018743740796944,
        -0.0183387859047234, -0.0005119485000931479,
      ],
      verner6Weights.dropLast(),
    ],
    b: verner6Weights,
    c: [0, 0.06, 1439.0 / 15000, 0.1439, 0.4973, 0.9725, 0.9995, 1, 1],
    embedded: EmbeddedMethod(
      order: 5,
      b: [
        0.04301298296577121, 0, 0, 0.23882842561019763, 0.4493871915553917, 2.2956854086040193,
        -73.02457612433467, 70.96432878226597, 0.03333333333333333,
      ]),
    source: "Verner, Numer. Algorithms 53 (2010)")

  private static let verner6Weights: [Double] = [
    0.03438957868355663, 0, 0, 0.2582624555633503, 0.4209371189673537, 4.40539646966931,
    -176.48311902429865, 172.36413340141507, 0,
  ]
}
