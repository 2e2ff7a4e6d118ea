/// Tolerances of each component of a state.
///
/// The error e_i of component i counts as e_i / (absolute_i + relative_i max(|x_i|, |x_i at the end|)).
public struct ComponentTolerances: Sendable, Hashable {
  /// The tolerances relative to the components, at least 0; one for each component, or one for all.
  public let relative: [Double]
  /// The tolerances that are added to them, above 0; one for each component, or one for all.
  public let absolute: [Double]

  /// Tolerances of each component.
  ///
  /// - Precondition: there is at least one of either, as many of both unless there is one for all, the
  ///   relative ones at least 0, the absolute ones above 0, all finite.
  public init(relative: [Double], absolute: [Double]) {
    precondition(
      !relative.isEmpty && !absolute.isEmpty
        && (relative.count == absolute.count || relative.count == 1 || absolute.count == 1),
      "\(relative.count) relative and \(absolute.count) absolute tolerances")
    precondition(
      relative.allSatisfy { $0 >= 0 && $0.isFinite }
        && absolute.allSatisfy { $0 > 0 && $0.isFinite },
      "tolerances relative \(relative) (at least 0) and absolute \(absolute) (above 0)")
    self.relative = relative
    self.absolute = absolute
  }

  /// The relative and the absolute tolerances of so many components.
  ///
  /// - Precondition: there is one for each, or one for all.
  func spread(over dimension: Int) -> (relative: [Double], absolute: [Double]) {
    func spread(_ numbers: [Double], _ name: String) -> [Double] {
      precondition(
        numbers.count == 1 || numbers.count == dimension,
        "\(numbers.count) \(name) tolerances for states of dimension \(dimension)")
      return numbers.count == dimension
        ? numbers : [Double](repeating: numbers[0], count: dimension)
    }
    return (spread(relative, "relative"), spread(absolute, "absolute"))
  }
}
