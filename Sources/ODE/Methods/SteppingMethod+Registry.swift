extension SteppingMethod {
  /// All methods, by kind and increasing order.
  public static let all: [SteppingMethod] = ButcherTableau.all.map(SteppingMethod.explicit)

  /// The methods with an error estimate, which take adaptive steps.
  public static let adaptive: [SteppingMethod] = all.filter(\.hasErrorEstimate)

  /// The method with a name, one of those of ``all``.
  ///
  /// - Returns: nil when no method has that name.
  public static func named(_ name: String) -> SteppingMethod? {
    all.first { $0.name == name }
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
}

extension SteppingMethod: CustomStringConvertible {
  /// The method's name.
  public var description: String { name }
}
