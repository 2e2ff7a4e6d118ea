import Tensors

extension DynamicalSystem {
  /// Lorenz' model of convection: for rho = 28 the strange attractor.
  public static var lorenz63: DynamicalSystem {
    DynamicalSystem(
      "lorenz63",
      "Lorenz' model of convection: x' = sigma (y - x), y' = x (rho - z) - y, z' = x y - beta z",
      components: ["x", "y", "z"],
      parameters: ["sigma": 10, "rho": 28, "beta": 8 / 3],
      from: [1, 1, 1], until: 10,
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

  /// Roessler's band: chaos with one nonlinear term.
  public static var roessler: DynamicalSystem {
    DynamicalSystem(
      "roessler", "Roessler's band: x' = -y - z, y' = x + a y, z' = b + z (x - c)",
      components: ["x", "y", "z"],
      parameters: ["a": 0.2, "b": 0.2, "c": 5.7],
      from: [1, 1, 1], until: 50,
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
      components: ["x", "y"],
      from: [0.5, 0.5], until: 4.25,
      source: "the lecture's flow that classifies"
    ) { _ in
      { t, x, dx in
        dx[0] = -x[1] * Element.sin(t)
        dx[1] = -(1 - x[0] * x[0]) * x[1] / 2 + x[0] * Element.cos(t)
      }
    }
  }
}
