import Learning
import Models
import ODE
import Tensors
import Testing

/// A classifier's flow, followed by the method of its network, ends where the network says.
@Suite struct FlowNetworkFlowTests {
  @Test(arguments: [0, 2])
  func flowAndReadOutGiveTheProbabilities(augmentation: Int) {
    var stream = RandomStream(seed: 5)
    let architecture = FlowArchitecture(
      hidden: [7], activation: .tanh, augmentation: augmentation, dependsOnTime: true,
      solver: .fixed(FlowScheme(method: .rungeKutta4, steps: 6, to: 1.5)))
    let network = FlowClassifier<Double>.network(architecture, featureCount: 3, classCount: 2)
    let model = FlowClassifier(
      classes: ["a", "b"], standardizer: Standardizer(means: [1, 2, 3], scales: [2, 1, 0.5]),
      network: network, parameters: network.initialParameters(using: &stream))

    let features = Tensor<Double>.normal(shape: [20, 3], using: &stream)
    let ends = Integrator(method: .rungeKutta4, control: .fixed(steps: 6)).ends(
      of: model.flow, from: model.states(features), over: architecture.solver.span
    ).states
    let (weights, biases) = model.readOutParameters
    let probabilities = (ends.product(weights) + biases).sigmoid().reshaped(to: [20])
    let difference = probabilities - model.probabilities(features).column(1)
    #expect(difference.absolute().maximum() < 1e-14)
  }
}
