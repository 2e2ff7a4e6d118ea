public import Calculus
import Control
import Models
import ODE
public import Tensors

extension FlowNetwork {
  /// The network's flow as a field to follow with any integrator.
  ///
  /// - Parameter theta: the parameters; shape `[parameterCount]`.
  /// - Returns: the field under the control that the parameters hold, over the solver's span.
  public func flow(_ theta: Tensor<Element>) -> FlowField<Element> {
    let solver = architecture.solver
    let nodes = theta.rows(0..<problem.flowParameterCount)
      .reshaped(to: [solver.control.nodeCount, problem.dynamics.parameters.count])
    return FlowField(
      problem.dynamics,
      along: ControlPath(
        nodes: nodes, shape: solver.control, from: solver.span.start, to: solver.span.end))
  }

  /// What the read-out makes of the states at the end of the flow.
  ///
  /// - Parameter theta: the parameters; shape `[parameterCount]`.
  /// - Returns: its weights, shape `[dimension, outputs]`, and its biases, shape `[outputs]`.
  public func readOutParameters(
    _ theta: Tensor<Element>
  ) -> (weights: Tensor<Element>, biases: Tensor<Element>) {
    let parts = readOut.parameters.segments.map { segment in
      theta.rows(problem.flowParameterCount..<parameterCount).rows(segment.range)
        .reshaped(to: segment.shape)
    }
    return (parts[0], parts[1])
  }
}

extension FlowClassifier {
  /// The flow that carries features to where classes are read off.
  public var flow: FlowField<Element> { network.flow(parameters) }

  /// The states from which the flow carries features: standardised, then zeros.
  ///
  /// - Parameter features: shape `[rows, features]`.
  /// - Returns: shape `[rows, network.dimension]`.
  public func states(_ features: Tensor<Double>) -> Tensor<Element> {
    network.states(standardizer.apply(to: features).converted(to: Element.self))
  }

  /// The weights, shape `[network.dimension, outputs]`, and biases, shape `[outputs]`, of the
  /// read-out at the end of the flow.
  public var readOutParameters: (weights: Tensor<Element>, biases: Tensor<Element>) {
    network.readOutParameters(parameters)
  }
}
