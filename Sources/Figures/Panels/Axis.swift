/// One axis of a panel: its label, its scale, and what it shows.
public struct Axis: Sendable, Equatable {
  /// How numbers are laid along an axis.
  public enum Scale: Sendable, Equatable {
    /// Equal distances for equal differences.
    case linear
    /// Equal distances for equal ratios; numbers that are not positive do not appear.
    case logarithmic
  }

  /// The words beside the axis.
  public var label: String
  /// How numbers are laid along the axis.
  public var scale: Scale
  /// What the axis shows; nothing: all data, with a margin.
  public var limits: ClosedRange<Double>?
  /// The margin past the data at each end, as a share of their range; not used with `limits`.
  public var padding: Double
  /// Names that stand at 0, 1, 2, … in place of numbers; empty: numbers.
  public var categories: [String]
  /// Whether numbers grow towards the left or the bottom.
  public var isReversed: Bool

  /// An axis that shows all data unless told otherwise.
  public init(
    _ label: String = "", scale: Scale = .linear, limits: ClosedRange<Double>? = nil,
    padding: Double = 0.04, categories: [String] = []
  ) {
    self.label = label
    self.scale = scale
    self.limits = limits
    self.padding = padding
    self.categories = categories
    isReversed = false
  }

  /// The same axis with numbers growing the other way.
  public func reversed() -> Axis {
    var axis = self
    axis.isReversed.toggle()
    return axis
  }
}

extension Axis.Scale {
  /// The number whose equal differences are equal distances; not a number where there is no place.
  func coordinate(of value: Double) -> Double {
    switch self {
    case .linear: value
    case .logarithmic: value > 0 ? decimalLogarithm(value) : .nan
    }
  }

  func value(at coordinate: Double) -> Double {
    switch self {
    case .linear: coordinate
    case .logarithmic: tenToThe(coordinate)
    }
  }
}
