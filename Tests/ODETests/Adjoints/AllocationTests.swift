import CAllocations
import Calculus
import ODE
import Tensors
import Testing

/// A discrete flow allocates when it is made and when it is first solved, and never again.
@Suite(.enabled(if: allocations_are_counted() != 0)) struct AllocationTests {
  private struct Field: ControlledField {
    let dimension = 2
    let parameters = ParameterLayout(["w": [2, 8], "b": [8], "v": [8, 2]])
    let dependsOnTime: Bool

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      let velocity = (x • theta[0] + theta[1]).tanh() • theta[2]
      return dependsOnTime ? velocity * t.cos() : velocity
    }
  }

  @Test(
    arguments: [ControlShape.constant, .piecewiseConstant(pieces: 3), .piecewiseLinear(pieces: 2)],
    [false, true])
  func solvesAndPullbacksAllocateNothingAgain(_ control: ControlShape, dependsOnTime: Bool) {
    #expect(allocations(control, Field(dependsOnTime: dependsOnTime), Float.self) == 0)
    #expect(allocations(control, Field(dependsOnTime: dependsOnTime), Double.self) == 0)
  }

  private func allocations<E: Scalar>(_ control: ControlShape, _ field: Field, _: E.Type) -> Int {
    let program = HamiltonianProgram<E>(Hamiltonian(field: field))
    let scheme = FlowScheme(method: .rungeKutta4, steps: 6, control: control)
    let flow = DiscreteFlow(program, scheme: scheme, rows: 10)
    let nodes = control.nodeCount * program.parameters.count
    let theta = UnsafeMutablePointer<E>.allocate(capacity: 2 * nodes + 20)
    theta.initialize(repeating: 0.25, count: 2 * nodes + 20)
    defer { theta.deallocate() }
    func work() {
      flow.setParameters(theta)
      let end = flow.solve(from: theta + 2 * nodes, count: 10)
      _ = flow.pullback(end.states, cost: nil, into: theta + nodes, horizon: nil)
    }
    work()
    let before = allocations_of_this_thread()
    work()
    work()
    return allocations_of_this_thread() - before
  }
}
