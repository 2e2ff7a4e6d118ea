import CAllocations
import Calculus
import Tensors
import Testing

@testable import ODE

/// What adaptive flows may take of memory is known before they are solved.
@Suite struct FlowBytesTests {
  private func solver(
    _ adjoint: AdaptiveScheme.Adjoint, control: ControlShape, limit: Int
  ) -> FlowSolver {
    var steps = AdaptiveControl(relative: 1e-7, absolute: 1e-9)
    steps.maximumSteps = limit
    return .adaptive(
      AdaptiveScheme(
        method: .dormandPrince, steps: steps, from: 0.2, to: 3.2, control: control,
        adjoint: adjoint))
  }

  #if !DEBUG
  /// All that is asked for, given back or not, is within the bound for the steps that were taken.
  @Test(
    .enabled(if: allocations_are_counted() != 0),
    arguments: AdaptiveScheme.Adjoint.allCases,
    [ControlShape.constant, .piecewiseConstant(pieces: 3), .piecewiseLinear(pieces: 2)])
  func boundsHold(_ adjoint: AdaptiveScheme.Adjoint, _ control: ControlShape) {
    let solver = solver(adjoint, control: control, limit: 10_000)
    let problem = FlowProblem(solver)
    _ = problem.gradient()
    let before = allocated_bytes_of_this_thread()
    let work = problem.gradient().work
    let allocated = Int(allocated_bytes_of_this_thread() - before)
    let most = work.steps + work.rejectedSteps
    let bound = solver.mostBytes(
      FlowProblem.program, rows: FlowProblem.rows, keepsTape: true, steps: most)
    print(adjoint, control, "allocated \(allocated), bound for \(most) steps \(bound)")
    #expect(allocated <= bound)
    let limit = solver.mostBytes(FlowProblem.program, rows: FlowProblem.rows, keepsTape: true)
    #expect((bound < limit) == (adjoint != .backsolve))
  }
  #endif

  /// A backsolve's bytes do not grow with the steps, those of the others do.
  @Test func backsolvesTakeTheSame() {
    for adjoint in AdaptiveScheme.Adjoint.allCases {
      let bytes = [100, 10_000].map {
        solver(adjoint, control: .constant, limit: $0)
          .mostBytes(FlowProblem.program, rows: 5, keepsTape: true)
      }
      #expect((bytes[0] == bytes[1]) == (adjoint == .backsolve))
    }
  }

  /// Bounds that are no numbers of bytes are the largest number.
  @Test func boundsSaturate() {
    let solver = solver(.discrete, control: .constant, limit: .max / 2)
    #expect(solver.mostBytes(FlowProblem.program, rows: 5, keepsTape: true) == .max)
  }
}
