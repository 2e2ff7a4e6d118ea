extension SteppingMethod {
  /// All methods of one kind of steps that follow any field, by kind and increasing order; ``automatic``
  /// is none of them.
  public static let all: [SteppingMethod] =
    ButcherTableau.all.map(SteppingMethod.explicit)
    + DiagonallyImplicitTableau.all.map(SteppingMethod.diagonallyImplicit)
    + RosenbrockTableau.all.map(SteppingMethod.rosenbrock)

  /// The methods with an error estimate, which take adaptive steps.
  public static let adaptive: [SteppingMethod] = all.filter(\.hasErrorEstimate)

  /// The methods that follow separable fields only.
  public static let separable: [SteppingMethod] = CompositionTableau.all.map(
    SteppingMethod.composition)

  /// The method with a name: one of those of ``all`` or ``separable``, `discrete-gradient` or
  /// `auto`.
  ///
  /// - Returns: nil when no method has that name.
  public static func named(_ name: String) -> SteppingMethod? {
    (all + separable + [.discreteGradient, .automatic]).first { $0.name == name }
  }

  /// Euler's method.
  public static let euler = SteppingMethod.explicit(.euler)
  /// The explicit midpoint rule.
  public static let midpoint = SteppingMethod.explicit(.midpoint)
  /// Heun's method.
  public static let heun = SteppingMethod.explicit(.heun)
  /// Bogacki and Shampine's pair of orders 3 and 2.
  public static let bogackiShampine = SteppingMethod.explicit(.bogackiShampine)
  /// The classical Runge-Kutta method.
  public static let rungeKutta4 = SteppingMethod.explicit(.rungeKutta4)
  /// Kutta's 3/8 rule.
  public static let threeEighths = SteppingMethod.explicit(.threeEighths)
  /// Dormand and Prince's pair of orders 5 and 4.
  public static let dormandPrince = SteppingMethod.explicit(.dormandPrince)
  /// Tsitouras' pair of orders 5 and 4.
  public static let tsitouras = SteppingMethod.explicit(.tsitouras)
  /// Shu and Osher's strongly stable method of order 3.
  public static let strongStability3 = SteppingMethod.explicit(.strongStability3)
  /// Fehlberg's pair of orders 4 and 5.
  public static let fehlberg = SteppingMethod.explicit(.fehlberg)
  /// Cash and Karp's pair of orders 5 and 4.
  public static let cashKarp = SteppingMethod.explicit(.cashKarp)
  /// Verner's pair of orders 6 and 5.
  public static let verner6 = SteppingMethod.explicit(.verner6)
  /// Verner's pair of orders 7 and 6.
  public static let verner7 = SteppingMethod.explicit(.verner7)
  /// Dormand and Prince's triple of orders 8, 5 and 3.
  public static let dormandPrince853 = SteppingMethod.explicit(.dormandPrince853)
  /// Euler's implicit method.
  public static let implicitEuler = SteppingMethod.diagonallyImplicit(.implicitEuler)
  /// The implicit midpoint rule.
  public static let implicitMidpoint = SteppingMethod.diagonallyImplicit(.implicitMidpoint)
  /// The trapezoidal rule.
  public static let trapezoid = SteppingMethod.diagonallyImplicit(.trapezoid)
  /// The trapezoidal rule and BDF2 as a pair of orders 2 and 3.
  public static let trBDF2 = SteppingMethod.diagonallyImplicit(.trBDF2)
  /// Kværnø's pair of orders 5 and 4.
  public static let kvaerno5 = SteppingMethod.diagonallyImplicit(.kvaerno5)
  /// Hairer and Wanner's Rosenbrock method of order 4.
  public static let rodas4 = SteppingMethod.rosenbrock(.rodas4)
  /// Steinebach's Rosenbrock method of order 5.
  public static let rodas5P = SteppingMethod.rosenbrock(.rodas5P)
  /// Störmer and Verlet's method, for separable fields.
  public static let stormerVerlet = SteppingMethod.composition(.stormerVerlet)
  /// Yoshida's composition of order 4, for separable fields.
  public static let yoshida4 = SteppingMethod.composition(.yoshida4)
  /// Yoshida's composition of order 6, for separable fields.
  public static let yoshida6 = SteppingMethod.composition(.yoshida6)
  /// Kahan and Li's composition of order 6, for separable fields.
  public static let kahanLi6 = SteppingMethod.composition(.kahanLi6)
  /// Kahan and Li's composition of order 8, for separable fields.
  public static let kahanLi8 = SteppingMethod.composition(.kahanLi8)
}

extension SteppingMethod: CustomStringConvertible {
  /// The method's name.
  public var description: String { name }
}
