public import ODE
import Tensors

extension TabularModel {
  /// The same parameters with another way to solve the flow.
  ///
  /// What it predicts differs by the errors of the two solvers.
  ///
  /// - Parameter solver: the solver.
  /// - Returns: the model.
  /// - Precondition: the control depends on time as before.
  public func solved(by solver: FlowSolver) -> TabularModel {
    precondition(
      solver.control == architecture.solver.control,
      "a control \(architecture.solver.control) cannot be followed as \(solver.control)")
    let flow: Flow =
      switch flow {
      case .single(let model): .single(model.solved(by: solver))
      case .double(let model): .double(model.solved(by: solver))
      }
    return TabularModel(encoder: encoder, flow: flow)
  }
}

extension FlowModel {
  fileprivate func solved(by solver: FlowSolver) -> FlowModel {
    var architecture = network.architecture
    architecture.solver = solver
    switch self {
    case .classifier(let model):
      return .classifier(
        FlowClassifier(
          classes: model.classes, standardizer: model.standardizer,
          network: FlowClassifier.network(
            architecture, featureCount: network.featureCount, classCount: model.classes.count),
          parameters: model.parameters))
    case .regressor(let model):
      return .regressor(
        FlowRegressor(
          standardizer: model.standardizer, targetStandardizer: model.targetStandardizer,
          network: FlowRegressor.network(
            architecture, featureCount: network.featureCount,
            outputs: model.targetStandardizer.means.count),
          parameters: model.parameters))
    }
  }
}
