import Calculus
import Control
import ODE
import Tensors
import Testing

/// Controls that hold a system's states near clean ones.
@Suite struct ClosedLoopDefenceTests {
  private static let n = 20
  private static let rank = 6
  private static let depth = 8
  private let pool = ForkJoinPool(threads: 1)

  private func orthogonal(_ stream: inout RandomStream) throws -> Tensor<Double> {
    try QRFactorization(.normal(shape: [Self.n, Self.n], using: &stream)).q
  }

  private func linear(_ matrix: Tensor<Double>) -> TracedMap<Double> {
    TracedMap(inputs: matrix.shape[0], parameters: [matrix]) { x, theta in x • theta[0] }
  }

  private func subspace(_ basis: Tensor<Double>) -> EmbeddingProgram<Double> {
    EmbeddingProgram(SubspaceEmbedding(mean: .zeros([basis.shape[0]]), basis: basis))
  }

  /// Along orthogonal maps, with embeddings that follow a subspace, a disturbance z leaves
  /// α^{2t} ‖z_⊥‖² + ‖z_∥‖² after t controls, α = c / (1 + c).
  @Test(arguments: [0, 0.1, 0.5, 1.0]) func orthogonalMapsKeepTheIdentity(c: Double) throws {
    var stream = RandomStream(seed: 5)
    var bases = [try orthogonal(&stream).columns(0..<Self.rank)]
    var maps: [TracedMap<Double>] = []
    for _ in 0..<Self.depth {
      let q = try orthogonal(&stream)
      maps.append(linear(q))
      bases.append(q.transposed() • bases[bases.count - 1])
    }
    let clean = Tensor<Double>.normal(shape: [1, Self.rank], using: &stream)
      .product(bases[0].transposed())
    let z = Tensor<Double>.normal(shape: [1, Self.n], using: &stream)
    let system = LayeredSystem(maps)
    let defence = ClosedLoopDefence(
      bases.dropLast().map { subspace($0) }, options: .init(energyWeight: c, sweeps: 0))
    let defended = LayeredEvaluator(system, defence: defence, pool: pool).outputs(clean + z)
    let plain = LayeredEvaluator(system, pool: pool).outputs(clean)
    let along = z • bases[0] • bases[0].transposed()
    let alpha = c / (1 + c)
    var power = 1.0
    for _ in 0..<2 * Self.depth { power *= alpha }
    let expected = power * (z - along).squared().sum() + along.squared().sum()
    #expect(abs((defended - plain).squared().sum() - expected) < 1e-12 * z.squared().sum())
  }

  /// Sweeps from no controls at all reach the least squares solution of a linear problem whose maps
  /// are not orthogonal, and greedy controls do not.
  @Test func sweepsReachLeastSquares() throws {
    var stream = RandomStream(seed: 6)
    let (n, depth, c) = (6, 4, 0.3)
    let matrices = (0..<depth).map { _ in
      Tensor<Double>.identity(n) + 0.25 * .normal(shape: [n, n], using: &stream)
    }
    let bases = try (0..<depth).map { _ in
      try QRFactorization<Double>(.normal(shape: [n, n], using: &stream)).q.columns(0..<2)
    }
    let x = Tensor<Double>.normal(shape: [1, n], using: &stream)
    let least = try leastCost(x, matrices, bases, c)
    func cost(_ options: DefenceControls) -> Double {
      let defence = ClosedLoopDefence(bases.map { subspace($0) }, options: options)
      return LayeredEvaluator(
        LayeredSystem(matrices.map { linear($0) }), defence: defence, pool: pool
      ).solution(x).costs[0]
    }
    let greedy = cost(.init(energyWeight: c, sweeps: 0))
    let few = cost(.init(energyWeight: c, start: .zero, sweeps: 40))
    let many = cost(.init(energyWeight: c, start: .zero, sweeps: 1000))
    #expect(greedy > 1.1 * least)
    #expect(few < 1.004 * least)
    #expect(abs(many - least) < 2e-14 * least)
  }

  /// The least cost by one least squares problem in all controls.
  private func leastCost(
    _ x: Tensor<Double>, _ matrices: [Tensor<Double>], _ bases: [Tensor<Double>], _ c: Double
  ) throws -> Double {
    let n = x.shape[1]
    let size = n * matrices.count
    func residuals(_ u: Tensor<Double>) -> Tensor<Double> {
      var state = x
      var parts: [Tensor<Double>] = []
      for t in matrices.indices {
        let control = u.rows(t * n..<(t + 1) * n).reshaped(to: [1, n])
        let z = state + control
        parts += [z - z • bases[t] • bases[t].transposed(), c.squareRoot() * control]
        state = z.product(matrices[t])
      }
      return Tensor(parts.flatMap(\.elements))
    }
    // The residuals are affine in the controls.
    let offset = residuals(.zeros([size]))
    let columns = (0..<size).map { index -> Tensor<Double> in
      var unit = Tensor<Double>.zeros([size])
      unit.replaceRows(from: index, with: .ones([1]))
      return residuals(unit) - offset
    }
    let u = try QRFactorization(Tensor(stacking: columns, along: 0).transposed()).solve(-offset)
    return 0.5 * residuals(u).squared().sum()
  }

  /// One step of ascent in the last but one layer moves a control by the derivative of the cost, with
  /// its sign changed, and the gradient of a loss goes through greedy controls.
  @Test func gradientsAgreeWithDifferences() throws {
    var stream = RandomStream(seed: 7)
    let n = 5
    let weights = (0..<3).map { _ in Tensor<Double>.normal(shape: [n, n], using: &stream) }
    let clean = Tensor<Double>.normal(shape: [60, n], using: &stream)
    let maps = weights.map { weight in
      TracedMap<Double>(inputs: n, parameters: [weight]) { x, theta in
        x + (x • theta[0]).tanh()
      }
    }
    let system = LayeredSystem(maps)
    let states = LayeredEvaluator(system, pool: pool).states(clean)
    let embeddings: [EmbeddingProgram<Double>?] = [
      EmbeddingProgram(
        try AutoEncoderEmbedding(
          fitting: states[0], rank: 2, training: .init(hidden: 6, epochs: 10), pool: pool)),
      nil,
      EmbeddingProgram(try SubspaceEmbedding(fitting: states[2], keeping: 0.7)),
    ]
    let c = 0.2
    let x = Tensor<Double>.normal(shape: [1, n], using: &stream)
    // The greedy gradient.
    let target = Tensor<Double>.normal(shape: [1, n], using: &stream)
    let loss = LossProgram<Double>(dimension: n, targetDimension: n) { y, target in
      (y - target).squared().sum(over: -1)
    }
    let greedy = LayeredEvaluator(
      system,
      defence: ClosedLoopDefence(embeddings, options: .init(energyWeight: c, sweeps: 0)),
      pool: pool)
    let gradient = greedy.gradient(of: loss, at: x, targets: target)
    let h = 1e-5
    for index in 0..<n {
      func value(_ sign: Double) -> Double {
        var moved = x
        moved[0, index] += sign * h
        return (greedy.outputs(moved) - target).squared().sum()
      }
      let difference = (value(1) - value(-1)) / (2 * h)
      #expect(abs(gradient[0, index] - difference) < 1e-8 * gradient.norm)
    }
    // One sweep of one small step from zero moves each control against the cost's derivative.
    let rate = 1e-3
    let swept = LayeredEvaluator(
      system,
      defence: ClosedLoopDefence(
        embeddings,
        options: .init(
          energyWeight: c, start: .zero, sweeps: 1, innerSteps: 1, rate: rate * (1 + c))),
      pool: pool
    ).solution(x)
    func cost(_ t: Int, _ index: Int, _ amount: Double) throws -> Double {
      // A control of the first layer is a move of the first state, but for its energy.
      guard t == 0 else { return 0 }
      var moved = x
      moved[0, index] += amount
      let none = ClosedLoopDefence(
        embeddings, options: .init(energyWeight: c, start: .zero, sweeps: 0))
      return LayeredEvaluator(system, defence: none, pool: pool).solution(moved).costs[0]
    }
    for index in 0..<n {
      let difference = try (cost(0, index, h) - cost(0, index, -h)) / (2 * h)
      let step = -swept.controls[0][0, index] / rate
      // Later controls have moved by the rate before the first one's step.
      #expect(abs(step - difference) < 3e-3 * abs(difference) + 1e-6)
    }
    #expect(swept.controls[1].elements.allSatisfy { $0 == 0 })
  }

  /// No bit depends on threads or on the rows beside a row.
  @Test func rowsAreIndependent() throws {
    var stream = RandomStream(seed: 8)
    let weight = Tensor<Float>.normal(shape: [7, 7], using: &stream)
    let map = TracedMap<Float>(inputs: 7, parameters: [weight]) { x, theta in
      (x • theta[0]).tanh()
    }
    let x = Tensor<Float>.normal(shape: [150, 7], using: &stream)
    let system = LayeredSystem([map, map])
    let defence = ClosedLoopDefence<Float>(
      try (0..<2).map { _ in
        EmbeddingProgram(try SubspaceEmbedding(fitting: x, keeping: 0.5))
      })
    let one = LayeredEvaluator(system, defence: defence, pool: pool)
    let two = LayeredEvaluator(system, defence: defence, pool: ForkJoinPool(threads: 2))
    let outputs = one.outputs(x)
    #expect(outputs == two.outputs(x))
    #expect(outputs.rows(70..<71) == two.outputs(x.rows(70..<71)))
    #expect(one.solution(x).outputs == outputs)
  }

  /// A flow in segments ends where the whole flow ends.
  @Test func segmentsMakeTheFlow() {
    var stream = RandomStream(seed: 9)
    let dynamics = RegulatedProblem.dynamics
    let control = ControlShape.piecewiseConstant(pieces: 3)
    let scheme = FlowScheme(method: .rungeKutta4, steps: 6, to: 1.5, control: control)
    let nodes = Tensor<Double>.normal(shape: [3, dynamics.parameters.count], using: &stream)
    let x = RegulatedProblem.numbers([4, 2], seed: 3)
    let segments = (0..<3).map { piece in
      FlowSegment(
        dynamics,
        solver: .fixed(
          FlowScheme(
            method: .rungeKutta4, steps: 2, from: 0.5 * Double(piece),
            to: 0.5 * Double(piece + 1))),
        nodes: nodes.rows(piece..<piece + 1))
    }
    let end = LayeredEvaluator(LayeredSystem(segments), pool: pool).outputs(x)
    let problem = ControlProblem(
      dynamics: dynamics, terminal: RegulatedProblem.terminal, solver: .fixed(scheme))
    let theta = Tensor(
      nodes.elements + Array(repeating: 0, count: problem.terminal.parameters.count))
    let whole = problem.finalStates(from: x, theta: theta, on: pool).states
    #expect((end - whole).absolute().maximum() < 1e-14)
  }
}
