import Calculus

extension FlowSolver {
  /// The method.
  var method: SteppingMethod {
    switch self {
    case .fixed(let scheme): scheme.method
    case .adaptive(let scheme): scheme.method
    }
  }

  /// The stages of the method.
  ///
  /// - Precondition: the method is one of stages.
  var stageScheme: StageScheme {
    guard let stages = method.stageScheme else {
      preconditionFailure("method \(method.name) has no stages to be differentiated")
    }
    return stages
  }

  /// The most steps that a row can take, rejected ones with them; every piece of the control's has a
  /// limit of its own.
  var mostSteps: Int {
    switch self {
    case .fixed(let scheme): scheme.steps
    case .adaptive(let scheme): scheme.steps.maximumSteps * scheme.control.pieceCount
    }
  }
}
