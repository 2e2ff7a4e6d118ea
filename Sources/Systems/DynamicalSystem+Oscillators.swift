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
      components: ["x", "v"], parameters: ["mu": 1], from: [2, 0], until: 20,
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
      components: ["v", "w"],
      parameters: ["a": 0.7, "b": 0.8, "tau": 12.5, "current": 0.5],
      from: [0, 0], until: 100,
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

  /// The Brusselator: a chemical reaction with a limit cycle for b > 1 + a².
  public static var brusselator: DynamicalSystem {
    DynamicalSystem(
      "brusselator",
      "a chemical oscillator: u' = a + u^2 v - (b + 1) u, v' = b u - u^2 v",
      components: ["u", "v"], parameters: ["a": 1, "b": 3], from: [1.5, 3], until: 20,
      source: "Lefever & Nicolis, J. Theor. Biol. 30 (1971); data of Hairer, Norsett & Wanner II.4"
    ) { parameters in
      let (a, b) = (parameters[0], parameters[1])
      return { _, x, dx in
        let reaction = x[0] * x[0] * x[1]
        dx[0] = a + reaction - (b + 1) * x[0]
        dx[1] = b * x[0] - reaction
      }
    }
  }

  /// Lotka and Volterra's prey u and predators v.
  public static var lotkaVolterra: DynamicalSystem {
    DynamicalSystem(
      "lotka-volterra",
      "prey and predators: u' = alpha u - beta u v, v' = delta u v - gamma v",
      components: ["u", "v"],
      parameters: ["alpha": 2 / 3, "beta": 4 / 3, "gamma": 1, "delta": 1],
      from: [0.9, 0.9], until: 30,
      invariants: [
        Invariant(name: "delta u - gamma ln u + beta v - alpha ln v") { p, x in
          p[3] * x[0] - p[2] * log(x[0]) + p[1] * x[1] - p[0] * log(x[1])
        }
      ],
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
