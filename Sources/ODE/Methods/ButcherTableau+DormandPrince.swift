extension ButcherTableau {
  /// Dormand and Prince's pair: order 5 with an estimate of order 4, six stages a step.
  ///
  /// Its dense output is the quartic of the code DOPRI5.
  ///
  /// > Source: Dormand & Prince, J. Comp. Appl. Math. 6 (1980); the quartic: Shampine, Math. Comp. 46
  /// > (1986), in the form of Hairer, Norsett & Wanner I (1993), II.6.
  public static let dormandPrince = ButcherTableau(
    name: "dopri5", order: 5,
    a: [
      [],
      [1.0 / 5],
      [3.0 / 40, 9.0 / 40],
      [44.0 / 45, -56.0 / 15, 32.0 / 9],
      [19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729],
      [9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656],
      dormandPrinceWeights.dropLast(),
    ],
    b: dormandPrinceWeights,
    c: [0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1, 1],
    embedded: EmbeddedMethod(
      order: 4, step: dormandPrinceWeights,
      error: [
        71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40,
      ]),
    denseOutput: dormandPrinceQuartic,
    source: "Dormand & Prince, J. Comp. Appl. Math. 6 (1980)")

  private static let dormandPrinceWeights = [
    35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84, 0,
  ]

  /// The cubic through both ends plus θ²(1 - θ)² Σ_i d_i k_i, which makes it of order 4.
  private static let dormandPrinceQuartic: DenseOutput = {
    let d = [
      -12715105075.0 / 11282082432, 0, 87487479700.0 / 32700410799,
      -10690763975.0 / 1880347072, 701980252875.0 / 199316789632, -1453857185.0 / 822651844,
      69997945.0 / 29380423,
    ]
    let cubic = DenseOutput.hermite(b: dormandPrinceWeights, order: 5, isFSAL: true)
    let rows = zip(cubic.coefficients, d).map { row, d in
      [row[0], row[1] + d, row[2] - 2 * d, d]
    }
    return DenseOutput(coefficients: rows, order: 4)
  }()
}
