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

  #if !DEBUG
  // The promise is that of release builds: unoptimised code was seen to make allocations of its own.
  @Test(
    arguments: [ControlShape.constant, .piecewiseConstant(pieces: 3), .piecewiseLinear(pieces: 2)],
    [false, true])
  func solvesAndPullbacksAllocateNothingAgain(_ control: ControlShape, dependsOnTime: Bool) {
    #expect(allocations(control, Field(dependsOnTime: dependsOnTime), Float.self) == 0)
    #expect(allocations(control, Field(dependsOnTime: dependsOnTime), Double.self) == 0)
  }

  /// With checkpoints neither, and whatever their number.
  @Test(
    arguments: [ControlShape.constant, .piecewiseConstant(pieces: 3), .piecewiseLinear(pieces: 2)],
    [1.0, 1.5, 2.5])
  func repeatedStepsAllocateNothing(_ control: ControlShape, share: Double) {
    #expect(allocations(control, Field(dependsOnTime: true), Float.self, leastTimes: share) == 0)
    #expect(allocations(control, Field(dependsOnTime: false), Double.self, leastTimes: share) == 0)
  }

  /// What a flow allocates when it is made, solved and transposed is what was predicted, but for the
  /// small change of arrays and objects.
  @Test(arguments: [3, 60], [1.0, 3.0, nil])
  func predictedBytesAreAllocated(steps: Int, leastTimes: Double?) {
    let program = HamiltonianProgram<Float>(Hamiltonian(field: Field(dependsOnTime: true)))
    let scheme = FlowScheme(method: .rungeKutta4, steps: steps)
    let rows = 64
    let least = DiscreteFlow.leastBytes(program, scheme: scheme, rows: rows)
    let memory = leastTimes.map { MemoryBudget.bytes(Int($0 * Double(least))) } ?? .everything
    let predicted = DiscreteFlow.bytes(program, scheme: scheme, rows: rows, memory: memory)
    let theta = [Float](repeating: 0.25, count: program.parameters.count)
    let x0 = [Float](repeating: 0.5, count: 2 * rows)
    var thetaBar = theta
    let before = allocated_bytes_of_this_thread()
    theta.withUnsafeBufferPointer { theta in
      guard let base = theta.baseAddress else { return }
      let flow = DiscreteFlow(program, scheme: scheme, rows: rows, memory: memory)
      flow.setParameters(base)
      let end = flow.solve(from: x0, count: rows)
      _ = flow.pullback(end.states, cost: nil, into: &thetaBar, horizon: nil)
    }
    let allocated = Int(allocated_bytes_of_this_thread() - before)
    #expect(abs(allocated - predicted) < 8192)
  }
  #endif

  private func allocations<E: Scalar>(
    _ control: ControlShape, _ field: Field, _: E.Type, leastTimes: Double? = nil
  ) -> Int {
    let program = HamiltonianProgram<E>(Hamiltonian(field: field))
    let scheme = FlowScheme(method: .rungeKutta4, steps: 6, control: control)
    let least = DiscreteFlow.leastBytes(program, scheme: scheme, rows: 10)
    let flow = DiscreteFlow(
      program, scheme: scheme, rows: 10,
      memory: leastTimes.map { .bytes(Int($0 * Double(least))) } ?? .everything)
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
