import Tensors

extension DynamicalSystem {
  /// A planet round a sun of mass 1, on an ellipse of half axis 1 and period 2π, from where it is
  /// nearest.
  public static var kepler: DynamicalSystem {
    DynamicalSystem(
      "kepler", "a planet: x'' = -x / r^3, y'' = -y / r^3; eccentricity says where it begins",
      beginning: Beginning(
        components: { _ in ["x", "y", "vx", "vy"] },
        state: { p in [1 - p[0], 0, 0, ((1 + p[0]) / (1 - p[0])).squareRoot()] }),
      parameters: ["eccentricity": 0.6], domains: ["eccentricity": .fraction], until: 2 * .pi,
      invariants: [
        Invariant(name: "energy") { _, x in
          (x[2] * x[2] + x[3] * x[3]) / 2 - 1 / (x[0] * x[0] + x[1] * x[1]).squareRoot()
        },
        Invariant(name: "angular momentum") { _, x in x[0] * x[3] - x[1] * x[2] },
      ],
      reference: Reference([0.4, 0, 0, 2], "the period is 2 pi"),
      isSeparable: true,
      source: "Kepler, Astronomia nova (1609); data of Hairer, Lubich & Wanner (2006), I.2"
    ) { _ in
      { _, x, dx in
        let square = x[0] * x[0] + x[1] * x[1]
        let cube = square * square.squareRoot()
        dx[0] = x[2]
        dx[1] = x[3]
        dx[2] = -x[0] / cube
        dx[3] = -x[1] / cube
      }
    }
  }

  /// Arenstorf's closed orbit round earth and moon, of period 17.0652…: one passes the moon at a
  /// hundredth of its distance.
  public static var arenstorf: DynamicalSystem {
    DynamicalSystem(
      "arenstorf",
      "a satellite of earth and moon: x'' = x + 2 y' - (1 - mu) (x + mu) / D1 - mu (x - 1 + mu) / D2, "
        + "y'' = y - 2 x' - (1 - mu) y / D1 - mu y / D2",
      beginning: .at(["x", "y", "vx", "vy"], [0.994, 0, 0, -2.00158510637908252240537862224]),
      parameters: ["mu": 0.012277471], until: 17.0652165601579625588917206249,
      invariants: [Invariant(name: "Jacobi's integral", function: { jacobi(mu: $0[0], $1) })],
      reference: Reference(
        [0.994, 0, 0, -2.00158510637908252240537862224], "the orbit is closed"),
      source: "Arenstorf, Amer. J. Math. 85 (1963); data of Hairer, Norsett & Wanner I (1993), II.0"
    ) { parameters in
      let mu = parameters[0]
      let rest = 1 - mu
      return { _, x, dx in
        let (toEarth, toMoon) = (x[0] + mu, x[0] - rest)
        let earth = toEarth * toEarth + x[1] * x[1]
        let moon = toMoon * toMoon + x[1] * x[1]
        let (d1, d2) = (earth * earth.squareRoot(), moon * moon.squareRoot())
        dx[0] = x[2]
        dx[1] = x[3]
        dx[2] = x[0] + 2 * x[3] - rest * toEarth / d1 - mu * toMoon / d2
        dx[3] = x[1] - 2 * x[2] - rest * x[1] / d1 - mu * x[1] / d2
      }
    }
  }

  /// The energy in the rotating frame.
  private static func jacobi(mu: Double, _ x: [Double]) -> Double {
    let earth = ((x[0] + mu) * (x[0] + mu) + x[1] * x[1]).squareRoot()
    let moon = ((x[0] - 1 + mu) * (x[0] - 1 + mu) + x[1] * x[1]).squareRoot()
    let speed = x[2] * x[2] + x[3] * x[3]
    return (speed - x[0] * x[0] - x[1] * x[1]) / 2 - (1 - mu) / earth - mu / moon
  }

  /// Seven stars in a plane that pass close to each other; star i has mass i.
  public static var pleiades: DynamicalSystem {
    let stars = 1...7
    return DynamicalSystem(
      "pleiades", "seven stars of masses 1 to 7: z_i'' = sum over j of j (z_j - z_i) / r_ij^3",
      beginning: .at(
        ["x", "y", "vx", "vy"].flatMap { name in stars.map { "\(name)\($0)" } },
        [
          3, 3, -1, -3, 2, -2, 2, 3, -3, 2, 0, 0, -4, 4,
          0, 0, 0, 0, 0, 1.75, -1.5, 0, 0, 0, -1.25, 1, 0, 0,
        ]),
      until: 3,
      invariants: [
        Invariant(name: "energy", function: { energyOfStars($1) }),
        Invariant(name: "momentum along x") { _, x in
          stars.reduce(0) { $0 + Double($1) * x[13 + $1] }
        },
        Invariant(name: "momentum along y") { _, x in
          stars.reduce(0) { $0 + Double($1) * x[20 + $1] }
        },
        Invariant(name: "angular momentum") { _, x in
          stars.reduce(0) { sum, i in
            sum + Double(i) * (x[i - 1] * x[20 + i] - x[6 + i] * x[13 + i])
          }
        },
      ],
      reference: Reference(
        [
          0.3706139143970502, 0.3237284092057233e1, -0.3222559032418324e1, 0.6597091455775310,
          0.3425581707156584, 0.1562172101400631e1, -0.7003092922212495, -0.3943437585517392e1,
          -0.3271380973972550e1, 0.5225081843456543e1, -0.2590612434977470e1,
          0.1198213693392275e1, -0.2429682344935824, 0.1091449240428980e1, 0.3417003806314313e1,
          0.1354584501625501e1, -0.2590065597810775e1, 0.2025053734714242e1,
          -0.1155815100160448e1, -0.8072988170223021, 0.5952396354208710, -0.3741244961234010e1,
          0.3773459685750630, 0.9386858869551073, 0.3667922227200571, -0.3474046353808490,
          0.2344915448180937e1, -0.1947020434263292e1,
        ], "Test Set for IVP Solvers"),
      isSeparable: true,
      source: "Hairer, Norsett & Wanner I (1993), II.10; Test Set for IVP Solvers"
    ) { _ in { _, x, dx in attractStars(x, &dx) } }
  }

  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  private static func attractStars(_ x: Span<Element>, _ dx: inout MutableSpan<Element>) {
    for i in 0..<7 {
      dx[i] = x[14 + i]
      dx[7 + i] = x[21 + i]
      var (pullX, pullY): (Element, Element) = (0, 0)
      for j in 0..<7 where j != i {
        let (awayX, awayY) = (x[j] - x[i], x[7 + j] - x[7 + i])
        let square = awayX * awayX + awayY * awayY
        let weight = Element(j + 1) / (square * square.squareRoot())
        pullX += weight * awayX
        pullY += weight * awayY
      }
      dx[14 + i] = pullX
      dx[21 + i] = pullY
    }
  }

  private static func energyOfStars(_ x: [Double]) -> Double {
    (0..<7).reduce(0) { sum, i in
      let kinetic = (x[14 + i] * x[14 + i] + x[21 + i] * x[21 + i]) / 2
      let well = (0..<i).reduce(0) { sum, j in
        let (awayX, awayY) = (x[j] - x[i], x[7 + j] - x[7 + i])
        return sum + Double(j + 1) / (awayX * awayX + awayY * awayY).squareRoot()
      }
      return sum + Double(i + 1) * (kinetic - well)
    }
  }
}
