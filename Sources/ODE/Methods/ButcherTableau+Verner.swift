extension ButcherTableau {
  /// Verner's "most efficient" pair: order 6 with an estimate of order 5, eight stages a step.
  ///
  /// Its dense output of order 5 costs one more stage, in the middle of the step: of all polynomials of
  /// degree 5 that meet the conditions of that order and join smoothly at the ends of steps, the one of
  /// least coefficients.
  ///
  /// Weights of 200 cancel in it: the smallest weights of the rows 5 to 7 and of the step carry what
  /// rounding the others to double precision leaves of the sums Σ_j a_ij and Σ_j a_ij c_j², without which
  /// no error would fall below 1e-10.
  ///
  /// > Source: Verner, Numer. Algorithms 53 (2010), IIIXb+ 6(5); the stage of the dense output as in
  /// > OrdinaryDiffEq.jl's tables, its polynomials our own, all checked by the conditions of order.
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
    denseStages: [
      DenseStage(
        a: [
          0.016524159013572806, 0, 0, 0.3053128187514179, 0.2071200938201979, -1.293879140655123,
          57.11988411588149, -55.87979207510932, 0.024830028297766014,
        ], c: 0.5)
    ],
    denseOutput: DenseOutput(coefficients: verner6Dense, order: 5),
    source: "Verner, Numer. Algorithms 53 (2010)")

  private static let verner6Dense: [[Double]] = [
    [1.0, -5.487288123774714, 10.946080996224945, -9.258349727707893, 2.833946433941234],
    [0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0],
    [0, 6.675718515100226, -17.7488634510335, 16.76188363458307, -5.430476243086448],
    [0, 6.285549351729375, -22.113880272322717, 27.475798084294077, -11.226530044733382],
    [0, 8.276793762338354, -21.30855168901383, 39.81370443935915, -22.376550043014362],
    [0, -230.30396916250115, -97.29242290131221, 3.0811581686345635, 148.03211487088012],
    [0, 223.12654443237443, 112.68791261006739, -32.93479151018268, -130.51553213084406],
    [0, -0.5733487752665214, 2.829724707389927, -4.939403088980289, 2.683027156856884],
    [0, -8, 32, -40, 16],
  ]

  private static let verner6Weights: [Double] = [
    0.03438957868355663, 0, 0, 0.2582624555633503, 0.4209371189673537, 4.40539646966931,
    -176.48311902429865, 172.36413340141507, 0,
  ]
}
