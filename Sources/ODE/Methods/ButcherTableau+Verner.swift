extension ButcherTableau {
  /// Verner's "most efficient" pair: order 6 with an estimate of order 5, eight stages a step.
  ///
  /// Its dense output is of order 4: of all polynomials of degree 5 that meet the conditions of that order
  /// and join smoothly at the ends of steps, the one of least coefficients.
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
    denseOutput: DenseOutput(coefficients: verner6Dense, order: 4),
    source: "Verner, Numer. Algorithms 53 (2010)")

  private static let verner6Dense: [[Double]] = [
    [
      1.0, -4.878197052481948, 7.000091284917072, -3.1936435189704513, 0.10613886521889632,
    ],
    [
      0, 0, 0, 0, 0,
    ],
    [
      0, 0, 0, 0, 0,
    ],
    [
      0, 5.520990609862936, -10.217508692790721, 5.163357833809384, -0.20857729531824917,
    ],
    [
      0, -0.6768475990105844, 3.232695991151839, -2.330163590435156, 0.19525231726125528,
    ],
    [
      0, 3.8674565930976876, 6.3851494495563195, -2.34568633005915, -3.5015232429255465,
    ],
    [
      0, -228.8535538185566, -107.09995526752883, 18.344976869234205, 141.12541319255257,
    ],
    [
      0, 224.69676234446405, 102.10900363777168, -16.48762730186017, -137.9540052789605,
    ],
    [
      0, 0.32338892262446123, -1.409476403077361, 0.8487860382813385, 0.23730144217156138,
    ],
  ]

  private static let verner6Weights: [Double] = [
    0.03438957868355663, 0, 0, 0.2582624555633503, 0.4209371189673537, 4.40539646966931,
    -176.48311902429865, 172.36413340141507, 0,
  ]
}
