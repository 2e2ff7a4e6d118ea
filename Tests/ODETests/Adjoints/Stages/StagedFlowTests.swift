import Calculus
import Tensors
import Testing

@testable import ODE

/// Flows of stages of every kind, transposed.
@Suite struct StagedFlowTests {
  #if DEBUG
  static let controls: [ControlShape] = [.piecewiseLinear(pieces: 3)]
  #else
  static let controls: [ControlShape] = [
    .constant, .piecewiseConstant(pieces: 2), .piecewiseLinear(pieces: 3),
  ]
  #endif

  private func problem(
    _ control: ControlShape, steps: Int = 6, from start: Double = 0.2, to end: Double = 1.4
  ) -> FlowProblem {
    FlowProblem(
      .fixed(
        FlowScheme(method: .euler, steps: steps, from: start, to: end, control: control)))
  }

  /// A flow of the problem's steps by a method of stages.
  private func flow(
    _ problem: FlowProblem, _ stages: StageScheme, from start: Double? = nil,
    to end: Double? = nil, memory: MemoryBudget = .automatic
  ) -> StagedFlow<Double> {
    guard case .fixed(let scheme) = problem.solver else { preconditionFailure("no fixed steps") }
    let moved = FlowScheme(
      method: .euler, steps: scheme.steps, from: start ?? scheme.start, to: end ?? scheme.end,
      control: scheme.control)
    return StagedFlow(
      FlowProblem.program, moved, stages, rows: FlowProblem.rows, keepsTape: true, memory: memory)
  }

  /// Gradients by parameters, first states and the horizon's ends are central differences.
  @Test(arguments: StageSchemes.indices, controls)
  func gradientIsThatOfTheSteps(_ index: Int, _ control: ControlShape) {
    let stages = StageSchemes.all[index].scheme
    let problem = problem(control)
    let flow = flow(problem, stages)
    let gradient = problem.gradient(by: flow)
    let theta = problem.theta.indices.map { index in
      centralDifference { h in
        var moved = problem
        moved.theta[index] += h
        return moved.objective(by: flow)
      }
    }
    let x0 = problem.x0.indices.map { index in
      centralDifference { h in
        var moved = problem
        moved.x0[index] += h
        return moved.objective(by: flow)
      }
    }
    let end = centralDifference {
      problem.objective(by: self.flow(problem, stages, to: 1.4 + $0))
    }
    let start = centralDifference {
      problem.objective(by: self.flow(problem, stages, from: 0.2 + $0))
    }
    #expect(relativeError(gradient.theta, theta) < 1e-11)
    #expect(relativeError(gradient.x0, x0) < 1e-11)
    #expect(abs(gradient.horizon.end - end) < 1e-11)
    #expect(abs(gradient.horizon.start - start) < 1e-11)
  }
}
