extension DynamicalSystem {
  /// A parameter of a system.
  public struct Parameter: Sendable, Hashable {
    /// The name, as in the equations.
    public let name: String
    /// The value.
    public internal(set) var value: Double
    /// The values that it takes.
    public let domain: Domain

    /// The values that a parameter takes.
    public enum Domain: Sendable, Hashable {
      /// Every finite number.
      case real
      /// Numbers above 0.
      case positive
      /// Numbers from 0 to below 1.
      case fraction
      /// Whole numbers from a least to a largest.
      case count(ClosedRange<Int>)

      /// Whether a value is one of them.
      public func contains(_ value: Double) -> Bool {
        switch self {
        case .real: value.isFinite
        case .positive: value > 0 && value.isFinite
        case .fraction: value >= 0 && value < 1
        case .count(let range): Int(exactly: value).map(range.contains) ?? false
        }
      }
    }
  }

  /// A function of the state that stays constant along the flow.
  public struct Invariant: Sendable {
    /// What it is.
    public let name: String
    /// Its value for given parameters and state.
    let function: @Sendable (_ parameters: [Double], _ x: [Double]) -> Double
  }

  /// The state at the end of a system's usual times, as found by others.
  public struct Reference: Sendable {
    /// The state; shape `[dimension]`.
    public let state: [Double]
    /// Who published it, or which program made it, and how.
    public let source: String

    init(_ state: [Double], _ source: String) {
      self.state = state
      self.source = source
    }
  }

  /// The components of a state and the usual one to begin with, for given values of the parameters.
  struct Beginning: Sendable {
    let components: @Sendable (_ parameters: [Double]) -> [String]
    let state: @Sendable (_ parameters: [Double]) -> [Double]

    /// The same for all parameters.
    static func at(_ components: [String], _ state: [Double]) -> Beginning {
      Beginning(components: { _ in components }, state: { _ in state })
    }
  }
}

extension DynamicalSystem.Parameter.Domain: CustomStringConvertible {
  /// In words: `a number above 0`.
  public var description: String {
    switch self {
    case .real: "a finite number"
    case .positive: "a number above 0"
    case .fraction: "a number from 0 to below 1"
    case .count(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    }
  }
}
