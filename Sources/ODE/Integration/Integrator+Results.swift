public import Calculus
public import Tensors

extension Integrator {
  /// Follows a flow to its end, and shows every accepted step to an observer.
  ///
  /// - Parameters:
  ///   - field: the right-hand side of dx/dt = f(t, x).
  ///   - x0: the states at the beginning; shape `[rows, dimension]`, or `[dimension]` for one row.
  ///   - span: the times between which the flow is followed.
  ///   - observer: sees the accepted steps.
  /// - Returns: where the rows ended.
  public func ends<Element: Scalar>(
    of field: some VectorField<Element>, from x0: Tensor<Element>, over span: TimeSpan,
    observedBy observer: (any StepObserver<Element>)? = nil
  ) -> FlowEnds<Element> {
    let x0 = FlowStart(x0, of: field)
    return follow(field, x0, span, blocks: [0..<x0.rows], observers: [observer], on: nil)
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
  ///   - pool: the threads to work on; the caller's alone when nil.
  /// - Returns: the states at these times, and where the rows ended.
  /// - Precondition: the states have the field's dimension.
  public func trajectory<Element: Scalar>(
    of field: some VectorField<Element>, from x0: Tensor<Element>, over span: TimeSpan,
    at times: [Double]? = nil, on pool: ForkJoinPool? = nil
  ) -> Trajectory<Element> {
    let x0 = FlowStart(x0, of: field)
    let times = times ?? [span.end]
    span.check(times)
    var states = x0.samples(times, of: span)
    let blocks = self.blocks(of: x0)
    guard times.contains(where: { $0 != span.start && $0 != span.end }) else {
      let ends = follow(
        field, x0, span, blocks: blocks, observers: blocks.map { _ in nil }, on: pool)
      for index in times.indices where span.length != 0 && times[index] == span.end {
        ends.copyCompleted(to: &states, at: index)
      }
      return Trajectory(times: times, states: states, ends: ends)
    }
    let ends = states.withUnsafeMutableElements { samples in
      let recorders = samples.baseAddress.map { place in
        blocks.map { SampleRecorder(times, span, block: $0, to: place, rows: x0.rows) }
      }
      return follow(field, x0, span, blocks: blocks, observers: recorders ?? [], on: pool)
    }
    return Trajectory(times: times, states: states, ends: ends)
  }

  /// Follows a flow and keeps its solution at all times.
  ///
  /// - Parameters:
  ///   - field: the right-hand side of dx/dt = f(t, x).
  ///   - x0: the states at the beginning; shape `[rows, dimension]`, or `[dimension]` for one row.
  ///   - span: the times between which the flow is followed.
  ///   - pool: the threads to work on; the caller's alone when nil.
  /// - Returns: the solution of every row as a polynomial on each of its steps.
  /// - Precondition: the states have the field's dimension.
  public func denseTrajectory<Element: Scalar>(
    of field: some VectorField<Element>, from x0: Tensor<Element>, over span: TimeSpan,
    on pool: ForkJoinPool? = nil
  ) -> DenseTrajectory<Element> {
    let x0 = FlowStart(x0, of: field)
    let blocks = self.blocks(of: x0)
    let recorders = blocks.map {
      DenseRecorder<Element>(
        dimension: x0.dimension, degree: method.denseOutput.degree, block: $0)
    }
    let ends = follow(field, x0, span, blocks: blocks, observers: recorders, on: pool)
    return DenseTrajectory(span: span, ends: ends, logs: BlockLogs(recorders.map(\.log), blocks))
  }

  /// Follows a flow and keeps the steps of every row.
  ///
  /// - Parameters:
  ///   - field: the right-hand side of dx/dt = f(t, x).
  ///   - x0: the states at the beginning; shape `[rows, dimension]`, or `[dimension]` for one row.
  ///   - span: the times between which the flow is followed.
  ///   - pool: the threads to work on; the caller's alone when nil.
  /// - Returns: the times, sizes and states of every row's steps.
  /// - Precondition: the states have the field's dimension.
  public func stepHistory<Element: Scalar>(
    of field: some VectorField<Element>, from x0: Tensor<Element>, over span: TimeSpan,
    on pool: ForkJoinPool? = nil
  ) -> StepHistory<Element> {
    let x0 = FlowStart(x0, of: field)
    let blocks = self.blocks(of: x0)
    let recorders = blocks.map { HistoryRecorder<Element>(dimension: x0.dimension, block: $0) }
    let ends = follow(field, x0, span, blocks: blocks, observers: recorders, on: pool)
    return StepHistory(ends: ends, logs: BlockLogs(recorders.map(\.log), blocks))
  }
}

extension Integrator {
  /// Follows a flow and keeps the steps of every row, with their evaluations' places on the tape that
  /// the field writes.
  func stepHistory<Element: Scalar>(
    of field: some VectorField<Element>, from x0: Tensor<Element>, over span: TimeSpan,
    _ tape: StageTape<Element>
  ) -> StepHistory<Element> {
    let x0 = FlowStart(x0, of: field)
    let blocks = self.blocks(of: x0)
    let recorders = blocks.map { TapedRecorder(tape, dimension: x0.dimension, block: $0) }
    let ends = follow(field, x0, span, blocks: blocks, observers: recorders, on: nil)
    return StepHistory(ends: ends, logs: BlockLogs(recorders.map(\.log), blocks))
  }
}

extension FlowEnds {
  /// Copies the last states of rows that completed to one of the times of some samples.
  fileprivate func copyCompleted(to samples: inout Tensor<Element>, at index: Int) {
    let n = states.shape[1]
    let first = index * states.count
    samples.withUnsafeMutableElements { samples in
      states.withUnsafeElements { states in
        guard let samples = samples.baseAddress, let states = states.baseAddress else { return }
        for row in outcomes.indices where outcomes[row].isCompleted {
          (samples + first + row * n).update(from: states + row * n, count: n)
        }
      }
    }
  }
}

extension TimeSpan {
  /// Stops when times are not within the span and in its direction.
  fileprivate func check(_ times: [Double]) {
    var last = start
    for time in times {
      precondition(
        direction * (time - last) >= 0 && direction * (end - time) >= 0,
        "time \(time) after \(last), in a time span from \(start) to \(end)")
      last = time
    }
  }
}
