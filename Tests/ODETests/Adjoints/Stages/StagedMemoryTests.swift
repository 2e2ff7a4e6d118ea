import CAllocations
import Calculus
import Tensors
import Testing

@testable import ODE

/// What flows of stages take of memory, and what they give for less of it.
@Suite struct StagedMemoryTests {
  private static let program = FlowProblem.program
  private static let kinds = [2, 5, 8].map { StageSchemes.all[$0].scheme }

  private func scheme(_ steps: Int, coupling: Double? = nil) -> FlowScheme {
    FlowScheme(
      method: .rungeKutta4, steps: steps, from: 0.2, to: 1.4,
      control: .piecewiseLinear(pieces: 2), coupling: coupling)
  }

  /// A budget changes what is computed again, and no bit of a gradient.
  @Test func bitsDoNotDependOnTheBudget() {
    for stages in Self.kinds {
      let problem = FlowProblem(.fixed(scheme(23)))
      let layout = StagedLayout(Self.program, stages, rows: FlowProblem.rows)
      let least = layout.bytes(
        CheckpointPlan(steps: 23, tapedSteps: 1, checkpoints: 0), transposes: true)
      var gradients: [FlowProblem.Gradient] = []
      for budget in [
        MemoryBudget.everything, .bytes(least), .bytes(least + 3 * layout.stateBytes), .automatic,
      ] {
        let flow = StagedFlow(
          Self.program, scheme(23), stages, rows: FlowProblem.rows, keepsTape: true,
          memory: budget)
        gradients.append(problem.gradient(by: flow, pullbacks: 2))
        if case .bytes(let bytes) = budget {
          #expect(layout.bytes(flow.plan, transposes: true) <= bytes)
        }
      }
      for gradient in gradients.dropFirst() {
        #expect(gradient.theta == gradients[0].theta && gradient.x0 == gradients[0].x0)
        #expect(gradient.horizon == gradients[0].horizon)
      }
      #expect(gradients[1].work.repeatedEvaluations > gradients[0].work.repeatedEvaluations)
    }
  }

  #if !DEBUG
  /// Solves and pullbacks allocate nothing after the first.
  @Test(.enabled(if: allocations_are_counted() != 0))
  func nothingIsAllocatedAgain() {
    for stages in Self.kinds {
      let flow = StagedFlow(
        Self.program, scheme(7), stages, rows: FlowProblem.rows, keepsTape: true,
        memory: .automatic)
      #expect(allocations(flow) == 0)
    }
    for coupling in [1, 0.9] {
      let flow = ReversibleFlow(
        Self.program, scheme: scheme(7, coupling: coupling), rows: FlowProblem.rows)
      #expect(allocations(flow) == 0)
    }
  }

  /// The bytes that were predicted grow with the rows as those that are allocated: what is left is
  /// what compiling takes for a while, the same for any number of rows.
  @Test(.enabled(if: allocations_are_counted() != 0))
  func predictedBytesAreAllocated() {
    func grown(_ predicted: (Int) -> Int, _ make: (Int) -> any DifferentiableFlow<Double>) {
      // The first is made for what is made once in a process.
      let allocated = [200, 200, 1000].map { rows -> Int in
        let before = allocated_bytes_of_this_thread()
        _ = allocations(make(rows), rows: rows)
        let ownBytes = 7 * rows * MemoryLayout<Double>.stride
        return Int(allocated_bytes_of_this_thread() - before) - ownBytes
      }
      let growth = allocated[2] - allocated[1]
      let promised = predicted(1000) - predicted(200)
      print("allocated", growth, "predicted", promised)
      #expect(abs(growth - promised) < promised / 100)
    }
    for stages in Self.kinds {
      grown {
        StagedLayout(Self.program, stages, rows: $0).bytes(.everything(steps: 7), transposes: true)
      } _: {
        StagedFlow(
          Self.program, scheme(7), stages, rows: $0, keepsTape: true, memory: .everything)
      }
    }
    grown {
      ReversibleFlow.bytes(Self.program, scheme: scheme(7, coupling: 0.9), rows: $0)
    } _: {
      ReversibleFlow(Self.program, scheme: scheme(7, coupling: 0.9), rows: $0)
    }
  }
  #endif

  /// What a second and third solve and pullback allocate.
  private func allocations(_ flow: any DifferentiableFlow<Double>, rows: Int? = nil) -> Int {
    let rows = rows ?? FlowProblem.rows
    let nodes = 3 * Self.program.parameters.count
    let memory = UnsafeMutablePointer<Double>.allocate(capacity: 2 * nodes + 7 * rows)
    memory.initialize(repeating: 0.25, count: 2 * nodes + 7 * rows)
    defer { memory.deallocate() }
    func work() {
      flow.setParameters(memory)
      let end = flow.solve(from: memory + 2 * nodes, count: rows)
      _ = flow.pullback(
        end.states, cost: memory + 2 * nodes + 3 * rows, into: memory + nodes, horizon: nil)
    }
    work()
    let before = allocations_of_this_thread()
    if rows < 100 {
      work()
      work()
    }
    return allocations_of_this_thread() - before
  }
}
