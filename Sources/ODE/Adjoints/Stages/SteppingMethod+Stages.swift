extension SteppingMethod {
  /// The table of an explicit Runge-Kutta method; nil for others.
  var tableau: ButcherTableau? {
    if case .explicit(let tableau) = self { tableau } else { nil }
  }

  /// The method's stages as they are differentiated; nil for methods that have none of that kind.
  var stageScheme: StageScheme? {
    switch self {
    case .explicit(let tableau): StageScheme(tableau)
    case .diagonallyImplicit(let tableau): StageScheme(tableau)
    case .rosenbrock(let tableau): StageScheme(tableau)
    case .discreteGradient: .discreteGradient
    case .composition, .automatic: nil
    }
  }
}

extension StageScheme {
  /// A diagonally implicit method, without a first stage that nothing has a weight for.
  init(_ tableau: DiagonallyImplicitTableau) {
    let isUsed = tableau.b[0] != 0 || tableau.a.contains { $0[0] != 0 }
    let first = isUsed ? 0 : 1
    self.init(
      diagonallyImplicit: tableau.a[first...].map { Array($0[first...]) },
      b: Array(tableau.b[first...]), c: Array(tableau.c[first...]))
  }

  /// A Rosenbrock method, in its classical form.
  init(_ tableau: RosenbrockTableau) {
    let classical = tableau.classical
    self.init(
      rosenbrock: tableau.gamma, alpha: classical.alpha, couplings: classical.couplings,
      b: classical.b)
  }
}
