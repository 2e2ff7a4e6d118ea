import Calculus
import ODE
public import Optimization
public import Tensors

/// A value function of many variables as a network, fitted to samples of values and gradients.
///
/// With z = (t, x, 1), in units of the samples, and two hidden layers h(z),
///
///     V(t, x) = Φ(x) + (T - t) [ (z A) · (z B + h D) + h · d ],
///
/// so that it has the terminal cost exactly, and quadratic functions without hidden units.
///
/// > Source: Nakamura-Zimmerer, Gong & Kang, SIAM J. Sci. Comput. 43(2) (2021), equation (3.7) for the
/// > loss; the network is ours.
public struct ValueNetwork: Sendable {
  /// The number of components of a state.
  public var dimension: Int { form.dimension }
  /// The parameters; shape `[parameterCount]`.
  public let parameters: Tensor<Double>
  /// The loss that the fit ended with: mean squares of the errors of values and gradients, over the
  /// mean squares of these.
  public let loss: Double
  /// How the fit ended; nil when its iterations did.
  public let outcome: MinimizerOutcome?

  private let form: ValueForm
  private let value: Program<Double>
  private let gradient: Program<Double>

  /// Fits a network to samples, by L-BFGS over all of them.
  ///
  /// - Parameters:
  ///   - samples: values and gradients at points.
  ///   - problem: the problem whose value function it is: its terminal cost and its horizon's end.
  ///   - target: the target of the terminal cost; shape `[targetDimension]`.
  ///   - hidden: the units of each hidden layer.
  ///   - gradientWeight: what an error of gradients weighs beside one of values.
  ///   - minimizer: what to ask of steps, and when to stop.
  ///   - stream: the source of first weights.
  ///   - pool: the threads to run on; no bit depends on their number.
  /// - Precondition: there is a sample, and the terminal cost has no parameters.
  public init(
    fitting samples: ValueSamples, of problem: ControlProblem<Double>,
    target: Tensor<Double>? = nil, hidden: Int = 32, gradientWeight: Double = 1,
    minimizer: Minimizer = Minimizer(iterationLimit: 500), using stream: inout RandomStream,
    pool: ForkJoinPool
  ) {
    precondition(samples.times.count > 0, "a value function without samples")
    precondition(
      problem.terminal.parameters.count == 0, "a terminal cost with parameters has no one value")
    let form = ValueForm(
      problem, target: target ?? .zeros([problem.terminal.targetDimension]), hidden: hidden,
      scale: samples.states.squared().mean().squareRoot())
    self.form = form
    let loss = ValueLoss(form: form, gradientWeight: gradientWeight, samples: samples)
    let objective = RowObjective(RowLossProgram<Double>(loss), pool: pool)
    let rows = RowEnsemble([
      samples.times.insertingAxis(at: 1), samples.states, samples.values.insertingAxis(at: 1),
      samples.gradients,
    ])
    let minimum = minimizer.minimum(from: form.initialParameters(using: &stream)) { theta in
      var gradient = theta
      let value = objective.value(theta, over: rows, gradient: &gradient)
      return (value: value, gradient: gradient)
    }
    parameters = minimum.position
    self.loss = minimum.value
    outcome = minimum.outcome
    value = Program(form.graph)
    gradient = Program(form.graph.gradient(wrt: [1]))
  }

  /// V at some times and states.
  ///
  /// - Parameters:
  ///   - t: the times; shape `[rows]`.
  ///   - x: the states; shape `[rows, dimension]`.
  /// - Returns: shape `[rows]`.
  public func values(at t: Tensor<Double>, _ x: Tensor<Double>) -> Tensor<Double> {
    value(inputs(t, x))[0]
  }

  /// ∇V at some times and states, the costate with its sign changed.
  ///
  /// - Parameters: as of ``values(at:_:)``.
  /// - Returns: shape `[rows, dimension]`.
  public func gradients(at t: Tensor<Double>, _ x: Tensor<Double>) -> Tensor<Double> {
    gradient(inputs(t, x))[0]
  }

  private func inputs(_ t: Tensor<Double>, _ x: Tensor<Double>) -> [Tensor<Double>] {
    precondition(
      x.rank == 2 && x.shape[1] == dimension && t.shape == [x.shape[0]],
      "times of shape \(t.shape) and states of \(x.shape) for dimension \(dimension)")
    return [t.insertingAxis(at: 1), x]
      + form.parameters.segments.map { parameters.rows($0.range).reshaped(to: $0.shape) }
  }
}

/// The form of a value network.
private struct ValueForm: Sendable {
  let dimension, hidden: Int
  let parameters: ParameterLayout
  /// From t, x and the parameters to V, `[rows]`.
  let graph: Graph

  init(_ problem: ControlProblem<Double>, target: Tensor<Double>, hidden: Int, scale: Double) {
    let n = problem.dynamics.dimension
    let span = problem.solver.span
    let z = n + 1
    dimension = n
    self.hidden = hidden
    let layout = ParameterLayout([
      "A": [z, z], "a": [z], "B": [z, z], "b": [z], "W": [z, hidden], "w": [hidden],
      "H": [hidden, hidden], "h": [hidden], "D": [hidden, z], "d": [hidden, 1],
    ])
    parameters = layout
    let rows = Extents.rows
    let terminal = problem.terminal
    graph = Graph(inputs: [[rows, 1], [rows, n]] + layout.segments.map(\.shape)) { inputs in
      let (t, x) = (inputs[0], inputs[1])
      let theta = Array(inputs.dropFirst(2))
      let length = span.end - span.start
      let time = (t - span.start) / length
      let unit = scale > 0 ? scale : 1
      let z = Symbol.concatenate([time, x / unit], along: -1)
      let first = (z • theta[4] + theta[5]).tanh()
      let second = (first • theta[6] + theta[7]).tanh()
      let left = z • theta[0] + theta[1]
      let right = z • theta[2] + theta[3] + second • theta[8]
      let inner =
        (left * right).sum(over: -1).reshaped(to: [rows, 1]) + second • theta[9]
      let y =
        Symbol.constant(target.elements, shape: [1, target.count])
        + Symbol.constant(0).broadcast(like: t)
      let end = terminal.graph([x, y])[0]
      return [end + (length * (1 - time) * inner).reshaped(to: [rows])]
    }
  }

  func initialParameters(using stream: inout RandomStream) -> Tensor<Double> {
    Tensor(
      parameters.segments.flatMap { segment -> [Double] in
        // The first guess is the terminal cost: B, D and d are zero, the rest is not.
        guard ["A", "W", "H"].contains(segment.name) else {
          return Array(repeating: 0, count: segment.count)
        }
        let bound = (6 / Double(segment.shape[0] + segment.shape[1])).squareRoot()
        return (0..<segment.count).map { _ in stream.uniform(in: -bound..<bound) }
      })
  }
}

/// Squared errors of values and gradients, over the mean squares of the samples.
private struct ValueLoss: RowLoss {
  let form: ValueForm
  let inputs: [[Int]]
  let valueWeight, gradientWeight: Double
  private let gradient: Graph

  init(form: ValueForm, gradientWeight: Double, samples: ValueSamples) {
    self.form = form
    inputs = [[1], [form.dimension], [1], [form.dimension]]
    gradient = form.graph.gradient(wrt: [1])
    func share(_ x: Tensor<Double>) -> Double {
      let mean = x.squared().sum() / Double(samples.times.count)
      return mean > 0 ? 1 / mean : 1
    }
    valueWeight = share(samples.values)
    self.gradientWeight = gradientWeight * share(samples.gradients)
  }

  var parameters: ParameterLayout { form.parameters }

  func loss<A: TensorAlgebra>(_ rows: [A], _ theta: Parameters<A>) -> A {
    let given = [rows[0], rows[1]] + theta.values
    let value = form.graph(given)[0] - rows[2].sum(over: -1)
    let slope = gradient(given)[0] - rows[3]
    return valueWeight * value.squared() + gradientWeight * slope.squared().sum(over: -1)
  }
}
