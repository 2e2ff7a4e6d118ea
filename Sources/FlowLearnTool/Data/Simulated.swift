import FlowLearn

/// Something whose flow can be followed: a known system, or a learned model.
struct Simulated {
  /// What it is called.
  let name: String
  /// The names of a state's components.
  let components: [String]
  /// The usual state at the beginning; nil when the user must give one.
  let start: [Double]?
  /// The usual times.
  let span: TimeSpan

  private let field: any VectorField<Double>
  /// Turns what the user gives as a beginning into a state.
  private let makeState: @Sendable ([Double]) -> [Double]
  /// For how many rows there are signals; nil without forcing.
  let signalCount: Int?
  /// How many numbers the user gives.
  let startCount: Int

  /// A system of the catalogue, perhaps under signals.
  init(
    _ system: DynamicalSystem<Double>, forcedBy forced: ForcedField<Double>? = nil,
    _ signalCount: Int? = nil
  ) {
    self.signalCount = signalCount
    name = system.name
    components = system.components
    start = system.initialState
    span = system.span
    field = forced ?? system.field as any VectorField<Double>
    startCount = system.dimension
    makeState = { $0 }
  }

  /// The flow of a model; it begins at features, which are standardised first.
  init(_ source: ModelSource) {
    let model = source.model
    let standardizer =
      switch model.flow {
      case .single(let flow): flow.standardizer
      case .double(let flow): flow.standardizer
      }
    let extra = model.architecture.augmentation
    signalCount = nil
    name = source.path.text
    components = model.encoder.featureNames + (0..<extra).map { "augmented\($0)" }
    start = nil
    startCount = model.encoder.featureCount
    span = model.architecture.solver.span
    field = model.doubleFlow
    makeState = { features in
      standardizer.apply(to: Tensor(features, shape: [1, features.count])).elements
        + [Double](repeating: 0, count: extra)
    }
  }

  /// The flow from beginnings through given times.
  ///
  /// - Parameters:
  ///   - starts: what each row begins at.
  ///   - span: the times between which rows are followed.
  ///   - times: those at which states are wanted.
  ///   - events: what is looked for along the way.
  ///   - integrator: what follows the flow.
  /// - Returns: the states, and the events.
  /// - Precondition: there are `startCount` numbers a row, and times lie in the span and its direction.
  func trajectory(
    from starts: [[Double]], over span: TimeSpan, at times: [Double], events: [Event<Double>],
    by integrator: Integrator
  ) -> Trajectory<Double> {
    let x0 = states(starts)
    func follow(_ field: some VectorField<Double>) -> Trajectory<Double> {
      integrator.trajectory(of: field, from: x0, over: span, at: times, events: events)
    }
    return follow(field)
  }
}

extension Simulated {
  /// The flow through given times, with estimates of its errors there.
  ///
  /// - Parameters: as of ``trajectory(from:over:at:events:by:)``.
  /// - Returns: the states, and their errors.
  func trajectoryWithErrors(
    from starts: [[Double]], over span: TimeSpan, at times: [Double], by integrator: Integrator
  ) -> (trajectory: Trajectory<Double>, errors: Tensor<Double>) {
    let x0 = states(starts)
    func follow(
      _ field: some VectorField<Double>
    ) -> (trajectory: Trajectory<Double>, errors: Tensor<Double>) {
      integrator.trajectoryWithErrors(of: field, from: x0, over: span, at: times)
    }
    return follow(field)
  }

  private func states(_ starts: [[Double]]) -> Tensor<Double> {
    let states = starts.map(makeState)
    return Tensor(states.flatMap { $0 }, shape: [states.count, components.count])
  }
}

extension TabularModel {
  /// The model's flow, in 64 bits whatever the model's precision.
  fileprivate var doubleFlow: FlowField<Double> {
    switch flow {
    case .single(let flow): flow.doubleFlow
    case .double(let flow): flow.doubleFlow
    }
  }
}

extension FlowModel {
  fileprivate var doubleFlow: FlowField<Double> {
    let control = network.flow(parameters).control
    return FlowField(
      HamiltonianProgram(Hamiltonian(field: network.field)),
      along: ControlPath(
        nodes: control.nodes.converted(to: Double.self), shape: control.shape, from: control.start,
        to: control.end))
  }
}
