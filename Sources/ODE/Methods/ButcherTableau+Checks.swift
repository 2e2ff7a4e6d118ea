extension ButcherTableau {
  /// The largest residual of the coefficients in the conditions that they must satisfy: of the order
  /// of rounding.
  ///
  /// The conditions are the row sums Σ_j a_ij = c_i, the order conditions of the method, of its
  /// embedded method, and of its dense output.
  public var conditionResidual: Double {
    let rowSums = zip(a, c).map { abs($0.reduce(0, +) - $1) }.max() ?? 0
    let conditions = OrderConditions(a: a, upTo: order)
    let step = conditions.residual(of: b, order: order)
    let estimates = [embedded, secondEmbedded].map {
      $0.map { conditions.residual(of: $0.b, order: $0.order) } ?? 0
    }
    return max(rowSums, step, estimates[0], estimates[1], denseResidual)
  }

  /// The stages are extended by the velocity at the end of the step where the dense output uses it and
  /// no stage is that, and by the stages that it needs besides.
  private var denseResidual: Double {
    let rows = (usesEndVelocity ? a + [b] : a) + denseStages.map(\.a)
    let inside = OrderConditions(a: rows, upTo: denseOutput.order).residual(
      ofPolynomials: denseOutput.coefficients, order: denseOutput.order)
    let atEnd =
      zip(denseOutput.weights(at: 1), b + [0] + denseStages.map { _ in 0 })
      .map { abs($0 - $1) }.max() ?? 0
    return max(inside, atEnd)
  }

  static func checkShape(_ name: String, a: [[Double]], b: [Double], c: [Double]) {
    precondition(!b.isEmpty, "method \(name) has no stages")
    precondition(
      a.count == b.count && c.count == b.count,
      "method \(name): \(a.count) rows and \(c.count) times for \(b.count) stages")
    for (stage, row) in a.enumerated() {
      precondition(
        row.count == stage,
        "method \(name) is not explicit: row \(stage) has \(row.count) weights, not \(stage)")
    }
  }

  func checkOrders() {
    let highest = OrderConditions.highestOrder
    precondition(
      (1...highest).contains(order),
      "method \(name): order \(order) is not one of 1 to \(highest), whose conditions are known")
    if let embedded {
      precondition(
        embedded.b.count == stages && (1...highest).contains(embedded.order),
        "method \(name): an embedded method of order \(embedded.order) with \(embedded.b.count) "
          + "weights for \(stages) stages")
    }
    let rows = denseOutput.coefficients.count
    precondition(
      rows == firstDenseStage + denseStages.count || rows == stages && denseStages.isEmpty,
      "method \(name): dense output of \(rows) velocities for \(stages) stages")
    // Published decimals have 16 digits, and the conditions add up products of them.
    let residual = conditionResidual
    precondition(
      residual <= 1e-12 * max(largestWeight, 1),
      "method \(name) misses its order conditions by \(residual)")
  }

  /// The largest of the weights, whose rounding the conditions add up.
  private var largestWeight: Double {
    let dense = denseOutput.coefficients + denseStages.map(\.a)
    return (a + [b] + dense).flatMap { $0 }.map { abs($0) }.max() ?? 1
  }
}
