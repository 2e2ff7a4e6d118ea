public import Tensors

/// The states of a batch of rows, or what was read off them, at times of each row's own.
public struct RaggedTrajectory<Element: Scalar>: Sendable {
  /// The times of each row, in the direction of its flow.
  public let times: [[Double]]
  /// Where the rows ended.
  public let ends: FlowEnds<Element>
  /// The numbers of all samples, a row's behind those of the row before; shape `[samples, width]`.
  public let samples: Tensor<Element>
  private let offsets: [Int]

  init(times: [[Double]], samples: Tensor<Element>, ends: FlowEnds<Element>) {
    self.times = times
    self.samples = samples
    self.ends = ends
    offsets = times.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
  }

  /// The number of rows.
  public var rows: Int { times.count }

  /// How each row ended.
  public var outcomes: [Outcome] { ends.outcomes }

  /// What all rows took together.
  public var statistics: Statistics { ends.total }

  /// The states of a row at its times, or what was read off them, NaN where it had failed before;
  /// shape `[times, width]`.
  public func states(ofRow row: Int) -> Tensor<Element> {
    precondition(times.indices.contains(row), "row \(row) of \(times.count)")
    let width = samples.shape[1]
    return samples.withUnsafeElements { elements in
      Tensor(
        Array(elements[offsets[row] * width..<offsets[row + 1] * width]),
        shape: [times[row].count, width])
    }
  }
}
