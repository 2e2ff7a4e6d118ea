import Calculus
import Tensors
import Testing

@Suite struct ControlPathTests {
  private let nodes = Tensor<Double>([1, 10, 2, 20, 4, 40], shape: [3, 2])

  @Test func aConstantControlIsTheSameAtAllTimes() {
    let path = ControlPath(Tensor<Double>([3, 5]))
    for t in [-2.0, 0, 0.3, 7] { #expect(path.value(at: t).elements == [3, 5]) }
    #expect(path.parameterCount == 2)
  }

  /// On thirds of [1, 4] each node holds for one unit of time; outside, the nearer end's.
  @Test(arguments: [(0.0, 0), (1.0, 0), (1.9, 0), (2.1, 1), (3.5, 2), (4.0, 2), (9.0, 2)])
  func piecesHoldTheirNode(_ item: (t: Double, node: Int)) {
    let path = ControlPath(
      nodes: nodes, shape: .piecewiseConstant(pieces: 3), from: 1, to: 4)
    #expect(path.value(at: item.t).elements == nodes.row(item.node).elements)
  }

  /// Backwards from 3 to 1 with two pieces: the middle node is at 2, halves lie between.
  @Test(arguments: [(3.0, 1.0), (2.5, 1.5), (2.0, 2.0), (1.5, 3.0), (1.0, 4.0), (0.0, 4.0)])
  func linesRunBetweenNodes(_ item: (t: Double, value: Double)) {
    let path = ControlPath(nodes: nodes, shape: .piecewiseLinear(pieces: 2), from: 3, to: 1)
    #expect(path.value(at: item.t).elements == [item.value, 10 * item.value])
  }

  /// dx/dt = θ(t): rows at different times see the control of their own time, in any order.
  @Test func aFieldReadsTheControlRowByRow() {
    struct Drift: ControlledField {
      let dimension = 1
      let parameters = ParameterLayout(["speed": [1]])

      func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
        theta[0] + 0 * x
      }
    }
    let path = ControlPath(
      nodes: Tensor<Double>([0, 2, 6], shape: [3, 1]), shape: .piecewiseLinear(pieces: 2),
      from: 0, to: 2)
    let field = FlowField(HamiltonianProgram(Hamiltonian(field: Drift())), along: path)
    let times = [0.5, 0.5, 2, 1, 0]
    var velocities = [Double](repeating: .nan, count: times.count)
    field.makeEvaluator(rowCapacity: times.count).evaluate(
      RowPoints(count: times.count, rows: [0, 1, 2, 3, 4], t: times, x: [9, 8, 7, 6, 5]),
      into: &velocities)
    #expect(velocities == [1, 1, 6, 2, 0])
  }
}
