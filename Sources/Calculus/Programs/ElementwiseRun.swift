import CKernels

/// Elementwise operations over one iteration space that make one pass over memory, with the product
/// whose rows they read and the steps that read theirs, which take part in the pass.
struct ElementwiseRun {
  /// The operations, operands first.
  let members: [Int]
  /// The rows and columns over which they all run.
  let key: IterationSpace.Key
  /// The product whose rows the members consume as they are computed, if there is one.
  var feeder: Int?
  /// The steps that consume the members' rows, or what they read, while these are in the first-level cache.
  var consumers: [Consumer] = []
  /// A member whose value consumers alone read, so that only some of its rows are ever needed.
  var local: Int?

  /// A step that can be performed for some rows of a run after the others.
  struct Consumer {
    let node: Int
    /// Which of its axes the rows of the run are.
    let along: Along
    /// The value whose rows it reads.
    let value: Int
  }

  /// An axis of a product or a sum.
  enum Along {
    /// The rows of a product's left factor: each gives rows of the result.
    case left
    /// The columns of its right factor: each gives columns of the result.
    case right
    /// What is summed over: rows add to the result.
    case terms
    /// The lines of a sum over the batch.
    case lines
  }

  /// All nodes that the pass computes.
  var nodes: [Int] { (feeder.map { [$0] } ?? []) + members + consumers.map(\.node) }

  /// Whether a node of the pass is computed by a step of its own kind.
  func hasStep(_ node: Int) -> Bool {
    node == feeder || consumers.contains { $0.node == node }
  }

  /// The values that consumers read.
  var consumed: Set<Int> { Set(consumers.map(\.value)) }
}

extension ElementwiseRun.Along {
  /// The kernels' name for the axis.
  var kernelAxis: fl_along {
    switch self {
    case .left: FL_ALONG_LEFT
    case .right: FL_ALONG_RIGHT
    case .terms: FL_ALONG_TERMS
    case .lines: FL_ALONG_LINES
    }
  }
}
