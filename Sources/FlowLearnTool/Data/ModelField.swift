import FlowLearn

/// The flow of a model as a field to follow: its control at each time, in 64 bits.
struct ModelField: VectorField {
  private let program: HamiltonianProgram<Double>
  private let control: ControlShape
  private let horizon: TimeSpan
  /// The control's nodes, one after the other; shape `[nodes * parameters]`.
  private let nodes: Tensor<Double>

  /// The flow of a model.
  init(_ model: TabularModel) {
    switch model.flow {
    case .single(let flow): self.init(flow)
    case .double(let flow): self.init(flow)
    }
  }

  private init<Element>(_ flow: FlowModel<Element>) {
    program = HamiltonianProgram(Hamiltonian(field: flow.network.field))
    control = flow.network.architecture.solver.control
    horizon = flow.network.architecture.solver.span
    nodes = flow.parameters.rows(0..<flow.network.problem.flowParameterCount)
      .converted(to: Double.self)
  }

  var dimension: Int { program.dimension }

  func makeEvaluator(rowCapacity: Int) -> any FieldEvaluator<Double> { Evaluator(self) }

  /// The control at a time; outside the horizon that of its nearer end.
  private func parameters(at t: Double) -> Tensor<Double> {
    let fraction = (t - horizon.start) / (horizon.end - horizon.start)
    let inside = min(max(fraction.isFinite ? fraction : 0, 0), 1)
    let mixture = control.mixture(at: inside, in: control.piece(at: inside))
    let count = program.parameters.count
    let node = nodes.rows(mixture.node * count..<(mixture.node + 1) * count)
    guard mixture.weight > 0 else { return node }
    let next = nodes.rows((mixture.node + 1) * count..<(mixture.node + 2) * count)
    return (1 - mixture.weight) * node + mixture.weight * next
  }

  private final class Evaluator: FieldEvaluator {
    private let field: ModelField
    private let evaluator: HamiltonianEvaluator<Double>
    private let cost = UnsafeMutablePointer<Double>.allocate(capacity: 1)
    private var theta = Tensor<Double>.zeros([0])

    init(_ field: ModelField) {
      self.field = field
      evaluator = field.program.makeEvaluator(rows: 1)
    }

    deinit { cost.deallocate() }

    func evaluate(_ points: RowPoints<Double>, into dx: UnsafeMutablePointer<Double>) {
      let n = field.dimension
      for row in 0..<points.count {
        // The tensor is kept until the next is set, so its elements stay where they are.
        theta = field.parameters(at: points.t[row])
        theta.withUnsafeElements { elements in
          if let base = elements.baseAddress { evaluator.setParameters(base) }
        }
        evaluator.evaluate(
          1, t: points.t + row, x: points.x + row * n, velocity: dx + row * n, cost: cost)
      }
    }
  }
}
