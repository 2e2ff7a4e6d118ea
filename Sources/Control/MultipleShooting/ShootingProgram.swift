import Calculus
import ODE
import Tensors

/// One piece of a controlled flow by equal steps, and its derivatives of first and second order by
/// states and control.
///
/// It is traced from the time t, the states x and the control θ of the piece to the states φ at its end
/// and the integral ℓ of the running cost.
struct ShootingProgram: Sendable {
  /// The number of components of a state, and of a piece's control.
  let dimension, parameterCount: Int
  let segments: [ParameterLayout.Segment]
  /// (t, x, θ) to φ and ℓ.
  let value: Program<Double>
  /// (t, x, θ, dx, dθ) to the tangents of φ and ℓ.
  let tangent: Program<Double>
  /// (t, x, θ, λ, w, dx, dθ) to the tangents of the gradient of λ · φ + w ℓ by x and θ.
  let curvature: Program<Double>

  /// Traces a piece of so many steps.
  ///
  /// - Precondition: the method is explicit.
  init(_ dynamics: HamiltonianProgram<Double>, _ tableau: ButcherTableau, steps: Int, h: Double) {
    let hamiltonian = dynamics.hamiltonian
    dimension = dynamics.dimension
    parameterCount = dynamics.parameters.count
    segments = dynamics.parameters.segments
    let rows = Extents.rows
    let shapes = [[rows, 1], [rows, dimension]] + segments.map(\.shape)
    let graph = Graph(inputs: shapes) { inputs in
      let theta = Array(inputs.dropFirst(2))
      var (t, x) = (inputs[0], inputs[1])
      var cost = Symbol.constant(0).broadcast(like: t)
      for _ in 0..<steps {
        let stages = ShootingProgram.stages(hamiltonian, tableau, h, t, x, theta)
        for (stage, weight) in zip(stages, tableau.b) where weight != 0 {
          x = x + (h * weight) * stage.velocity
          if let rate = stage.rate { cost = cost + (h * weight) * rate }
        }
        t = t + h
      }
      return [x, cost]
    }
    let moving = Array(1..<shapes.count)
    value = Program(graph, held: Set(2..<shapes.count))
    tangent = Program(graph.pushforward(wrt: moving))
    curvature = Program(graph.pullback(wrt: moving).pushforward(wrt: moving))
  }

  private static func stages(
    _ hamiltonian: Hamiltonian, _ tableau: ButcherTableau, _ h: Double, _ t: Symbol, _ x: Symbol,
    _ theta: [Symbol]
  ) -> [(velocity: Symbol, rate: Symbol?)] {
    var stages: [(velocity: Symbol, rate: Symbol?)] = []
    for index in tableau.b.indices {
      var state = x
      for (stage, weight) in zip(stages, tableau.a[index]) where weight != 0 {
        state = state + (h * weight) * stage.velocity
      }
      let outputs = hamiltonian.dynamics([t + tableau.c[index] * h, state] + theta)
      stages.append((outputs[0], outputs.count > 1 ? outputs[1] : nil))
    }
    return stages
  }
}

/// What a piece comes to at given states and control, for a quadratic model of the whole.
///
/// The states of all rows are one vector, [rows × dimension].
struct ShootingStage: Sendable {
  /// φ, as one vector.
  var end: Tensor<Double>
  /// Σ w ℓ over the rows.
  var cost: Double
  /// ∂φ/∂x and ∂φ/∂θ; shapes `[S, S]` and `[S, m]`.
  var a, b: Tensor<Double>
  /// The gradient of Σ w ℓ by x and by θ.
  var qx, qu: Tensor<Double>
  /// Second derivatives of Σ w ℓ + λ · φ; shapes `[S, S]`, `[m, S]`, `[m, m]`.
  var hxx, hux, huu: Tensor<Double>
}

/// Evaluates pieces on one thread.
final class ShootingWorker {
  private let program: ShootingProgram
  private let rows: Int
  private let value, tangent, curvature: Workspace<Double>

  init(_ program: ShootingProgram, rows: Int) {
    self.program = program
    self.rows = rows
    value = program.value.makeWorkspace(rows: rows)
    tangent = program.tangent.makeWorkspace(rows: rows)
    curvature = program.curvature.makeWorkspace(rows: rows)
  }

  /// φ, and Σ w ℓ.
  func values(
    at t: Double, _ x: Tensor<Double>, _ theta: Tensor<Double>, weights: Tensor<Double>
  ) -> (end: Tensor<Double>, cost: Double) {
    var end = Tensor<Double>.zeros([x.count])
    var costs = Tensor<Double>.zeros([rows])
    with([Tensor(repeating: t, shape: [rows]), x], theta, in: value) {
      end.withUnsafeMutableElements { value.bind(output: 0, $0.baseAddress) }
      costs.withUnsafeMutableElements { value.bind(output: 1, $0.baseAddress) }
      program.value.prepare(in: value)
      program.value.run(rows: rows, in: value)
    }
    return (end, costs.dot(weights))
  }

  /// All that a quadratic model needs.
  func stage(
    at t: Double, _ x: Tensor<Double>, _ theta: Tensor<Double>, _ lambda: Tensor<Double>,
    weights: Tensor<Double>
  ) -> ShootingStage {
    let (n, m, size) = (program.dimension, program.parameterCount, x.count)
    let (end, cost) = values(at: t, x, theta, weights: weights)
    func zeros(_ shape: Int...) -> Tensor<Double> { .zeros(shape) }
    var stage = ShootingStage(
      end: end, cost: cost, a: zeros(size, size), b: zeros(size, m), qx: zeros(size),
      qu: zeros(m), hxx: zeros(size, size), hux: zeros(m, size), huu: zeros(m, m))
    let times = Tensor(repeating: t, shape: [rows])
    for direction in 0..<n + m {
      let (dx, dtheta) = unit(direction)
      let first = outputs(program.tangent, tangent, [times, x], theta, [], dx, dtheta)
      let second = outputs(
        program.curvature, curvature, [times, x], theta, [lambda, weights], dx, dtheta)
      let byTheta = Array(second[1...].map(\.elements).joined())
      let costs = first[1] * weights
      if direction < n {
        for row in 0..<rows {
          let column = row * n + direction
          stage.qx[column] = costs[row]
          for i in 0..<n {
            stage.a[row * n + i, column] = first[0][row * n + i]
            stage.hxx[row * n + i, column] = second[0][row * n + i]
          }
        }
      } else {
        let column = direction - n
        stage.qu[column] = costs.sum()
        for i in 0..<size {
          stage.b[i, column] = first[0][i]
          stage.hux[column, i] = second[0][i]
        }
        for i in 0..<m { stage.huu[i, column] = byTheta[i] }
      }
    }
    return stage
  }

  /// A move of one component of all rows' states, or of one of the control.
  private func unit(_ direction: Int) -> (Tensor<Double>, Tensor<Double>) {
    let n = program.dimension
    var dx = Tensor<Double>.zeros([rows * n])
    var dtheta = Tensor<Double>.zeros([max(program.parameterCount, 1)])
    if direction < n {
      for row in 0..<rows { dx[row * n + direction] = 1 }
    } else {
      dtheta[direction - n] = 1
    }
    return (dx, dtheta)
  }

  /// The outputs of a program, each as one vector.
  private func outputs(
    _ program: Program<Double>, _ workspace: Workspace<Double>, _ first: [Tensor<Double>],
    _ theta: Tensor<Double>, _ seeds: [Tensor<Double>], _ dx: Tensor<Double>,
    _ dtheta: Tensor<Double>
  ) -> [Tensor<Double>] {
    var results = program.outputShapes.map { shape in
      Tensor<Double>.zeros([Extents.resolve(Extents.count(shape), rows: rows)])
    }
    let next = first.count + self.program.segments.count
    for (index, seed) in (seeds + [dx]).enumerated() {
      seed.withUnsafeElements { workspace.bind(input: next + index, $0.baseAddress) }
    }
    dtheta.withUnsafeElements { elements in
      for (index, segment) in self.program.segments.enumerated() {
        workspace.bind(
          input: next + seeds.count + 1 + index, elements.baseAddress.map { $0 + segment.offset })
      }
    }
    withExtendedLifetime((seeds, dx, dtheta)) {
      with(first, theta, in: workspace) {
        for index in results.indices {
          results[index].withUnsafeMutableElements {
            workspace.bind(output: index, $0.baseAddress)
          }
        }
        program.prepare(in: workspace)
        program.run(rows: rows, in: workspace)
      }
    }
    return results
  }

  /// Binds the first inputs and the control while the closure runs.
  private func with(
    _ first: [Tensor<Double>], _ theta: Tensor<Double>, in workspace: Workspace<Double>,
    _ body: () -> Void
  ) {
    for (index, input) in first.enumerated() {
      input.withUnsafeElements { workspace.bind(input: index, $0.baseAddress) }
    }
    theta.withUnsafeElements { elements in
      for (index, segment) in program.segments.enumerated() {
        workspace.bind(
          input: first.count + index, elements.baseAddress.map { $0 + segment.offset })
      }
    }
    withExtendedLifetime((first, theta), body)
  }
}
