import Calculus
import Control
import Models
import ODE
public import Tensors

extension GradientCheck {
  /// Checks the derivatives that training a network would use, on some rows.
  ///
  /// For each tensor of parameters, the gradient of the objective against central differences of the
  /// objective along the gradient and along random directions; the costate of the states at the
  /// beginning likewise; the gradient by transposed steps against that by the continuous costate
  /// equation, for the same flow solved with small tolerances; and ⟨w, J v⟩ = ⟨Jᵀ w, v⟩ for the field's Jacobian J by states, times and
  /// parameters.
  ///
  /// The error of a derivative is relative to what it should be along a direction: to the norm of the
  /// gradient in that tensor, over the root of its length, if that is larger.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - theta: its parameters; shape `[network.parameterCount]`.
  ///   - rows: features, standardised, and targets; a few dozen rows say enough.
  ///   - seed: the seed of the random directions.
  ///   - pool: the threads to run on.
  public init(
    _ network: FlowNetwork<Double>, at theta: Tensor<Double>, over rows: LabelledRows<Double>,
    seed: UInt64 = 0, pool: ForkJoinPool = ForkJoinPool(threads: 1)
  ) {
    var stream = RandomStream(seed: seed)
    let network = network.evenly
    let ensemble = rows.ensemble(for: network)
    let differences = CentralDifferences(network.architecture)
    let objective = EnsembleObjective(network.problem, pool: pool)
    var gradient = theta
    let value = objective.value(theta, over: ensemble, gradient: &gradient)
    var checks = network.storedParts.map { part in
      differences.check(
        "gradient \(part.name)", gradient, at: theta, in: part.ranges, scale: abs(value), &stream
      ) { objective.value($0, over: ensemble) }
    }
    let costate = network.initialCostate(theta, ensemble)
    checks.append(
      differences.check(
        "costate of the first states", costate, at: ensemble.states,
        in: [0..<ensemble.states.count], scale: abs(value), &stream
      ) { states in
        objective.value(
          theta,
          over: Ensemble(states: states, targets: ensemble.targets, weights: ensemble.weights))
      })
    checks.append(network.adjointCheck(theta, ensemble, pool: pool))
    checks.append(network.transpositionCheck(theta, ensemble.states, &stream))
    self.init(checks: checks)
  }
}

/// Differences of fourth order, (8 (f(h) − f(−h)) − (f(2h) − f(−2h))) / 12h, along unit directions.
private struct CentralDifferences {
  let step: Double
  let tolerance: Double

  /// The step balances h⁴ against rounding over h.
  ///
  /// Where the activation has a kink, the formula gains nothing from smoothness, and each kink within
  /// a step counts; where steps are adaptive, the objective is uneven at the size of their tolerance.
  init(_ architecture: FlowArchitecture) {
    let hasKink = architecture.activation.hasKink
    switch architecture.solver {
    case .fixed: (step, tolerance) = hasKink ? (1e-5, 1e-3) : (1e-3, 1e-7)
    case .adaptive: (step, tolerance) = hasKink ? (1e-3, 1e-2) : (1e-2, 1e-6)
    }
  }

  func check(
    _ name: String, _ gradient: Tensor<Double>, at x: Tensor<Double>, in ranges: [Range<Int>],
    scale: Double, _ stream: inout RandomStream, _ value: (Tensor<Double>) -> Double
  ) -> GradientCheck.Check {
    let count = ranges.reduce(0) { $0 + $1.count }
    let part = gradient.masked(to: ranges)
    let size = part.norm / Double(max(count, 1)).squareRoot()
    // A gradient of no size at all: what rounding alone leaves of the objective's differences.
    let floor = max(1e-8 * scale, Double.leastNormalMagnitude)
    var directions = part.norm > 0 ? [part / part.norm] : []
    for _ in 0..<2 {
      let random = Tensor<Double>.normal(shape: x.shape, using: &stream).masked(to: ranges)
      directions.append(random / random.norm)
    }
    let errors = directions.map { direction in
      let derivative = gradient.dot(direction)
      let difference = difference(at: x, along: direction, value)
      return abs(derivative - difference) / max(abs(derivative), abs(difference), size, floor)
    }
    // NaN must not pass for the least of errors.
    let worst = errors.contains { $0.isNaN } ? Double.infinity : errors.max() ?? 0
    return GradientCheck.Check(name: name, relativeError: worst, tolerance: tolerance)
  }

  private func difference(
    at x: Tensor<Double>, along direction: Tensor<Double>, _ value: (Tensor<Double>) -> Double
  ) -> Double {
    func along(_ steps: Double) -> Double { value(x + direction * (steps * step)) }
    let near = along(1) - along(-1)
    let far = along(2) - along(-2)
    return (8 * near - far) / (12 * step)
  }
}

extension FlowNetwork<Double> {
  /// The derivative of the objective by the states at the beginning: the costate p(0).
  func initialCostate(
    _ theta: Tensor<Double>, _ ensemble: Ensemble<Double>
  ) -> Tensor<Double> {
    let count = ensemble.count
    let flow = problem.solver.makeFlow(problem.dynamics, rows: count, keepsTape: true)
    var thetaBar = Tensor<Double>.zeros([parameterCount])
    return theta.withUnsafeElements { elements in
      guard let base = elements.baseAddress else { return ensemble.states }
      flow.setParameters(base)
      let end = ensemble.states.copied { flow.solve(from: $0, count: count).states }
      let seed = terminalCostate(end, ensemble, theta)
      return thetaBar.withUnsafeMutableElements { thetaBar in
        seed.copied { seed in
          ensemble.weights.withUnsafeElements { weights in
            guard let thetaBar = thetaBar.baseAddress else { return nil }
            return flow.pullback(seed, cost: weights.baseAddress, into: thetaBar, horizon: nil)
          }
        }
      }
    }
  }

  /// The derivative of the terminal cost by the states at the end: the costate p(T).
  private func terminalCostate(
    _ states: Tensor<Double>, _ ensemble: Ensemble<Double>, _ theta: Tensor<Double>
  ) -> Tensor<Double> {
    let rows = Extents.rows
    let shapes =
      [[rows, dimension], [rows, readOut.targetDimension]]
      + readOut.parameters.segments.map(\.shape)
    let cost = Graph(inputs: shapes) { [readOut] inputs in
      [readOut.cost(inputs[0], inputs[1], Parameters(Array(inputs.dropFirst(2))))]
    }
    let last = theta.segments(readOut.parameters, from: problem.flowParameterCount)
    let gradient = Program<Double>(cost.gradient(wrt: [0]))
    let perRow = gradient([states, ensemble.targets] + last, rows: ensemble.count)[0]
    return perRow * ensemble.weights.reshaped(to: [ensemble.count, 1])
  }

  /// Whether the field's pushforward and pullback are each other's transpose.
  fileprivate func transpositionCheck(
    _ theta: Tensor<Double>, _ states: Tensor<Double>, _ stream: inout RandomStream
  ) -> GradientCheck.Check {
    let graph = Hamiltonian(field: field).dynamics
    let count = states.shape[0]
    let times = Tensor<Double>.uniform(shape: [count, 1], using: &stream)
    let inputs = [times, states] + theta.segments(field.parameters, from: 0)
    let v = inputs.map { Tensor<Double>.normal(shape: $0.shape, using: &stream) }
    let w = Tensor<Double>.normal(shape: states.shape, using: &stream)
    let pushed = Program<Double>(graph.pushforward())(inputs + v, rows: count)[0]
    let pulled = Program<Double>(graph.pullback())(inputs + [w], rows: count)
    let right = zip(pulled, v).reduce(0) { $0 + $1.0.dot($1.1) }
    let size = max(pushed.norm * w.norm, Double.leastNormalMagnitude)
    let error = abs(w.dot(pushed) - right) / size
    return GradientCheck.Check(
      name: "pullback against pushforward of the field",
      relativeError: error.isNaN ? .infinity : error, tolerance: 1e-12)
  }
}

extension Activation {
  /// Whether the derivative jumps.
  var hasKink: Bool { self == .relu }
}

extension Tensor<Double> {
  /// The tensor with zeros outside the given places.
  fileprivate func masked(to ranges: [Range<Int>]) -> Tensor {
    var result = Tensor.zeros(shape)
    withUnsafeElements { from in
      result.withUnsafeMutableElements { to in
        for range in ranges {
          for place in range { to[place] = from[place] }
        }
      }
    }
    return result
  }

  /// The tensors of a layout that lie in a parameter vector from a place on.
  fileprivate func segments(_ layout: ParameterLayout, from offset: Int) -> [Tensor] {
    layout.segments.map { segment in
      rows(offset + segment.range.lowerBound..<offset + segment.range.upperBound)
        .reshaped(to: segment.shape)
    }
  }

  /// As many numbers as this tensor has, in its shape, from where the closure says.
  fileprivate func copied(
    _ body: (UnsafePointer<Double>) -> UnsafeMutablePointer<Double>?
  ) -> Tensor {
    withUnsafeElements { elements in
      guard let base = elements.baseAddress, let from = body(base) else { return self }
      return Tensor(Array(UnsafeBufferPointer(start: from, count: count)), shape: shape)
    }
  }
}
