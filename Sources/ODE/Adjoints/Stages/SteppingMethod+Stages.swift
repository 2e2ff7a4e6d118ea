extension SteppingMethod {
  /// The table of an explicit Runge-Kutta method; nil for others.
  var tableau: ButcherTableau? {
    switch self {
    case .explicit(let tableau): tableau
    }
  }

  /// The method's stages as they are differentiated; nil for methods that have none of that kind.
  var stageScheme: StageScheme? {
    switch self {
    case .explicit(let tableau): StageScheme(tableau)
    }
  }
}
