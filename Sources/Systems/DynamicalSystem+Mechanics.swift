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
      beginning: .at(["x", "v"], [1, 0]),
      parameters: ["omega": 1], until: 2 * .pi,
      invariants: [
        Invariant(name: "energy") { p, x in (x[1] * x[1] + p[0] * p[0] * x[0] * x[0]) / 2 }
      ],
      reference: Reference([1, 0], "the period is 2 pi"),
      isSeparable: true, source: "Hooke, De potentia restitutiva (1678)"
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
      beginning: .at(["angle", "rate"], [2, 0]),
      parameters: ["omega": 1], until: 20,
      invariants: [
        Invariant(name: "energy") { p, x in x[1] * x[1] / 2 - p[0] * p[0] * cos(x[0]) }
      ],
      reference: Reference(
        [-1.6445675165125868, -0.8275778409431673],
        "SciPy 1.17.1: DOP853, rtol 1e-13, atol 1e-14"),
      isSeparable: true, source: "Huygens, Horologium oscillatorium (1673)"
    ) { parameters in
      let omega = parameters[0]
      return { _, x, dx in
        dx[0] = x[1]
        dx[1] = -omega * omega * Element.sin(x[0])
      }
    }
  }

  /// Two stars' worth of order and chaos: a particle in a well with a threefold symmetry.
  public static var henonHeiles: DynamicalSystem {
    DynamicalSystem(
      "henon-heiles",
      "a star in a galaxy's well: x'' = -x - 2 lambda x y, y'' = -y - lambda (x^2 - y^2)",
      beginning: .at(["x", "y", "vx", "vy"], [0.3, 0, 0, 0.4]), parameters: ["lambda": 1],
      until: 100,
      invariants: [
        Invariant(name: "energy") { p, x in
          let kinetic = (x[2] * x[2] + x[3] * x[3]) / 2
          let well = (x[0] * x[0] + x[1] * x[1]) / 2
          return kinetic + well + p[0] * x[1] * (x[0] * x[0] - x[1] * x[1] / 3)
        }
      ],
      reference: Reference(
        [-0.10058212408448453, 0.15281695842354026, 0.25165892923810823, -0.39049344343307807],
        "SciPy 1.17.1: DOP853, rtol 1e-13, atol 1e-14"),
      isSeparable: true, source: "Henon & Heiles, Astron. J. 69 (1964); here at their energy 1/8"
    ) { parameters in
      let lambda = parameters[0]
      return { _, x, dx in
        dx[0] = x[2]
        dx[1] = x[3]
        dx[2] = -x[0] - 2 * lambda * x[0] * x[1]
        dx[3] = -x[1] - lambda * (x[0] * x[0] - x[1] * x[1])
      }
    }
  }
}
