public import DataIO

/// Whether derivatives agree with what they are derivatives of, in double precision.
public struct GradientCheck: Sendable, Hashable {
  /// One comparison.
  public struct Check: Sendable, Hashable {
    /// What was compared, as in `gradient flow.layer0.weight`.
    public let name: String
    /// The difference, relative to the size of what was compared.
    public let relativeError: Double
    /// The largest relative error that rounding and the difference formula explain.
    public let tolerance: Double

    /// A comparison that was made.
    public init(name: String, relativeError: Double, tolerance: Double) {
      self.name = name
      self.relativeError = relativeError
      self.tolerance = tolerance
    }

    /// Whether the error is within the tolerance.
    public var holds: Bool { relativeError <= tolerance }
  }

  /// The comparisons.
  public let checks: [Check]

  /// Comparisons that were made.
  public init(checks: [Check]) {
    self.checks = checks
  }

  /// Whether all comparisons hold.
  public var holds: Bool { checks.allSatisfy(\.holds) }

  /// The comparisons as JSON.
  public var json: JSONValue {
    ["checks": .array(checks.map(\.json)), "holds": .bool(holds)]
  }
}

extension GradientCheck.Check {
  fileprivate var json: JSONValue {
    [
      "name": .string(name), "relative_error": .number(relativeError),
      "tolerance": .number(tolerance), "holds": .bool(holds),
    ]
  }
}
