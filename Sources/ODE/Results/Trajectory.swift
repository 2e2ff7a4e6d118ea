public import Tensors

/// The states of a batch of rows at the times that were asked for.
public struct Trajectory<Element: Scalar>: Sendable {
  /// The times, in the direction of the flow.
  public let times: [Double]
  /// The states, NaN where a row had failed before; shape `[times, rows, dimension]`.
  public let states: Tensor<Element>
  /// Where the rows ended.
  public let ends: FlowEnds<Element>

  /// How each row ended.
  public var outcomes: [Outcome] { ends.outcomes }

  /// What all rows took together.
  public var statistics: Statistics { ends.total }

  /// The states of all rows at one of the times; shape `[rows, dimension]`.
  public func states(at index: Int) -> Tensor<Element> {
    precondition(times.indices.contains(index), "time \(index) of \(times.count)")
    let size = states.shape[1] * states.shape[2]
    return states.withUnsafeElements { elements in
      Tensor(
        Array(elements[index * size..<(index + 1) * size]),
        shape: [states.shape[1], states.shape[2]])
    }
  }
}
