public import Calculus
public import Tensors

/// A system of the catalogue whose parameters, or velocities, follow signals: each row its own, or one
/// for all.
///
/// ```swift
/// let ramp = SampledSignal(times: [0, 20], channels: [[10, 28]])
/// let field = ForcedField(
///   DynamicalSystem<Double>.lorenz63, driving: [.parameter("rho")], by: [ramp])
/// ```
///
/// A signal that is not smooth wants steps that end at its samples: see ``SampledSignal/stops``.
public struct ForcedField<Element: Scalar>: VectorField {
  /// What a channel of a signal does.
  public enum Target: Sendable, Hashable {
    /// It is the value of a parameter.
    case parameter(String)
    /// It is added to the velocity of a component.
    case velocity(String)
  }

  public let dimension: Int
  private let definition: DynamicalSystem<Element>.Definition
  private let values: [Element]
  private let signals: [SampledSignal]
  /// The channels that are parameters, and those that are added to velocities, with their places.
  private let parameters: [(channel: Int, place: Int)]
  private let velocities: [(channel: Int, place: Int)]

  /// A forced system.
  ///
  /// - Parameters:
  ///   - system: the system.
  ///   - targets: what the signals' channels do, one for each.
  ///   - signals: the signals of each row, or one for all rows.
  /// - Precondition: there is a signal, each has as many channels as there are targets, and the system
  ///   has the parameters and components that they name.
  public init(
    _ system: DynamicalSystem<Element>, driving targets: [Target], by signals: [SampledSignal]
  ) {
    precondition(!signals.isEmpty, "system \(system.name) is forced by no signal")
    precondition(
      signals.allSatisfy { $0.channels.count == targets.count },
      "signals of \(signals.map(\.channels.count)) channels for \(targets.count) targets")
    dimension = system.dimension
    definition = system.definition
    values = system.parameters.map { Element($0.value) }
    self.signals = signals
    var parameters: [(channel: Int, place: Int)] = []
    var velocities: [(channel: Int, place: Int)] = []
    for (channel, target) in targets.enumerated() {
      switch target {
      case .parameter(let name):
        let place = system.parameters.firstIndex { $0.name == name }
        guard let place else {
          preconditionFailure("system \(system.name) has no parameter \(name)")
        }
        parameters.append((channel, place))
      case .velocity(let name):
        let place = system.components.firstIndex(of: name)
        guard let place else {
          preconditionFailure("system \(system.name) has no component \(name)")
        }
        velocities.append((channel, place))
      }
    }
    self.parameters = parameters
    self.velocities = velocities
  }

  public func makeEvaluator(rowCapacity: Int) -> any FieldEvaluator<Element> { Evaluator(self) }

  private final class Evaluator: FieldEvaluator {
    let field: ForcedField
    let velocity: ClosureField<Element>.Velocity
    let x: UnsafeMutablePointer<Element>
    let dx: UnsafeMutablePointer<Element>

    init(_ field: ForcedField) {
      self.field = field
      velocity = field.definition(field.values)
      x = .allocate(capacity: 2 * field.dimension)
      x.initialize(repeating: 0, count: 2 * field.dimension)
      dx = x + field.dimension
    }

    deinit { x.deallocate() }

    func evaluate(_ points: RowPoints<Element>, into velocities: UnsafeMutablePointer<Element>) {
      let n = field.dimension
      for index in 0..<points.count {
        let t = points.t[index]
        let row = Int(points.rows[index])
        precondition(
          field.signals.count == 1 || row < field.signals.count,
          "row \(row) of a field that is forced by \(field.signals.count) signals")
        let signal = field.signals[field.signals.count == 1 ? 0 : row]
        for c in 0..<n { x[c] = points.x[c * points.count + index] }
        evaluate(signal, t)
        for (channel, place) in field.velocities {
          dx[place] += Element(signal.value(ofChannel: channel, at: Double(t)))
        }
        for c in 0..<n { velocities[c * points.count + index] = dx[c] }
      }
    }

    private func evaluate(_ signal: SampledSignal, _ t: Element) {
      let n = field.dimension
      var target = MutableSpan(_unsafeStart: dx, count: n)
      let state = Span(_unsafeStart: UnsafePointer(x), count: n)
      guard !field.parameters.isEmpty else { return velocity(t, state, &target) }
      var values = field.values
      for (channel, place) in field.parameters {
        values[place] = Element(signal.value(ofChannel: channel, at: Double(t)))
      }
      field.definition(values)(t, state, &target)
    }
  }
}
