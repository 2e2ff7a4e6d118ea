import Calculus
import Tensors

/// A stage of a step as a traced function of what it depends on, and its derivatives.
///
/// The inputs that rows have are the stage's time and step size, its state X, its unknown K where it
/// is implicit, and for a linearly implicit stage also Σ γ_ij K_j, the step's first state and time,
/// and g_i h. Behind them come the parameters. A running cost is one component more of a state.
///
/// Derivatives of any order are graphs made of graphs: a linearly implicit stage holds the derivative
/// of the field itself, and is transposed and differentiated again like any other.
struct StageFunction {
  /// What a stage depends on, besides the parameters.
  enum Input: Hashable { case time, step, state, unknown, coupled, start, startTime, slope }

  /// The inputs that rows have, in order.
  let inputs: [Input]
  /// The components of a state, the running cost with them.
  let dimension: Int
  /// From the inputs and the parameters to K.
  let value: Graph
  /// The numbers of the parameters among the inputs.
  let parameters: Range<Int>

  /// The function of the step of the discrete gradient.
  ///
  /// - Precondition: the field is a dissipative law, without running cost.
  init(discreteGradientOf hamiltonian: Hamiltonian) {
    guard let descent = hamiltonian.discreteDescent, !hamiltonian.hasRunningCost else {
      preconditionFailure(
        "method discrete-gradient wants a field with a potential, a DissipativeLaw, and no running cost"
      )
    }
    inputs = [.time, .step, .state, .unknown]
    dimension = hamiltonian.dimension
    let shapes = [1, 1, dimension, dimension].map { [Extents.rows, $0] }
    let segments = hamiltonian.parameters.segments.map(\.shape)
    value = Graph(inputs: shapes + segments) { symbols in
      [symbols[1] * descent([symbols[2], symbols[3]] + symbols[4...])[0]]
    }
    parameters = 4..<4 + segments.count
  }

  /// The function of a stage with a weight γ.
  init(_ hamiltonian: Hamiltonian, gamma: Double, isLinear: Bool) {
    let n = hamiltonian.dimension + (hamiltonian.hasRunningCost ? 1 : 0)
    var inputs: [Input] = [.time, .step, .state]
    if gamma != 0 || isLinear { inputs.append(.unknown) }
    if isLinear { inputs += [.coupled, .start, .startTime, .slope] }
    let field = StageFunction.field(hamiltonian)
    let tangent = field.pushforward(wrt: [0, 1])
    let shapes = inputs.map { [Extents.rows, $0.isState ? n : 1] }
    let segments = hamiltonian.parameters.segments.map(\.shape)
    value = Graph(inputs: shapes + segments) { symbols in
      let theta = Array(symbols[inputs.count...])
      let (t, h, x) = (symbols[0], symbols[1], symbols[2])
      guard isLinear else {
        return [h * field([t, gamma == 0 ? x : x + gamma * symbols[3]] + theta)[0]]
      }
      let direction = symbols[4] + gamma * symbols[3]
      let slope = tangent([symbols[6], symbols[5]] + theta + [symbols[7], direction])[0]
      return [h * (field([t, x] + theta)[0] + slope)]
    }
    self.inputs = inputs
    dimension = n
    parameters = inputs.count..<inputs.count + segments.count
  }

  /// The components of an input.
  func width(_ input: Input) -> Int { input.isState ? dimension : 1 }

  /// The field with its running cost as the last component.
  private static func field(_ hamiltonian: Hamiltonian) -> Graph {
    guard hamiltonian.hasRunningCost else { return hamiltonian.dynamics }
    let n = hamiltonian.dimension
    let shapes = hamiltonian.dynamics.inputShapes
    return Graph(inputs: [shapes[0], [Extents.rows, n + 1]] + shapes.dropFirst(2)) { symbols in
      let state = symbols[1].sliced(0..<n, along: 1)
      let results = hamiltonian.dynamics([symbols[0], state] + symbols.dropFirst(2))
      return [.concatenate(results, along: -1)]
    }
  }
}

extension StageFunction.Input {
  /// Whether the input has the components of a state.
  var isState: Bool {
    switch self {
    case .time, .step, .startTime, .slope: false
    case .state, .unknown, .coupled, .start: true
    }
  }
}

extension StageFunction {
  /// The number of an input.
  func number(_ input: Input) -> Int? { inputs.firstIndex(of: input) }

  /// The inputs whose cotangents a transposed step needs: all but the unknown.
  var transposed: [Int] { inputs.indices.filter { inputs[$0] != .unknown } }

  /// From the inputs, the parameters and a tangent of K to that of the result.
  var byUnknown: Graph { value.pushforward(wrt: number(.unknown).map { [$0] } ?? []) }

  /// From the inputs, the parameters, and tangents of both, to that of the result.
  var pushforward: Graph { value.pushforward() }

  /// From the inputs, the parameters and a cotangent of the result to those of ``transposed`` inputs
  /// and of the parameters.
  var pullback: Graph { value.pullback(wrt: transposed + Array(parameters)) }

  /// From what the pullback takes, and tangents of all that, to what it gives, and tangents of that.
  var pullbackWithTangent: Graph { StageFunction.withTangent(pullback) }

  /// From the inputs, the parameters and a cotangent of the result, and tangents of inputs and
  /// parameters, to the tangent of the unknown's cotangent.
  var curvature: Graph {
    let pullback = value.pullback(wrt: number(.unknown).map { [$0] } ?? [])
    return pullback.pushforward(wrt: Array(0..<parameters.upperBound))
  }

  /// A graph together with its derivative.
  private static func withTangent(_ graph: Graph) -> Graph {
    let tangent = graph.pushforward()
    return Graph(inputs: tangent.inputShapes) { symbols in
      graph(Array(symbols.prefix(graph.inputShapes.count))) + tangent(symbols)
    }
  }
}
