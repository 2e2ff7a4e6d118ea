public import Tensors

/// A system in discrete time, x_{t+1} = F_t(x_t), whose states may have another dimension after each
/// map: a network as its layers, a flow as its segments.
public struct LayeredSystem<Element: Scalar>: Sendable {
  /// The maps F_0, F_1, ..., in order.
  public let maps: [any StateMap<Element>]

  /// A system.
  ///
  /// - Precondition: there is a map, and each takes the states that the one before it gives.
  public init(_ maps: [any StateMap<Element>]) {
    precondition(!maps.isEmpty, "a system of no maps")
    for (number, (first, second)) in zip(maps, maps.dropFirst()).enumerated() {
      precondition(
        first.outputDimension == second.inputDimension,
        "map \(number) gives \(first.outputDimension) numbers, and the next takes "
          + "\(second.inputDimension)")
    }
    self.maps = maps
  }

  /// The number of components of the first state.
  public var inputDimension: Int { maps[0].inputDimension }

  /// The number of components of the last state.
  public var outputDimension: Int { maps[maps.count - 1].outputDimension }

  /// The number of components of the state before a map; the last state's behind the last map.
  func dimension(at index: Int) -> Int {
    index < maps.count ? maps[index].inputDimension : outputDimension
  }
}
