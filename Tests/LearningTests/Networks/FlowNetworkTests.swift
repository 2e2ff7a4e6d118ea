import Calculus
import Control
import Learning
import Models
import ODE
import Tensors
import Testing

@Suite struct FlowNetworkTests {
  private func network(
    _ architecture: FlowArchitecture, _ loss: ReadOutCost.Loss = .squaredError, outputs: Int = 1
  ) -> FlowNetwork<Double> {
    FlowNetwork(architecture: architecture, featureCount: 2, outputs: outputs, loss: loss)
  }

  @Test(arguments: [
    (ControlShape.constant, 1), (.piecewiseConstant(pieces: 3), 3),
    (.piecewiseLinear(pieces: 3), 4),
  ])
  func parametersAreOneSetANodeAndTheReadOut(_ control: ControlShape, _ nodes: Int) {
    let network = network(smallArchitecture(control: control, augmentation: 1, time: true))
    // Four inputs (two features, one more dimension, the time) to 8 to 3; and 3 to 1.
    #expect(network.dimension == 3)
    #expect(network.parameterCount == nodes * (4 * 8 + 8 + 8 * 3 + 3) + 3 + 1)
    let decaying = network.weightRanges.reduce(0) { $0 + $1.count }
    #expect(decaying == nodes * (4 * 8 + 8 * 3) + 3)
    var stream = RandomStream(seed: 0)
    let theta = network.initialParameters(using: &stream)
    let first = theta.rows(0..<67)
    for node in 0..<nodes { #expect(theta.rows(67 * node..<67 * (node + 1)) == first) }
  }

  @Test func featuresAreFollowedByZeros() {
    let network = network(smallArchitecture(augmentation: 2))
    let states = network.states(Tensor([1, 2, 3, 4], shape: [2, 2]))
    #expect(states == Tensor([1, 2, 0, 0, 3, 4, 0, 0], shape: [2, 4]))
  }

  /// With a linear field A the flow is x exp(A): here a quarter turn, A = (π/2) J.
  @Test func linearFieldTurns() {
    let solver = FlowSolver.fixed(FlowScheme(method: .rungeKutta4, steps: 64))
    let network = network(
      FlowArchitecture(hidden: [], activation: .tanh, solver: solver), outputs: 2)
    let turn = Double.pi / 2
    let theta = Tensor<Double>([0, turn, -turn, 0, 0, 0, 1, 0, 0, 1, 10, 20])
    let pool = ForkJoinPool(threads: 1)
    let (states, work) = network.finalStates(
      Tensor([1, 2], shape: [1, 2]), theta: theta, on: pool)
    // RK4 is off by about T h⁴ (π/2)⁵ / 120 = 5e-9.
    #expect(abs(states[0, 0] + 2) < 1e-8)
    #expect(abs(states[0, 1] - 1) < 1e-8)
    #expect(work.forwardEvaluations == 256)
    let (values, _) = network.predictions(
      Tensor([1, 2], shape: [1, 2]), theta: theta, on: pool)
    #expect(abs(values[0, 0] - 8) < 1e-8)
    #expect(abs(values[0, 1] - 21) < 1e-8)
  }

  /// A field of zeros leaves the read-out of the features: its losses are those by hand.
  @Test func lossesAreThoseByHand() {
    func value(_ loss: ReadOutCost.Loss, _ z: [Double], _ target: [Double]) -> Double {
      let network = network(
        FlowArchitecture(
          hidden: [], solver: .fixed(FlowScheme(method: .euler, steps: 1))), loss,
        outputs: z.count)
      let weights = Tensor<Double>.zeros([6 + 2 * z.count])
      let theta = Tensor(concatenating: [weights, Tensor(z)], along: 0)
      let objective = EnsembleObjective(network.problem, pool: ForkJoinPool(threads: 1))
      let rows = Ensemble(
        states: Tensor<Double>([1, 1], shape: [1, 2]), targets: Tensor(target, shape: [1, z.count]))
      return objective.value(theta, over: rows)
    }
    #expect(value(.squaredError, [3, 5], [1, 4]) == 2.5)
    // log(1 + e²) − 2 = log(1 + e⁻²).
    #expect(abs(value(.logistic, [2], [1]) - 0.1269280110429725) < 1e-15)
    // log(e¹ + e² + e³) − 3.
    #expect(abs(value(.crossEntropy, [1, 2, 3], [0, 0, 1]) - 0.4076059644443806) < 1e-15)
  }
}
