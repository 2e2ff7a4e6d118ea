import Tensors

extension DynamicalSystem {
  /// All systems.
  public static var all: [DynamicalSystem] {
    [
      .harmonicOscillator, .pendulum, .doublePendulum, .henonHeiles,
      .kepler, .arenstorf, .pleiades,
      .vanDerPol, .vanDerPolStiff, .fitzHughNagumo, .lotkaVolterra,
      .brusselator, .brusselatorLine, .robertson, .hires, .oregonator,
      .lorenz63, .lorenz96, .roessler, .classificationFlow,
    ]
  }

  /// The names of all systems.
  public static var names: [String] { all.map(\.name) }

  /// The system with a name, such as `lorenz63`.
  ///
  /// - Returns: nil when no system has that name.
  public static func named(_ name: String) -> DynamicalSystem? {
    all.first { $0.name == name }
  }
}

extension DynamicalSystem: CustomStringConvertible {
  /// The system's name.
  public var description: String { name }
}
