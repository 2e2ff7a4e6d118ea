#if !DEBUG
import CAllocations
import Calculus
import ODE
import Tensors
import Testing

/// A flow of 1,000 classical Runge-Kutta steps with a twentieth of the memory.
@Suite struct TwentiethOfMemoryTests {
  private struct Field: ControlledField {
    let dimension = 3
    let parameters = ParameterLayout(["w": [3, 16], "b": [16], "v": [16, 3]])

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      (x • theta[0] + theta[1]).tanh() • theta[2] - 0.1 * x * t.cos()
    }
  }

  /// The gradient has the same bits, and what the flow takes is what was asked and predicted.
  @Test func gradientHasTheSameBits() {
    let program = HamiltonianProgram<Double>(Hamiltonian(field: Field()))
    let scheme = FlowScheme(method: .rungeKutta4, steps: 1000, to: 5)
    let rows = 64
    let all = DiscreteFlow.bytes(program, scheme: scheme, rows: rows, memory: .everything)
    let asked = all / 20
    let predicted = DiscreteFlow.bytes(program, scheme: scheme, rows: rows, memory: .bytes(asked))
    #expect(predicted <= asked)
    let everything = gradient(program, scheme, rows, .everything)
    let twentieth = gradient(program, scheme, rows, .bytes(asked))
    print(
      "bytes: all \(all), asked \(asked), predicted \(predicted), used \(twentieth.bytes); steps "
        + "repeated \(twentieth.repeated / (4 * rows))")
    #expect(everything.numbers.allSatisfy { $0.isFinite })
    #expect(twentieth.numbers == everything.numbers)
    if allocations_are_counted() != 0 {
      #expect(abs(twentieth.bytes - predicted) < 16384)
      #expect(abs(everything.bytes - all) < 16384)
    }
  }

  private func gradient(
    _ program: HamiltonianProgram<Double>, _ scheme: FlowScheme, _ rows: Int,
    _ memory: MemoryBudget
  ) -> (numbers: [Double], bytes: Int, repeated: Int) {
    let theta = FlowProblem.numbers(program.parameters.count, seed: 1, scale: 0.8)
    let x0 = FlowProblem.numbers(3 * rows, seed: 2, scale: 1)
    let end = FlowProblem.numbers(3 * rows, seed: 3, scale: 1)
    var (thetaBar, start) = (theta.map { _ in 0.0 }, x0)
    var (bytes, repeated) = (0, 0)
    theta.withUnsafeBufferPointer { theta in
      guard let base = theta.baseAddress else { return }
      let before = allocated_bytes_of_this_thread()
      let flow = DiscreteFlow(program, scheme: scheme, rows: rows, memory: memory)
      flow.setParameters(base)
      _ = flow.solve(from: x0, count: rows)
      let p = flow.pullback(end, cost: nil, into: &thetaBar, horizon: nil)
      bytes = Int(allocated_bytes_of_this_thread() - before)
      repeated = flow.work.repeatedEvaluations
      for place in start.indices { start[place] = p[place] }
    }
    return (thetaBar + start, bytes, repeated)
  }
}
#endif
