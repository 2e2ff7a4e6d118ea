public import Calculus
public import Tensors

extension Integrator {
  /// Follows a flow to its end, and shows every accepted step to an observer.
  ///
  /// - Parameters:
  ///   - field: the right-hand side of dx/dt = f(t, x).
  ///   - x0: the states at the beginning; shape `[rows, dimension]`, or `[dimension]` for one row.
  ///   - span: the times between which the flow is followed.
  ///   - events: what is looked for along the way, and what it does.
  ///   - observer: sees the accepted steps.
  /// - Returns: where the rows ended, and the events that happened.
  public func ends<Element: Scalar>(
    of field: some VectorField<Element>, from x0: Tensor<Element>, over span: TimeSpan,
    events: [Event<Element>] = [], observedBy observer: (any StepObserver<Element>)? = nil
  ) -> FlowEnds<Element> {
    ends(of: field, from: x0, .shared(span), events, observedBy: observer)
  }

  /// Follows a flow to its end, or through given times.
  ///
  /// A row that fails has NaN at the times after its failure, and does not stop the others.
  ///
  /// - Parameters:
  ///   - field: the right-hand side of dx/dt = f(t, x).
  ///   - x0: the states at the beginning; shape `[rows, dimension]`, or `[dimension]` for one row.
  ///   - span: the times between which the flow is followed.
  ///   - times: the times at which states are wanted, within the span and in its direction; only its
  ///     end when nil. They do not change the steps: the method's dense output gives them.
  ///   - function: what is read off the states and kept in their place; the states when nil.
  ///   - events: what is looked for along the way, and what it does.
  ///   - pool: the threads to work on; the caller's alone when nil.
  /// - Returns: the states at these times, where the rows ended, and the events that happened.
  /// - Precondition: the states have the field's dimension.
  public func trajectory<Element: Scalar>(
    of field: some VectorField<Element>, from x0: Tensor<Element>, over span: TimeSpan,
    at times: [Double]? = nil, reading function: StateFunction<Element>? = nil,
    events: [Event<Element>] = [], on pool: ForkJoinPool? = nil
  ) -> Trajectory<Element> {
    let x0 = FlowStart(x0, of: field)
    let times = times ?? [span.end]
    let layout = SampleLayout(.shared(times), .shared(span), x0, function)
    let (states, ends) = sample(field, x0, layout, events, on: pool)
    return Trajectory(times: times, states: states, ends: ends)
  }

  /// Follows a flow and keeps its solution at all times.
  ///
  /// - Parameters:
  ///   - field: the right-hand side of dx/dt = f(t, x).
  ///   - x0: the states at the beginning; shape `[rows, dimension]`, or `[dimension]` for one row.
  ///   - span: the times between which the flow is followed.
  ///   - events: what is looked for along the way, and what it does.
  ///   - pool: the threads to work on; the caller's alone when nil.
  /// - Returns: the solution of every row as a polynomial on each of its steps.
  /// - Precondition: the states have the field's dimension.
  public func denseTrajectory<Element: Scalar>(
    of field: some VectorField<Element>, from x0: Tensor<Element>, over span: TimeSpan,
    events: [Event<Element>] = [], on pool: ForkJoinPool? = nil
  ) -> DenseTrajectory<Element> {
    denseTrajectory(of: field, from: x0, .shared(span), events, on: pool)
  }

  /// Follows a flow and keeps the steps of every row.
  ///
  /// - Parameters:
  ///   - field: the right-hand side of dx/dt = f(t, x).
  ///   - x0: the states at the beginning; shape `[rows, dimension]`, or `[dimension]` for one row.
  ///   - span: the times between which the flow is followed.
  ///   - events: what is looked for along the way, and what it does.
  ///   - pool: the threads to work on; the caller's alone when nil.
  /// - Returns: the times, sizes and states of every row's steps.
  /// - Precondition: the states have the field's dimension.
  public func stepHistory<Element: Scalar>(
    of field: some VectorField<Element>, from x0: Tensor<Element>, over span: TimeSpan,
    events: [Event<Element>] = [], on pool: ForkJoinPool? = nil
  ) -> StepHistory<Element> {
    stepHistory(of: field, from: x0, .shared(span), events, on: pool)
  }
}

// MARK: - What the spans of all rows and of each have in common

extension Integrator {
  func ends<Element: Scalar>(
    of field: some VectorField<Element>, from x0: Tensor<Element>, _ spans: RowSpans,
    _ events: [Event<Element>], observedBy observer: (any StepObserver<Element>)?
  ) -> FlowEnds<Element> {
    let x0 = FlowStart(x0, of: field)
    let blocks = method == .automatic ? blocks(of: x0) : [0..<x0.rows]
    return follow(
      field, x0, spans, events, blocks: blocks, observers: blocks.map { _ in observer }, on: nil)
  }

  /// Follows a flow through the times of a layout.
  func sample<Element: Scalar>(
    _ field: some VectorField<Element>, _ x0: FlowStart<Element>, _ layout: SampleLayout<Element>,
    _ events: [Event<Element>], on pool: ForkJoinPool?
  ) -> (samples: Tensor<Element>, ends: FlowEnds<Element>) {
    var samples = layout.samples(from: x0)
    let blocks = self.blocks(of: x0)
    let needsDenseOutput = layout.needsDenseOutput
    if !needsDenseOutput {
      // The ends are known without looking at steps.
      let ends = follow(
        field, x0, layout.spans, events, blocks: blocks, observers: blocks.map { _ in nil },
        on: pool)
      ends.copyCompleted(to: &samples, layout)
      return (samples, ends)
    }
    let ends = samples.withUnsafeMutableElements { samples in
      let recorders = samples.baseAddress.map { place in
        blocks.map {
          SampleRecorder(layout, needsDenseOutput: needsDenseOutput, block: $0, to: place)
        }
      }
      return follow(
        field, x0, layout.spans, events, blocks: blocks, observers: recorders ?? [], on: pool)
    }
    return (samples, ends)
  }

  func denseTrajectory<Element: Scalar>(
    of field: some VectorField<Element>, from x0: Tensor<Element>, _ spans: RowSpans,
    _ events: [Event<Element>], on pool: ForkJoinPool?
  ) -> DenseTrajectory<Element> {
    let x0 = FlowStart(x0, of: field)
    let blocks = self.blocks(of: x0)
    let recorders = blocks.map {
      DenseRecorder<Element>(
        dimension: x0.dimension, degree: method.denseOutput.degree, block: $0)
    }
    let ends = follow(field, x0, spans, events, blocks: blocks, observers: recorders, on: pool)
    return DenseTrajectory(spans: spans, ends: ends, logs: BlockLogs(recorders.map(\.log), blocks))
  }

  func stepHistory<Element: Scalar>(
    of field: some VectorField<Element>, from x0: Tensor<Element>, _ spans: RowSpans,
    _ events: [Event<Element>], on pool: ForkJoinPool?
  ) -> StepHistory<Element> {
    let x0 = FlowStart(x0, of: field)
    let blocks = self.blocks(of: x0)
    let recorders = blocks.map { HistoryRecorder<Element>(dimension: x0.dimension, block: $0) }
    let ends = follow(field, x0, spans, events, blocks: blocks, observers: recorders, on: pool)
    return StepHistory(ends: ends, logs: BlockLogs(recorders.map(\.log), blocks))
  }

  /// Follows a flow and keeps the steps of every row, with their evaluations' places on the tape that
  /// the field writes.
  func stepHistory<Element: Scalar>(
    of field: some VectorField<Element>, from x0: Tensor<Element>, over span: TimeSpan,
    _ tape: StageTape<Element>
  ) -> StepHistory<Element> {
    let x0 = FlowStart(x0, of: field)
    let blocks = self.blocks(of: x0)
    let recorders = blocks.map { TapedRecorder(tape, dimension: x0.dimension, block: $0) }
    let ends = follow(field, x0, .shared(span), blocks: blocks, observers: recorders, on: nil)
    return StepHistory(ends: ends, logs: BlockLogs(recorders.map(\.log), blocks))
  }
}

extension FlowEnds {
  /// Copies the last states of rows that completed, or what is read off them, to the samples at the
  /// ends of their spans.
  fileprivate func copyCompleted(to samples: inout Tensor<Element>, _ layout: SampleLayout<Element>)
  {
    samples.withUnsafeMutableElements { samples in
      states.withUnsafeElements { states in
        guard let samples = samples.baseAddress, let states = states.baseAddress else { return }
        for row in outcomes.indices where outcomes[row].isCompleted {
          let span = layout.spans[row]
          for (index, time) in layout.times[row].enumerated()
          where span.length != 0 && time == span.end {
            layout.write(
              states + row * layout.dimension, at: time, to: samples + layout.place(row, index))
          }
        }
      }
    }
  }
}
