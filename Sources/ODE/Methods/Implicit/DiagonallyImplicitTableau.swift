/// A diagonally implicit Runge-Kutta method whose first stage is explicit, as a table of numbers.
///
/// One step of size h from (t, x) is
///
///     k_i = f(t + c_i h, x + h Σ_{j≤i} a_ij k_j),   x(t + h) ≈ x + h Σ_i b_i k_i,
///
/// with a_00 = 0 and all other a_ii one number γ, so that one matrix I − hγ ∂f/∂x serves all stages.
/// Methods whose first stage is implicit have a first stage of weight 0 here.
public struct DiagonallyImplicitTableau: Sendable, Hashable {
  /// The name in options: `kvaerno5`, `trbdf2`.
  public let name: String
  /// The order p: the error over a fixed time is of the order of h^p.
  public let order: Int
  /// The weights of the stages up to its own in each stage: row i has i + 1 entries.
  public let a: [[Double]]
  /// The stages' weights in the step.
  public let b: [Double]
  /// The stages' times, in steps.
  public let c: [Double]
  /// The method of another order on the same stages, if there is one: what adaptive steps need.
  public let embedded: EmbeddedMethod?
  /// Whether the error estimate is multiplied by the inverse of I − hγ ∂f/∂x.
  ///
  /// That keeps an estimate which is not damped for stiff components from being taken for an error.
  ///
  /// > Source: Hosea & Shampine, Appl. Numer. Math. 20 (1996).
  public let filtersEstimate: Bool
  /// The solution between the ends of a step.
  public let denseOutput: DenseOutput
  /// Where the coefficients were published.
  public let source: String

  /// A method whose coefficients are checked: shape, row sums and order conditions.
  ///
  /// - Parameters:
  ///   - name: the name in options.
  ///   - order: the order, from 1 to 5.
  ///   - a: the rows of weights, row i with i + 1 entries.
  ///   - b: the stages' weights in the step.
  ///   - embedded: the embedded method.
  ///   - filtersEstimate: whether the error estimate is damped for stiff components.
  ///   - denseOutput: the weights between the ends of a step; the cubic through both ends' states and
  ///     velocities when nil.
  ///   - source: where the coefficients were published.
  /// - Precondition: the first stage is explicit, the others have one weight of their own, not 0, and
  ///   the coefficients are those of a method of the claimed order.
  public init(
    name: String, order: Int, a: [[Double]], b: [Double], embedded: EmbeddedMethod? = nil,
    filtersEstimate: Bool = false, denseOutput: DenseOutput? = nil, source: String
  ) {
    self.name = name
    self.order = order
    self.a = a
    self.b = b
    c = a.map { $0.reduce(0, +) }
    self.embedded = embedded
    self.filtersEstimate = filtersEstimate
    self.source = source
    DiagonallyImplicitTableau.checkShape(name, a: a, b: b)
    self.denseOutput = denseOutput ?? .hermite(b: b, order: order, isFSAL: a.last == b)
    checkOrders()
  }

  /// The number of stages, the explicit first one included.
  public var stages: Int { b.count }

  /// γ: the weight of each implicit stage in itself.
  public var gamma: Double { a[stages - 1][stages - 1] }

  /// Whether the last stage is the state at the end of the step: then stiff components end there as
  /// accurately as the stages solve them, and its velocity is the next step's first.
  public var isStifflyAccurate: Bool { a.last == b }

  /// The stages' weights in the error estimate: the step's less the embedded method's.
  public var errorWeights: [Double]? {
    embedded.map { embedded in zip(b, embedded.b).map { $0 - $1 } }
  }

  /// The lower of the orders of the step and the embedded method.
  var estimateOrder: Int { min(order, embedded?.order ?? order) }
}

extension DiagonallyImplicitTableau {
  /// The largest residual of the coefficients in the order conditions of the method, of its embedded
  /// method and of its dense output: of the order of rounding.
  public var conditionResidual: Double {
    let conditions = OrderConditions(a: a, upTo: order)
    let inside = OrderConditions(a: isStifflyAccurate ? a : a + [b], upTo: denseOutput.order)
    return max(
      conditions.residual(of: b, order: order),
      embedded.map {
        OrderConditions(a: a, upTo: $0.order).residual(of: $0.b, order: $0.order)
      } ?? 0,
      inside.residual(ofPolynomials: denseOutput.coefficients, order: denseOutput.order))
  }

  private static func checkShape(_ name: String, a: [[Double]], b: [Double]) {
    precondition(
      b.count >= 2 && a.count == b.count,
      "method \(name): \(a.count) rows for \(b.count) stages, of which there are at least 2")
    for (stage, row) in a.enumerated() {
      precondition(
        row.count == stage + 1,
        "method \(name): row \(stage) has \(row.count) weights, not \(stage + 1)")
      precondition(
        stage == 0 ? row[0] == 0 : row[stage] != 0 && row[stage] == a[1][1],
        "method \(name): stage \(stage) has the weight \(row[stage]) in itself")
    }
  }

  private func checkOrders() {
    precondition(
      (1...5).contains(order) && embedded.map { $0.b.count == stages } ?? true,
      "method \(name): order \(order) (1 to 5), \(embedded?.b.count ?? stages) embedded weights for "
        + "\(stages) stages")
    let residual = conditionResidual
    precondition(residual <= 1e-12, "method \(name) misses its order conditions by \(residual)")
  }
}

extension DiagonallyImplicitTableau: CustomStringConvertible {
  /// The method's name.
  public var description: String { name }
}
