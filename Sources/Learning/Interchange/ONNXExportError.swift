import ODE

/// Why a model cannot be written as an ONNX graph.
public enum ONNXExportError: Error, Sendable, Hashable {
  /// Rows take steps of their own, as many as they need.
  case adaptiveSteps(method: String)
  /// Steps are found by solving equations, or lie on a grid.
  case stepsAreNoExpression(method: String)
}

extension ONNXExportError: CustomStringConvertible {
  /// One sentence: what stands in the way.
  public var description: String {
    switch self {
    case .adaptiveSteps(let method):
      "each row takes its own steps of \(method), as many as it needs, and ONNX has no operator for "
        + "that: a number of equal steps of an explicit method must stand for them"
    case .stepsAreNoExpression(let method):
      "the steps of \(method) are found by solving equations, and ONNX has no operator for that: a "
        + "number of equal steps of an explicit method must stand for them"
    }
  }
}

extension FlowSolver {
  /// The equal steps, as far as they are expressions.
  func expression() throws(ONNXExportError) -> FlowScheme {
    switch self {
    case .adaptive(let scheme): throw .adaptiveSteps(method: scheme.method.name)
    case .fixed(let scheme) where scheme.isExpression: return scheme
    case .fixed(let scheme):
      throw .stepsAreNoExpression(
        method: scheme.coupling == nil ? scheme.method.name : "reversible \(scheme.method.name)")
    }
  }
}
