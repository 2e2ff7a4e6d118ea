public import Calculus
public import Tensors

/// Output after every n-th step.
extension Integrator {
  /// Follows a flow and keeps the states after every n-th step of each row.
  ///
  /// The first state is kept too, and the last.
  ///
  /// - Parameters:
  ///   - field: the right-hand side of dx/dt = f(t, x).
  ///   - x0: the states at the beginning; shape `[rows, dimension]`, or `[dimension]` for one row.
  ///   - span: the times between which the flow is followed.
  ///   - interval: n, at least 1.
  ///   - function: what is read off the states and kept in their place; the states when nil.
  ///   - events: what is looked for along the way, and what it does.
  ///   - pool: the threads to work on; the caller's alone when nil.
  /// - Returns: the times and states of each row, and where the rows ended.
  /// - Precondition: the states have the field's dimension.
  public func trajectory<Element: Scalar>(
    of field: some VectorField<Element>, from x0: Tensor<Element>, over span: TimeSpan,
    everySteps interval: Int, reading function: StateFunction<Element>? = nil,
    events: [Event<Element>] = [], on pool: ForkJoinPool? = nil
  ) -> RaggedTrajectory<Element> {
    trajectory(of: field, from: x0, .shared(span), every: interval, function, events, on: pool)
  }

  /// Follows each row of a flow over its own span, and keeps the states after every n-th step.
  ///
  /// - Parameters:
  ///   - field: the right-hand side of dx/dt = f(t, x).
  ///   - x0: the states at the beginning; shape `[rows, dimension]`.
  ///   - spans: the times between which each row is followed, in either direction.
  ///   - interval: n, at least 1.
  ///   - function: what is read off the states and kept in their place; the states when nil.
  ///   - events: what is looked for along the way, and what it does.
  ///   - pool: the threads to work on; the caller's alone when nil.
  /// - Returns: the times and states of each row, and where the rows ended.
  /// - Precondition: there is one span for each row.
  public func trajectory<Element: Scalar>(
    of field: some VectorField<Element>, from x0: Tensor<Element>, over spans: [TimeSpan],
    everySteps interval: Int, reading function: StateFunction<Element>? = nil,
    events: [Event<Element>] = [], on pool: ForkJoinPool? = nil
  ) -> RaggedTrajectory<Element> {
    trajectory(of: field, from: x0, .each(spans), every: interval, function, events, on: pool)
  }

  private func trajectory<Element: Scalar>(
    of field: some VectorField<Element>, from x0: Tensor<Element>, _ spans: RowSpans,
    every interval: Int, _ function: StateFunction<Element>?, _ events: [Event<Element>],
    on pool: ForkJoinPool?
  ) -> RaggedTrajectory<Element> {
    precondition(interval >= 1, "states after every \(interval) steps")
    let x0 = FlowStart(x0, of: field)
    spans.check(rows: x0.rows)
    let blocks = self.blocks(of: x0)
    let samplers = blocks.map { StepSampler(every: interval, function, block: $0) }
    func append(_ states: Tensor<Element>, _ time: (_ row: Int) -> Double) {
      states.withUnsafeElements { states in
        guard let states = states.baseAddress else { return }
        for (sampler, block) in zip(samplers, blocks) {
          for row in block {
            sampler.append(
              states + row * x0.dimension, x0.dimension, at: time(row), row - block.lowerBound)
          }
        }
      }
    }
    append(x0.states) { spans[$0].start }
    let ends = follow(field, x0, spans, events, blocks: blocks, observers: samplers, on: pool)
    append(ends.states) { ends.times[$0] }
    let times = samplers.flatMap(\.times)
    let width = function?.count ?? x0.dimension
    return RaggedTrajectory(
      times: times,
      samples: Tensor(
        samplers.flatMap { $0.numbers.flatMap { $0 } },
        shape: [times.reduce(0) { $0 + $1.count }, width]),
      ends: ends)
  }
}
