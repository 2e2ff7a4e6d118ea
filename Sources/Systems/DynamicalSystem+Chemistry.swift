import Tensors

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension DynamicalSystem {
  /// The Brusselator: a chemical reaction with a limit cycle for b > 1 + a².
  public static var brusselator: DynamicalSystem {
    DynamicalSystem(
      "brusselator",
      "a chemical oscillator: u' = a + u^2 v - (b + 1) u, v' = b u - u^2 v",
      beginning: .at(["u", "v"], [1.5, 3]),
      parameters: ["a": 1, "b": 3], until: 20,
      reference: Reference(
        [0.498637071268342, 4.596780349452002], "SciPy 1.17.1: DOP853, rtol 1e-13, atol 1e-14"),
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

  /// Robertson's reaction: three rate constants that differ by nine powers of ten.
  public static var robertson: DynamicalSystem {
    DynamicalSystem(
      "robertson",
      "three substances: a' = -k1 a + k3 b c, c' = k2 b^2, b' = -a' - c'",
      beginning: .at(["a", "b", "c"], [1, 0, 0]),
      parameters: ["k1": 0.04, "k2": 3e7, "k3": 1e4], until: 40,
      invariants: [Invariant(name: "mass") { _, x in x[0] + x[1] + x[2] }],
      reference: Reference(
        [0.7158270687194581, 9.185534764559823e-06, 0.2841637457457783],
        "SciPy 1.17.1: Radau with its Jacobian, rtol 1e-13, atol 1e-16"), isStiff: true,
      source:
        "Robertson, in Walsh (ed.), Numerical Analysis (1966); Hairer & Wanner II (1996), IV.1"
    ) { parameters in
      let (k1, k2, k3) = (parameters[0], parameters[1], parameters[2])
      return { _, x, dx in
        let (decay, loss, gain) = (k1 * x[0], k2 * x[1] * x[1], k3 * x[1] * x[2])
        dx[0] = gain - decay
        dx[1] = decay - gain - loss
        dx[2] = loss
      }
    }
  }

  /// HIRES: how light of high irradiance shapes a plant, eight reactants.
  public static var hires: DynamicalSystem {
    DynamicalSystem(
      "hires", "a plant's response to light: eight reactants, y6 y8 -> y7 at rate 280",
      beginning: .at((1...8).map { "y\($0)" }, [1, 0, 0, 0, 0, 0, 0, 0.0057]), until: 321.8122,
      invariants: [Invariant(name: "y7 + y8") { _, x in x[6] + x[7] }],
      reference: Reference(
        [
          0.7371312573325668e-3, 0.1442485726316185e-3, 0.5888729740967575e-4,
          0.1175651343283149e-2, 0.2386356198831331e-2, 0.6238968252742796e-2,
          0.2849998395185769e-2, 0.2850001604814231e-2,
        ], "Test Set for IVP Solvers"), isStiff: true,
      source: "Schaefer, J. Biol. Phys. 3 (1975); Hairer & Wanner II (1996), IV.10"
    ) { _ in { _, y, dy in respondToLight(y, &dy) } }
  }

  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  private static func respondToLight(_ y: Span<Element>, _ dy: inout MutableSpan<Element>) {
    let union = 280 * y[5] * y[7]
    dy[0] = -1.71 * y[0] + 0.43 * y[1] + 8.32 * y[2] + 0.0007
    dy[1] = 1.71 * y[0] - 8.75 * y[1]
    dy[2] = -10.03 * y[2] + 0.43 * y[3] + 0.035 * y[4]
    dy[3] = 8.32 * y[1] + 1.71 * y[2] - 1.12 * y[3]
    dy[4] = -1.745 * y[4] + 0.43 * (y[5] + y[6])
    let regain: Element = 0.69 * y[3] + 1.71 * y[4]
    dy[5] = regain - union - 0.43 * y[5] + 0.69 * y[6]
    dy[6] = union - 1.81 * y[6]
    dy[7] = -dy[6]
  }

  /// The Oregonator: the reaction of Belousov and Zhabotinskii, spikes between long rests.
  public static var oregonator: DynamicalSystem {
    DynamicalSystem(
      "oregonator",
      "a chemical clock: a' = s (b + a (1 - q a - b)), b' = (c - (1 + a) b) / s, c' = w (a - c)",
      beginning: .at(["a", "b", "c"], [1, 2, 3]),
      parameters: ["s": 77.27, "q": 8.375e-6, "w": 0.161], domains: ["s": .positive], until: 360,
      reference: Reference(
        [0.1000814870318523e1, 0.1228178521549917e4, 0.1320554942846706e3],
        "Test Set for IVP Solvers"), isStiff: true,
      source: "Field & Noyes, J. Chem. Phys. 60 (1974); Hairer & Wanner II (1996), IV.10"
    ) { parameters in
      let (s, q, w) = (parameters[0], parameters[1], parameters[2])
      return { _, x, dx in
        dx[0] = s * (x[1] + x[0] * (1 - q * x[0] - x[1]))
        dx[1] = (x[2] - (1 + x[0]) * x[1]) / s
        dx[2] = w * (x[0] - x[2])
      }
    }
  }

  /// The Brusselator that diffuses along a line: n inner points of (0, 1), central differences, u = a
  /// and v = b at both ends.
  public static var brusselatorLine: DynamicalSystem {
    DynamicalSystem(
      "brusselator-1d",
      "the Brusselator on a line: u_t = a + u^2 v - (b + 1) u + alpha u_xx, v_t = b u - u^2 v + alpha v_xx",
      beginning: Beginning(
        components: { p in ["u", "v"].flatMap { name in (1...Int(p[3])).map { "\(name)\($0)" } } },
        state: { p in
          let n = Int(p[3])
          let u = (1...n).map { p[0] + sin(2 * .pi * Double($0) / Double(n + 1)) }
          return u + [Double](repeating: p[1], count: n)
        }),
      parameters: ["a": 1, "b": 3, "alpha": 0.02, "n": 40], domains: ["n": .count(1...10_000)],
      until: 10, reference: brusselatorLineEnd,
      source: "Hairer & Wanner II (1996), IV.1"
    ) { parameters in
      let (a, b, alpha) = (parameters[0], parameters[1], parameters[2])
      let n = Int(Double(parameters[3]))
      let rate = alpha * (parameters[3] + 1) * (parameters[3] + 1)
      return { _, x, dx in
        for i in 0..<n {
          let (u, v) = (x[i], x[n + i])
          let (left, right) = (i == 0 ? a : x[i - 1], i == n - 1 ? a : x[i + 1])
          let (below, above) = (i == 0 ? b : x[n + i - 1], i == n - 1 ? b : x[n + i + 1])
          let reaction = u * u * v
          dx[i] = a + reaction - (b + 1) * u + rate * (left - 2 * u + right)
          dx[n + i] = b * u - reaction + rate * (below - 2 * v + above)
        }
      }
    }
  }
}
