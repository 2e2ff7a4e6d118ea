extension ButcherTableau {
  /// Shu and Osher's method of order 3: strong stability is preserved up to the step of Euler's method.
  public static let strongStability3 = ButcherTableau(
    name: "ssprk3", order: 3, a: [[], [1], [1.0 / 4, 1.0 / 4]], b: [1.0 / 6, 1.0 / 6, 2.0 / 3],
    c: [0, 1, 1.0 / 2], source: "Shu & Osher, J. Comput. Phys. 77 (1988)")

  /// Fehlberg's pair of orders 4 and 5, six stages a step, which goes on with order 4.
  ///
  /// Its dense output of order 4, with the velocities of both ends, is the one of least coefficients
  /// that satisfies the order conditions.
  public static let fehlberg = ButcherTableau(
    name: "rkf45", order: 4,
    a: [
      [],
      [1.0 / 4],
      [3.0 / 32, 9.0 / 32],
      [1932.0 / 2197, -7200.0 / 2197, 7296.0 / 2197],
      [439.0 / 216, -8, 3680.0 / 513, -845.0 / 4104],
      [-8.0 / 27, 2, -3544.0 / 2565, 1859.0 / 4104, -11.0 / 40],
    ],
    b: [25.0 / 216, 0, 1408.0 / 2565, 2197.0 / 4104, -1.0 / 5, 0],
    c: [0, 1.0 / 4, 3.0 / 8, 12.0 / 13, 1, 1.0 / 2],
    embedded: EmbeddedMethod(
      order: 5, b: [16.0 / 135, 0, 6656.0 / 12825, 28561.0 / 56430, -9.0 / 50, 2.0 / 55]),
    denseOutput: DenseOutput(
      coefficients: [
        [1.0, -2.484976913539361, 2.4329167900416877, -0.832199135761585],
        [0, 0, 0, 0],
        [0, 4.778417818922066, -7.361124136869477, 3.1316341931910756],
        [0, -3.661909350657341, 9.465144237377062, -5.267903502704126],
        [0, 1.308166222516709, -3.416332445033419, 1.9081662225167093],
        [0, -1.4396977772422386, 2.879395554484479, -1.4396977772422395],
        [0, 1.5, -4, 2.5],
      ], order: 4),
    source: "Fehlberg, Computing 6 (1970)")

  /// Cash and Karp's pair of orders 5 and 4, six stages a step.
  ///
  /// Its dense output of order 4, with the velocities of both ends, is the one of least coefficients
  /// that satisfies the order conditions.
  public static let cashKarp = ButcherTableau(
    name: "cash-karp", order: 5,
    a: [
      [],
      [1.0 / 5],
      [3.0 / 40, 9.0 / 40],
      [3.0 / 10, -9.0 / 10, 6.0 / 5],
      [-11.0 / 54, 5.0 / 2, -70.0 / 27, 35.0 / 27],
      [
        1631.0 / 55296, 175.0 / 512, 575.0 / 13824, 44275.0 / 110592, 253.0 / 4096,
      ],
    ],
    b: [37.0 / 378, 0, 250.0 / 621, 125.0 / 594, 0, 512.0 / 1771],
    c: [0, 1.0 / 5, 3.0 / 10, 3.0 / 5, 1, 7.0 / 8],
    embedded: EmbeddedMethod(
      order: 4,
      b: [
        2825.0 / 27648, 0, 18575.0 / 48384, 13525.0 / 55296, 277.0 / 14336, 1.0 / 4,
      ]),
    denseOutput: DenseOutput(
      coefficients: [
        [1.0, -2.78826662258337, 2.9680676367011305, -1.0819174162341632],
        [0, 0, 0, 0],
        [0, 3.8413248600933065, -6.072343762054568, 2.633595391494273],
        [0, -0.3990905584282993, 1.639931958607441, -1.0304036897414313],
        [0, -0.22577123019658127, 0.451542460393163, -0.22577123019658163],
        [0, -1.9281964488850647, 5.012801706352851, -2.795503055322106],
        [0, 1.5, -4, 2.5],
      ], order: 4),
    source: "Cash & Karp, ACM TOMS 16 (1990)")
}
