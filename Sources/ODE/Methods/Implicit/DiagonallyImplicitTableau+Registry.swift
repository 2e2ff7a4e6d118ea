extension DiagonallyImplicitTableau {
  /// All methods, by increasing order.
  public static let all: [DiagonallyImplicitTableau] = [
    .implicitEuler, .implicitMidpoint, .trapezoid, .trBDF2, .kvaerno5,
  ]

  /// Euler's implicit method: order 1, L-stable.
  ///
  /// Its error is estimated by the difference from the trapezoidal rule over the same velocities.
  public static let implicitEuler = DiagonallyImplicitTableau(
    name: "implicit-euler", order: 1, a: [[0], [0, 1]], b: [0, 1],
    embedded: EmbeddedMethod(order: 2, b: [1 / 2, 1 / 2]), filtersEstimate: true,
    source: "Euler, Institutiones calculi integralis I (1768)")

  /// The implicit midpoint rule: order 2, A-stable, symmetric and symplectic.
  ///
  /// It keeps quadratic invariants of the field.
  public static let implicitMidpoint = DiagonallyImplicitTableau(
    name: "implicit-midpoint", order: 2, a: [[0], [0, 1 / 2]], b: [0, 1],
    source: "Hairer, Lubich & Wanner, Geometric Numerical Integration (2006), II.1")

  /// The trapezoidal rule: order 2, A-stable, symmetric.
  public static let trapezoid = DiagonallyImplicitTableau(
    name: "trapezoid", order: 2, a: [[0], [1 / 2, 1 / 2]], b: [1 / 2, 1 / 2],
    source: "Crank & Nicolson, Proc. Camb. Phil. Soc. 43 (1947)")

  /// A step of the trapezoidal rule and one of BDF2, as a pair of orders 2 and 3: L-stable.
  ///
  /// For loose tolerances.
  public static let trBDF2 = DiagonallyImplicitTableau(
    name: "trbdf2", order: 2, a: [[0], [d, d], [w, w, d]], b: [w, w, d],
    embedded: EmbeddedMethod(order: 3, b: [(1 - w) / 3, (3 * w + 1) / 3, d / 3]),
    filtersEstimate: true,
    source: "Bank et al., IEEE Trans. CAD 4 (1985); Hosea & Shampine, Appl. Numer. Math. 20 (1996)")

  private static let d = 1 - 0.5.squareRoot()
  private static let w = 0.125.squareRoot()

  /// Kværnø's pair of orders 5 and 4, seven stages a step, both methods stiffly accurate and L-stable.
  ///
  /// Its dense output of order 4, with the velocities of both ends, is the one of least coefficients
  /// that satisfies the order conditions.
  public static let kvaerno5 = DiagonallyImplicitTableau(
    name: "kvaerno5", order: 5,
    a: [
      [0],
      [0.26, 0.26],
      [0.13, 0.84033320996790809, 0.26],
      [0.22371961478320505, 0.47675532319799699, -0.06470895363112615, 0.26],
      [
        0.16648564323248321, 0.10450018841591720, 0.03631482272098715, -0.13090704451073998, 0.26,
      ],
      kvaerno4Weights,
      kvaerno5Weights,
    ],
    b: kvaerno5Weights, embedded: EmbeddedMethod(order: 4, b: kvaerno4Weights + [0]),
    denseOutput: DenseOutput(
      coefficients: [
        [1, -2.0720375887956743, 1.690465224696963, -0.4818301241248852],
        [0, 0, 0, 0],
        [0, 0.8427243190616426, -1.9053249899848257, 1.007631582957797],
        [0, -0.6665857136422335, 1.168426358151615, -0.5430269117925968],
        [0, 3.25692881439934, -3.9941254328380325, 1.3671296674288547],
        [0, -0.6050255205696833, 1.4885502190674862, -0.8138999040157721],
        [0, -0.7560043104533845, 1.5520086209067765, -0.5360043104533888],
      ], order: 4),
    source: "Kværnø, BIT 44 (2004): ESDIRK 5/4")

  private static let kvaerno4Weights = [
    0.13855640231268224, 0, -0.04245337201752043, 0.02446657898003141, 0.61943039072480676, 0.26,
  ]

  private static let kvaerno5Weights = [
    0.13659751177640291, 0, -0.05496908796538376, -0.04118626728321046, 0.62993304899016403,
    0.06962479448202728, 0.26,
  ]
}
