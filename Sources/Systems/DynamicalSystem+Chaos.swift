import Tensors

extension DynamicalSystem {
  /// Lorenz' model of convection: for rho = 28 the strange attractor.
  public static var lorenz63: DynamicalSystem {
    DynamicalSystem(
      "lorenz63",
      "Lorenz' model of convection: x' = sigma (y - x), y' = x (rho - z) - y, z' = x y - beta z",
      beginning: .at(["x", "y", "z"], [1, 1, 1]),
      parameters: ["sigma": 10, "rho": 28, "beta": 8 / 3], until: 10,
      reference: Reference(
        [-4.902687541136566, -3.7438729218031437, 24.690858102794923],
        "SciPy 1.17.1: DOP853, rtol 1e-13, atol 1e-14"),
      source: "Lorenz, J. Atmos. Sci. 20 (1963)"
    ) { parameters in
      let (sigma, rho, beta) = (parameters[0], parameters[1], parameters[2])
      return { _, x, dx in
        dx[0] = sigma * (x[1] - x[0])
        dx[1] = x[0] * (rho - x[2]) - x[1]
        dx[2] = x[0] * x[1] - beta * x[2]
      }
    }
  }

  /// Lorenz' ring of weather: n values along a circle of latitude, driven by a force.
  public static var lorenz96: DynamicalSystem {
    DynamicalSystem(
      "lorenz96",
      "weather along a circle: x_i' = (x_(i+1) - x_(i-2)) x_(i-1) - x_i + force, for n places i",
      beginning: Beginning(
        components: { p in (1...Int(p[1])).map { "x\($0)" } },
        state: { p in
          // The equilibrium, the value in the middle raised by a thousandth of 8.
          (1...Int(p[1])).map { $0 == Int(p[1]) / 2 ? p[0] + 0.01 : p[0] }
        }),
      parameters: ["force": 8, "n": 40], domains: ["n": .count(4...10_000)], until: 3,
      reference: lorenz96End,
      source: "Lorenz, Predictability: a problem partly solved, ECMWF seminar (1996)"
    ) { parameters in
      let force = parameters[0]
      let n = Int(Double(parameters[1]))
      return { _, x, dx in
        for i in 0..<n {
          let (before, twoBefore) = (x[(i + n - 1) % n], x[(i + n - 2) % n])
          dx[i] = (x[(i + 1) % n] - twoBefore) * before - x[i] + force
        }
      }
    }
  }

  /// Roessler's band: chaos with one nonlinear term.
  public static var roessler: DynamicalSystem {
    DynamicalSystem(
      "roessler", "Roessler's band: x' = -y - z, y' = x + a y, z' = b + z (x - c)",
      beginning: .at(["x", "y", "z"], [1, 1, 1]),
      parameters: ["a": 0.2, "b": 0.2, "c": 5.7], until: 50,
      reference: Reference(
        [-7.061532263378683, 0.7818212449920694, 0.015805049191909865],
        "SciPy 1.17.1: DOP853, rtol 1e-13, atol 1e-14"),
      source: "Roessler, Phys. Lett. A 57 (1976)"
    ) { parameters in
      let (a, b, c) = (parameters[0], parameters[1], parameters[2])
      return { _, x, dx in
        dx[0] = -x[1] - x[2]
        dx[1] = x[0] + a * x[1]
        dx[2] = b + x[2] * (x[0] - c)
      }
    }
  }

  /// The flow whose end separates two classes: a field of two components that changes with time.
  public static var classificationFlow: DynamicalSystem {
    DynamicalSystem(
      "classification-flow",
      "a flow that changes with time: x' = -y sin t, y' = -(1 - x^2) y / 2 + x cos t",
      beginning: .at(["x", "y"], [0.5, 0.5]),
      until: 4.25,
      reference: Reference(
        [-0.1318014204161419, 0.617625444332355], "SciPy 1.17.1: DOP853, rtol 1e-13, atol 1e-14"),
      source: "Li, Machine Learning and Dynamical Systems (lecture, 2021)"
    ) { _ in
      { t, x, dx in
        dx[0] = -x[1] * Element.sin(t)
        dx[1] = -(1 - x[0] * x[0]) * x[1] / 2 + x[0] * Element.cos(t)
      }
    }
  }
}
