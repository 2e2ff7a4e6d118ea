import Calculus
import ODE
import Tensors

/// States, costates and what belongs to them at all stages of a flow, for all rows of an ensemble:
/// what the maximum principle is stated on.
///
/// The records of a node of the control lie together: those of its first stage for all rows, then of
/// its next.
struct StageRecords<Element: Scalar> {
  /// The records of one node; shapes `[records, 1]` or `[records, dimension]`.
  struct Node {
    var t: Tensor<Element>
    /// ω: the stage's weight in the step times the row's in the objective.
    var omega: Tensor<Element>
    var x: Tensor<Element>
    var velocity: Tensor<Element>
    var costate: Tensor<Element>
    var transport: Tensor<Element>
  }

  var nodes: [Node]
  /// States at the end, and the cotangent of the objective there; shape `[rows, dimension]`.
  var end: Tensor<Element>
  var endCotangent: Tensor<Element>
  /// The objective: terminal costs and running costs.
  var cost: Double

  /// The stages that belong to each node of a piecewise constant control.
  static func stages(of scheme: FlowScheme, _ sweep: CostateSweep<Element>) -> [[Int]] {
    var stages = [[Int]](repeating: [], count: scheme.control.nodeCount)
    for stage in 0..<sweep.stageCount { stages[sweep.mixture(ofStage: stage).node].append(stage) }
    return stages
  }
}
