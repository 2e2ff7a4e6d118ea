import Tensors

/// The times at which rows are sampled, and where the samples lie.
enum SampleTimes: Sendable {
  /// The same for all; samples are of shape `[times, rows, width]`.
  case shared([Double])
  /// Each row's own; the samples of a row follow those of the row before.
  case each([[Double]])

  subscript(row: Int) -> [Double] {
    switch self {
    case .shared(let times): times
    case .each(let times): times[row]
    }
  }
}

/// What is sampled of a batch of rows, when, and where it goes.
struct SampleLayout<Element: Scalar>: Sendable {
  let times: SampleTimes
  let spans: RowSpans
  let rows: Int
  let dimension: Int
  let function: StateFunction<Element>?
  /// For each row the number of samples before it, and at the end the number of all; for samples at
  /// shared times none.
  let offsets: [Int]

  /// - Precondition: each row's times are within its span and in its direction.
  init(
    _ times: SampleTimes, _ spans: RowSpans, _ start: FlowStart<Element>,
    _ function: StateFunction<Element>?
  ) {
    spans.check(rows: start.rows)
    self.times = times
    self.spans = spans
    self.function = function
    rows = start.rows
    dimension = start.dimension
    switch (times, spans) {
    case (.shared(let times), .shared(let span)):
      span.check(times)
      offsets = []
    case (.shared(let times), .each(let spans)):
      for span in spans { span.check(times) }
      offsets = []
    case (.each(let times), _):
      precondition(times.count == start.rows, "times of \(times.count) rows for \(start.rows)")
      for (row, times) in times.enumerated() { spans[row].check(times) }
      offsets = times.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    }
  }

  /// The numbers of a sample.
  var width: Int { function?.count ?? dimension }

  /// The shape of all samples.
  var shape: [Int] {
    if case .shared(let times) = times { return [times.count, rows, width] }
    return [offsets.last ?? 0, width]
  }

  /// Whether times lie inside of steps.
  var needsDenseOutput: Bool {
    func isInside(_ times: [Double], _ span: TimeSpan) -> Bool {
      times.contains { $0 != span.start && $0 != span.end }
    }
    if case .shared(let times) = times, case .shared(let span) = spans {
      return isInside(times, span)
    }
    return (0..<rows).contains { isInside(times[$0], spans[$0]) }
  }

  /// Where the sample of a row at one of its times goes, in numbers.
  func place(_ row: Int, _ index: Int) -> Int {
    offsets.isEmpty ? (index * rows + row) * width : (offsets[row] + index) * width
  }

  /// Room for all samples; those at the rows' beginnings are filled in, the others NaN.
  func samples(from start: FlowStart<Element>) -> Tensor<Element> {
    var samples = Tensor<Element>(repeating: .nan, shape: shape)
    samples.withUnsafeMutableElements { samples in
      start.states.withUnsafeElements { states in
        guard let samples = samples.baseAddress, let states = states.baseAddress else { return }
        for row in 0..<rows {
          let first = spans[row].start
          for (index, time) in times[row].enumerated() {
            guard time == first else { break }
            write(states + row * dimension, at: time, to: samples + place(row, index))
          }
        }
      }
    }
    return samples
  }

  /// Writes what is sampled of a state.
  func write(
    _ x: UnsafePointer<Element>, at t: Double, to place: UnsafeMutablePointer<Element>
  ) {
    if let function {
      function.read(x, dimension, at: t, into: place)
    } else {
      place.update(from: x, count: dimension)
    }
  }
}

extension TimeSpan {
  /// Stops when times are not within the span and in its direction.
  func check(_ times: [Double]) {
    var last = start
    for time in times {
      precondition(
        direction * (time - last) >= 0 && direction * (end - time) >= 0,
        "time \(time) after \(last), in a time span from \(start) to \(end)")
      last = time
    }
  }
}
