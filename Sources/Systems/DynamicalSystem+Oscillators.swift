import Tensors

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension DynamicalSystem {
  /// Van der Pol's oscillator: a limit cycle, stiff when mu is large.
  public static var vanDerPol: DynamicalSystem {
    DynamicalSystem(
      "van-der-pol", "Van der Pol's oscillator: x' = v, v' = mu (1 - x^2) v - x",
      beginning: .at(["x", "v"], [2, 0]),
      parameters: ["mu": 1], until: 20,
      reference: Reference(
        [2.008149762174943, -0.042508875273196176], "SciPy 1.17.1: DOP853, rtol 1e-13, atol 1e-14"),
      source: "van der Pol, Phil. Mag. 2 (1926)"
    ) { parameters in
      let mu = parameters[0]
      return { _, x, dx in
        dx[0] = x[1]
        dx[1] = mu * (1 - x[0] * x[0]) * x[1] - x[0]
      }
    }
  }

  /// FitzHugh and Nagumo's nerve: spikes and recovery.
  public static var fitzHughNagumo: DynamicalSystem {
    DynamicalSystem(
      "fitzhugh-nagumo",
      "a nerve's spikes: v' = v - v^3/3 - w + current, w' = (v + a - b w) / tau",
      beginning: .at(["v", "w"], [0, 0]),
      parameters: ["a": 0.7, "b": 0.8, "tau": 12.5, "current": 0.5], until: 100,
      reference: Reference(
        [-1.72859834950563, 0.4374228962156606], "SciPy 1.17.1: DOP853, rtol 1e-13, atol 1e-14"),
      source: "FitzHugh, Biophys. J. 1 (1961); Nagumo, Arimoto & Yoshizawa, Proc. IRE 50 (1962)"
    ) { parameters in
      let (a, b, tau, current) = (parameters[0], parameters[1], parameters[2], parameters[3])
      return { _, x, dx in
        let v = x[0]
        dx[0] = v - v * v * v / 3 - x[1] + current
        dx[1] = (v + a - b * x[1]) / tau
      }
    }
  }

  /// Van der Pol's oscillator in the time of its jumps, which are 1/epsilon times as fast as what lies
  /// between them.
  public static var vanDerPolStiff: DynamicalSystem {
    DynamicalSystem(
      "van-der-pol-stiff",
      "Van der Pol's oscillator in scaled time: x' = v, v' = ((1 - x^2) v - x) / epsilon",
      beginning: .at(["x", "v"], [2, 0]),
      parameters: ["epsilon": 1e-6], domains: ["epsilon": .positive], until: 2,
      reference: Reference(
        [1.706167732170469, -0.8928097010248125], "Test Set for IVP Solvers"), isStiff: true,
      source: "Hairer & Wanner II (1996), IV.10; Test Set for IVP Solvers"
    ) { parameters in
      let epsilon = parameters[0]
      return { _, x, dx in
        dx[0] = x[1]
        dx[1] = ((1 - x[0] * x[0]) * x[1] - x[0]) / epsilon
      }
    }
  }

  /// Lotka and Volterra's prey u and predators v.
  public static var lotkaVolterra: DynamicalSystem {
    DynamicalSystem(
      "lotka-volterra",
      "prey and predators: u' = alpha u - beta u v, v' = delta u v - gamma v",
      beginning: .at(["u", "v"], [0.9, 0.9]),
      parameters: ["alpha": 2 / 3, "beta": 4 / 3, "gamma": 1, "delta": 1], until: 30,
      invariants: [
        Invariant(name: "delta u - gamma ln u + beta v - alpha ln v") { p, x in
          p[3] * x[0] - p[2] * log(x[0]) + p[1] * x[1] - p[0] * log(x[1])
        }
      ],
      reference: Reference(
        [1.6436082745013199, 0.49050345989534944], "SciPy 1.17.1: DOP853, rtol 1e-13, atol 1e-14"),
      source: "Lotka, Elements of Physical Biology (1925); Volterra, Nature 118 (1926)"
    ) { parameters in
      let (alpha, beta) = (parameters[0], parameters[1])
      let (gamma, delta) = (parameters[2], parameters[3])
      return { _, x, dx in
        dx[0] = alpha * x[0] - beta * x[0] * x[1]
        dx[1] = delta * x[0] * x[1] - gamma * x[1]
      }
    }
  }
}
