/// How the errors of the last steps make the next one longer or shorter.
///
/// With the errors err₁, err₂, err₃ of the last three accepted steps, the last one first, relative to
/// the tolerances, their sizes h₁, h₂, h₃, and errors of the order of h^k, the next step is longer by
///
///     safety * err₁^-α * err₂^-β * err₃^-γ * (h₁ / h₂)^-a * (h₂ / h₃)^-b,
///     α = k1 / k + α',  β = k2 / k + β',  γ = k3 / k.
///
/// Errors of steps before the first count as 1, or 1e-4 in ``proportionalIntegral(beta:)``, and those
/// below 1e-4 as 1e-4 once they are not the last.
///
/// ```swift
/// var control = AdaptiveControl(relative: 1e-8)
/// control.controller = .h211b
/// ```
public struct StepController: Sendable, Hashable {
  /// The name in options: `pi`, `h211b`.
  public let name: String
  /// The exponents of the last three errors, times the order k of the error estimate.
  public let k1, k2, k3: Double
  /// The exponents of the ratios of the last three sizes.
  public let a, b: Double
  /// β' = -beta and α' = -3/4 beta.
  public let beta: Double

  /// A controller of the given exponents, a digital filter.
  ///
  /// - Parameters:
  ///   - name: its name.
  ///   - k1: the exponent of the last step's error, times k; above 0.
  ///   - k2: that of the error before.
  ///   - k3: that of the error before that.
  ///   - a: the exponent of the ratio of the last two sizes.
  ///   - b: that of the ratio before.
  /// - Precondition: all are finite and `k1` is above 0.
  public init(
    name: String, k1: Double, k2: Double = 0, k3: Double = 0, a: Double = 0, b: Double = 0
  ) {
    self.init(name: name, k: (k1, k2, k3), ratios: (a, b), beta: 0)
  }

  private init(
    name: String, k: (Double, Double, Double), ratios: (Double, Double), beta: Double
  ) {
    precondition(
      k.0 > 0 && [k.0, k.1, k.2, ratios.0, ratios.1].allSatisfy(\.isFinite),
      "a controller with exponents \(k) of errors, the first above 0, and \(ratios) of ratios")
    self.name = name
    (k1, k2, k3) = k
    (a, b) = ratios
    self.beta = beta
  }

  /// The controller of the code DOPRI5: α = 1/k - 3β/4, and β as given; 0 is the plain controller.
  ///
  /// > Source: Gustafsson, ACM TOMS 17 (1991); constants as in Hairer, Norsett & Wanner, Solving
  /// > Ordinary Differential Equations I (1993), II.4.
  ///
  /// - Precondition: β is at least 0 and below 0.2.
  public static func proportionalIntegral(beta: Double = 0.04) -> StepController {
    precondition(beta >= 0 && beta < 0.2, "a controller with beta \(beta) (from 0 to 0.2)")
    return StepController(name: "pi", k: (1, 0, 0), ratios: (0, 0), beta: beta)
  }

  /// The exponents of the last error, of the one before and of the one before that, and the exponent
  /// by which a rejected step shrinks, for errors of the order of h^k.
  ///
  /// Where the last error's exponent is the whole of 1/k less a correction, a rejected step shrinks by
  /// it; a filter may hardly answer to one error, and shrinks by 1/k.
  func exponents(
    estimatePower k: Int
  ) -> (alpha: Double, beta: Double, gamma: Double, shrink: Double) {
    let order = Double(k)
    let alpha = k1 / order - 0.75 * beta
    return (alpha, k2 / order - beta, k3 / order, isPlain ? alpha : 1 / order)
  }

  /// Whether it is the one of ``proportionalIntegral(beta:)``, which remembers one error.
  var isPlain: Bool { k1 == 1 && k2 == 0 && !isFilter }

  /// Whether it remembers more than one error.
  var isFilter: Bool { k3 != 0 || a != 0 || b != 0 }
}

// MARK: - Named controllers

extension StepController {
  /// All named controllers, the present default first.
  public static let all: [StepController] = [
    .proportionalIntegral(), .integral, .pi33, .pi34, .pi42, .h211PI, .h211b, .h312PID, .h312b,
    .kennedyCarpenterPID,
  ]

  /// The last error alone: the plain controller, `i`.
  ///
  /// > Source: Hairer, Norsett & Wanner, Solving Ordinary Differential Equations I (1993), II.4.
  public static let integral = StepController(name: "i", k1: 1)

  /// `pi33`: k1 = 2/3, k2 = -1/3.
  ///
  /// > Source: Soderlind, Numerical Algorithms 31 (2002), "Automatic control and adaptive
  /// > time-stepping".
  public static let pi33 = StepController(name: "pi33", k1: 2.0 / 3, k2: -1.0 / 3)

  /// `pi34`: k1 = 7/10, k2 = -4/10.
  ///
  /// > Source: Gustafsson, ACM TOMS 17 (1991), "Control theoretic techniques for stepsize selection in
  /// > explicit Runge-Kutta methods".
  public static let pi34 = StepController(name: "pi34", k1: 0.7, k2: -0.4)

  /// `pi42`: k1 = 3/5, k2 = -1/5.
  ///
  /// > Source: Soderlind, Numerical Algorithms 31 (2002).
  public static let pi42 = StepController(name: "pi42", k1: 0.6, k2: -0.2)

  /// `h211pi`: a filter of first order without memory of sizes, k1 = k2 = 1/6.
  ///
  /// > Source: Soderlind, ACM TOMS 29 (2003), "Digital filters in adaptive time-stepping".
  public static let h211PI = StepController(name: "h211pi", k1: 1.0 / 6, k2: 1.0 / 6)

  /// `h211b`: the filter of first order with b = 4: k1 = k2 = a = 1/4.
  ///
  /// > Source: Soderlind, ACM TOMS 29 (2003).
  public static let h211b = StepController(name: "h211b", k1: 0.25, k2: 0.25, a: 0.25)

  /// `h312pid`: a filter of second order without memory of sizes, k = (1, 2, 1)/18.
  ///
  /// > Source: Soderlind, ACM TOMS 29 (2003).
  public static let h312PID = StepController(
    name: "h312pid", k1: 1.0 / 18, k2: 1.0 / 9, k3: 1.0 / 18)

  /// `h312b`: the filter of second order with b = 8: k = (1, 2, 1)/8, a = 3/8, b = 1/8.
  ///
  /// > Source: Soderlind, ACM TOMS 29 (2003).
  public static let h312b = StepController(
    name: "h312b", k1: 0.125, k2: 0.25, k3: 0.125, a: 0.375, b: 0.125)

  /// `pid`: k = (0.58, -0.21, 0.1), for additive methods.
  ///
  /// > Source: Kennedy & Carpenter, Applied Numerical Mathematics 44 (2003), "Additive Runge-Kutta
  /// > schemes for convection-diffusion-reaction equations".
  public static let kennedyCarpenterPID = StepController(
    name: "pid", k1: 0.58, k2: -0.21, k3: 0.1)

  /// The controller of a name; nil when there is none.
  public static func named(_ name: String) -> StepController? { all.first { $0.name == name } }
}
