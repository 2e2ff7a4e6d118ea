public import Calculus
public import Tensors

/// Rows with time spans of their own.
extension Integrator {
  /// Follows each row of a flow over its own span to its end.
  ///
  /// Rows that are at their ends leave, and a row's numbers do not depend on the others' spans.
  ///
  /// - Parameters:
  ///   - field: the right-hand side of dx/dt = f(t, x).
  ///   - x0: the states at the beginning; shape `[rows, dimension]`.
  ///   - spans: the times between which each row is followed, in either direction.
  ///   - events: what is looked for along the way, and what it does.
  ///   - observer: sees the accepted steps.
  /// - Returns: where the rows ended, and the events that happened.
  /// - Precondition: there is one span for each row.
  public func ends<Element: Scalar>(
    of field: some VectorField<Element>, from x0: Tensor<Element>, over spans: [TimeSpan],
    events: [Event<Element>] = [], observedBy observer: (any StepObserver<Element>)? = nil
  ) -> FlowEnds<Element> {
    ends(of: field, from: x0, .each(spans), events, observedBy: observer)
  }

  /// Follows each row of a flow over its own span, to its end or through times of its own.
  ///
  /// A row that fails has NaN at the times after its failure, and does not stop the others.
  ///
  /// - Parameters:
  ///   - field: the right-hand side of dx/dt = f(t, x).
  ///   - x0: the states at the beginning; shape `[rows, dimension]`.
  ///   - spans: the times between which each row is followed, in either direction.
  ///   - times: the times at which each row's states are wanted, within its span and in its
  ///     direction; only its end when nil.
  ///   - function: what is read off the states and kept in their place; the states when nil.
  ///   - events: what is looked for along the way, and what it does.
  ///   - pool: the threads to work on; the caller's alone when nil.
  /// - Returns: each row's states at its times, and where the rows ended.
  /// - Precondition: there is one span for each row, and times.
  public func trajectory<Element: Scalar>(
    of field: some VectorField<Element>, from x0: Tensor<Element>, over spans: [TimeSpan],
    at times: [[Double]]? = nil, reading function: StateFunction<Element>? = nil,
    events: [Event<Element>] = [], on pool: ForkJoinPool? = nil
  ) -> RaggedTrajectory<Element> {
    let x0 = FlowStart(x0, of: field)
    let times = times ?? spans.map { [$0.end] }
    let layout = SampleLayout(.each(times), .each(spans), x0, function)
    let (samples, ends) = sample(field, x0, layout, events, on: pool)
    return RaggedTrajectory(times: times, samples: samples, ends: ends)
  }

  /// Follows each row of a flow over its own span, and keeps its solution at all times.
  ///
  /// - Parameters:
  ///   - field: the right-hand side of dx/dt = f(t, x).
  ///   - x0: the states at the beginning; shape `[rows, dimension]`.
  ///   - spans: the times between which each row is followed, in either direction.
  ///   - events: what is looked for along the way, and what it does.
  ///   - pool: the threads to work on; the caller's alone when nil.
  /// - Returns: the solution of every row as a polynomial on each of its steps.
  /// - Precondition: there is one span for each row.
  public func denseTrajectory<Element: Scalar>(
    of field: some VectorField<Element>, from x0: Tensor<Element>, over spans: [TimeSpan],
    events: [Event<Element>] = [], on pool: ForkJoinPool? = nil
  ) -> DenseTrajectory<Element> {
    denseTrajectory(of: field, from: x0, .each(spans), events, on: pool)
  }

  /// Follows each row of a flow over its own span, and keeps its steps.
  ///
  /// - Parameters:
  ///   - field: the right-hand side of dx/dt = f(t, x).
  ///   - x0: the states at the beginning; shape `[rows, dimension]`.
  ///   - spans: the times between which each row is followed, in either direction.
  ///   - events: what is looked for along the way, and what it does.
  ///   - pool: the threads to work on; the caller's alone when nil.
  /// - Returns: the times, sizes and states of every row's steps.
  /// - Precondition: there is one span for each row.
  public func stepHistory<Element: Scalar>(
    of field: some VectorField<Element>, from x0: Tensor<Element>, over spans: [TimeSpan],
    events: [Event<Element>] = [], on pool: ForkJoinPool? = nil
  ) -> StepHistory<Element> {
    stepHistory(of: field, from: x0, .each(spans), events, on: pool)
  }
}
