public import Tensors

/// Follows stochastic equations along given Brownian paths: knobs, without state.
///
/// The batch is followed in blocks of rows; a row's trajectory is the same, bit for bit, whatever rows
/// share the batch and however many threads work.
///
/// ```swift
/// let path = BrownianPath(over: TimeSpan(to: 1), components: 1, seed: 7)
/// let trajectory = StochasticIntegrator(method: .milstein, steps: 256)
///   .trajectory(of: price, from: Tensor(repeating: 1, shape: [1000, 1]), along: path)
/// ```
public struct StochasticIntegrator: Sendable, Hashable {
  /// The method.
  public let method: StochasticMethod
  /// The number of equal steps over the path's span.
  public let steps: Int

  /// An integrator of at least one step.
  public init(method: StochasticMethod, steps: Int) {
    precondition(steps >= 1, "an equation is followed by at least one step, not \(steps)")
    self.method = method
    self.steps = steps
  }

  /// The motions that the path of an equation must have at least.
  public func motions<Element: Scalar>(of field: some StochasticField<Element>) -> Int {
    method.motions(field.noise.components(dimension: field.dimension))
  }

  /// Follows an equation over the path's span.
  ///
  /// A row whose state stops being finite keeps its last good state, has NaN at later times, and does
  /// not stop the others.
  ///
  /// - Parameters:
  ///   - field: the equation.
  ///   - x0: the states at the beginning; shape `[rows, dimension]`, or `[dimension]` for one row.
  ///   - path: the Brownian motions; row r follows those of the path's row r.
  ///   - times: where states are wanted, ascending within the span; only its end when nil. Steps are
  ///     cut at them.
  ///   - pool: the threads to work on; the caller's alone when nil.
  /// - Returns: the states at these times, and where the rows ended.
  /// - Precondition: the method serves the equation's noise and sense (see
  ///   ``StochasticMethod/refusal(noise:sense:)``); the path has ``motions(of:)`` components or more.
  public func trajectory<Element: Scalar>(
    of field: some StochasticField<Element>, from x0: Tensor<Element>, along path: BrownianPath,
    at times: [Double]? = nil, on pool: ForkJoinPool? = nil
  ) -> Trajectory<Element> {
    if let refusal = method.refusal(noise: field.noise, sense: field.sense) {
      preconditionFailure(refusal)
    }
    precondition(
      path.components >= motions(of: field),
      "a path of \(path.components) motions where \(motions(of: field)) are needed")
    precondition(
      (1...2).contains(x0.rank) && x0.shape.last == field.dimension,
      "states of shape \(x0.shape) for an equation of dimension \(field.dimension)")
    let n = field.dimension
    let rows = x0.rank == 2 ? x0.shape[0] : 1
    let times = times ?? [path.span.end]
    let grid = StochasticGrid(path.span, steps: steps, times: times)
    var ends = x0.reshaped(to: [rows, n])
    var samples = Tensor<Element>(repeating: .nan, shape: [times.count, rows, n])
    var failures = [Outcome](repeating: .completed, count: rows)
    let blocks = stride(from: 0, to: rows, by: 128).map { $0..<min($0 + 128, rows) }
    let workers = (0..<(blocks.count > 1 ? pool?.threads ?? 1 : 1)).map { _ in
      StochasticBlock(field, method, path, grid, capacity: min(rows, 128))
    }
    ends.withUnsafeMutableElements { states in
      samples.withUnsafeMutableElements { samples in
        failures.withUnsafeMutableBufferPointer { failures in
          guard let states = states.baseAddress, let failures = failures.baseAddress,
            let samples = samples.baseAddress ?? Optional(states)
          else { return }
          let crew = StochasticCrew(
            workers: workers, blocks: blocks, rows: rows, states: states, samples: samples,
            outcomes: failures)
          if let pool, workers.count > 1 {
            pool.run(blocks.count) { crew.run($0, worker: $1) }
          } else {
            for block in blocks.indices { crew.run(block, worker: 0) }
          }
        }
      }
    }
    let statistics = failures.map { grid.statistics($0, evaluations: method.evaluations) }
    return Trajectory(
      times: times, states: samples,
      ends: FlowEnds(
        states: ends, times: failures.map { $0.failureTime ?? path.span.end }, outcomes: failures,
        statistics: statistics))
  }
}

/// Blocks of rows and the workers that follow them.
///
/// `@unchecked Sendable`: a worker serves one thread at a time, and blocks share no row.
private struct StochasticCrew<Element: Scalar>: @unchecked Sendable {
  let workers: [StochasticBlock<Element>]
  let blocks: [Range<Int>]
  let rows: Int
  let states: UnsafeMutablePointer<Element>
  let samples: UnsafeMutablePointer<Element>
  let outcomes: UnsafeMutablePointer<Outcome>

  func run(_ block: Int, worker: Int) {
    workers[worker].run(blocks[block], of: rows, states, samples: samples, outcomes)
  }
}
