import Tensors

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension DynamicalSystem {
  /// A mass on a spring: the state turns round the origin.
  public static var harmonicOscillator: DynamicalSystem {
    DynamicalSystem(
      "harmonic-oscillator", "a mass on a spring: x' = v, v' = -omega^2 x",
      components: ["x", "v"], parameters: ["omega": 1], from: [1, 0], until: 2 * .pi,
      invariants: [
        Invariant(name: "energy") { p, x in (x[1] * x[1] + p[0] * p[0] * x[0] * x[0]) / 2 }
      ],
      source: "Hooke, De potentia restitutiva (1678)"
    ) { parameters in
      let omega = parameters[0]
      return { _, x, dx in
        dx[0] = x[1]
        dx[1] = -omega * omega * x[0]
      }
    }
  }

  /// A pendulum without friction; the angle is 0 at rest.
  public static var pendulum: DynamicalSystem {
    DynamicalSystem(
      "pendulum", "a pendulum: angle' = rate, rate' = -omega^2 sin(angle)",
      components: ["angle", "rate"], parameters: ["omega": 1], from: [2, 0], until: 20,
      invariants: [
        Invariant(name: "energy") { p, x in x[1] * x[1] / 2 - p[0] * p[0] * cos(x[0]) }
      ],
      source: "Huygens, Horologium oscillatorium (1673)"
    ) { parameters in
      let omega = parameters[0]
      return { _, x, dx in
        dx[0] = x[1]
        dx[1] = -omega * omega * Element.sin(x[0])
      }
    }
  }

  /// A planet round a sun of mass 1, on an ellipse of eccentricity 0.6 and period 2π.
  public static var kepler: DynamicalSystem {
    DynamicalSystem(
      "kepler", "a planet: x'' = -x / r^3, y'' = -y / r^3",
      components: ["x", "y", "vx", "vy"], from: [0.4, 0, 0, 2], until: 2 * .pi,
      invariants: [
        Invariant(name: "energy") { _, x in
          (x[2] * x[2] + x[3] * x[3]) / 2 - 1 / (x[0] * x[0] + x[1] * x[1]).squareRoot()
        },
        Invariant(name: "angular momentum") { _, x in x[0] * x[3] - x[1] * x[2] },
      ],
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
      components: ["x", "y", "vx", "vy"], parameters: ["mu": 0.012277471],
      from: [0.994, 0, 0, -2.00158510637908252240537862224],
      until: 17.0652165601579625588917206249,
      invariants: [Invariant(name: "Jacobi's integral", function: { jacobi(mu: $0[0], $1) })],
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
      components: ["x", "y", "vx", "vy"].flatMap { name in stars.map { "\(name)\($0)" } },
      from: [
        3, 3, -1, -3, 2, -2, 2, 3, -3, 2, 0, 0, -4, 4,
        0, 0, 0, 0, 0, 1.75, -1.5, 0, 0, 0, -1.25, 1, 0, 0,
      ], until: 3,
      source: "Hairer, Norsett & Wanner I (1993), II.10; Test Set for IVP Solvers"
    ) { _ in { _, x, dx in attractStars(x, &dx) } }
  }

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
}
