import CAllocations
import Calculus
import Tensors
import Testing

/// Programs allocate when they are made and when they run for the first time, and never again.
@Suite(.enabled(if: allocations_are_counted() != 0)) struct AllocationTests {
  /// A field with everything that a program has steps for: products, fused runs, slices, sums.
  struct Field: ControlledField {
    let dimension = 3
    let parameters = ParameterLayout(["w": [3, 8], "b": [8], "v": [8, 3], "rate": []])

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      let hidden = (x • theta[0] + theta[1]).tanh() • theta[2]
      return hidden * (t * theta[3]).sin() - x.component(1)
    }
  }

  struct Effort: RunningCost {
    func rate<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      x.squared().sum(over: -1) + theta[1].squared().sum()
    }
  }

  @Test func theCounterCounts() {
    let before = allocations_of_this_thread()
    let memory = UnsafeMutablePointer<Int>.allocate(capacity: 10)
    defer { memory.deallocate() }
    #expect(allocations_of_this_thread() > before)
  }

  @Test func programsAllocateNothingAgain() {
    #expect(allocationsOfAProgram(Float.self) == 0)
    #expect(allocationsOfAProgram(Double.self) == 0)
  }

  #if !DEBUG
  // The promise is that of release builds: unoptimised code was seen to make allocations of its own.
  @Test func evaluatorsAllocateNothingAgain() {
    #expect(allocationsOfAnEvaluator(Float.self) == 0)
    #expect(allocationsOfAnEvaluator(Double.self) == 0)
  }
  #endif

  private func allocationsOfAProgram<E: Scalar>(_: E.Type) -> Int {
    let graph = Graph(inputs: [[Extents.rows, 6], [6, 4]]) { v in
      let y = (v[0] • v[1]).exp()
      return [y / y.sum(over: -1).reshaped(to: [Extents.rows, 1]), y.maximum(over: -1)]
    }
    let program = Program<E>(graph, held: [1])
    let workspace = program.makeWorkspace(rows: 40)
    let memory = UnsafeMutablePointer<E>.allocate(capacity: 1000)
    memory.initialize(repeating: 0.5, count: 1000)
    defer { memory.deallocate() }
    workspace.bind(input: 0, memory)
    workspace.bind(input: 1, memory + 240)
    workspace.bind(output: 0, memory + 300)
    workspace.bind(output: 1, memory + 500)
    return allocationsAfterTheFirst {
      program.prepare(in: workspace)
      program.run(rows: 40, in: workspace)
      program.run(rows: 7, in: workspace)
    }
  }

  private func allocationsOfAnEvaluator<E: Scalar>(_: E.Type) -> Int {
    let program = HamiltonianProgram<E>(Hamiltonian(field: Field(), runningCost: Effort()))
    let rows = 20
    let evaluator = program.makeEvaluator(rows: rows)
    let count = 10 * rows * 3 + program.residualCount(rows: rows) + 2 * program.parameters.count
    let memory = UnsafeMutablePointer<E>.allocate(capacity: count)
    memory.initialize(repeating: 0.25, count: count)
    defer { memory.deallocate() }
    func place(_ number: Int) -> UnsafeMutablePointer<E> { memory + number * rows * 3 }
    let theta = place(10)
    let thetaBar = theta + program.parameters.count
    let residuals = thetaBar + program.parameters.count
    return allocationsAfterTheFirst {
      evaluator.setParameters(theta)
      evaluator.evaluate(rows, t: place(0), x: place(1), velocity: place(2), cost: place(3))
      evaluator.linearize(
        rows, t: place(0), x: place(1), velocity: place(2), cost: place(3), residuals: residuals)
      evaluator.pullback(
        rows, t: place(0), x: place(1), residuals: residuals, velocity: place(2), cost: place(3),
        tBar: place(4), xBar: place(5))
      evaluator.collect(into: thetaBar)
    }
  }
}

/// What a piece of work allocates on this thread when it is done a second and a third time.
func allocationsAfterTheFirst(_ work: () -> Void) -> Int {
  work()
  let before = allocations_of_this_thread()
  work()
  work()
  return allocations_of_this_thread() - before
}
