import Calculus
import ODE
import Tensors
import Testing

@Suite struct FlowSchemeExpressionTests {
  /// The steps over tensors are those that the flow's solver takes, for all explicit methods and shapes
  /// of control, to the rounding that the methods' largest weights allow: some are 200.
  @Test(arguments: SteppingMethod.all.filter { !$0.isImplicit }, DiscreteFlowTests.controls)
  func stepsAreTheSolvers(_ method: SteppingMethod, _ control: ControlShape) {
    let scheme = FlowScheme(method: method, steps: 6, from: 0.2, to: 1.4, control: control)
    let problem = FlowProblem(.fixed(scheme))
    let field = FlowProblem.Field()
    let count = field.parameters.count
    let nodes = (0..<control.nodeCount).map { node in
      Parameters(
        field.parameters.segments.map { segment in
          Tensor(
            Array(problem.theta[(node * count)...].dropFirst(segment.offset).prefix(segment.count)),
            shape: segment.shape)
        })
    }
    guard case .explicit(let tableau) = method else { return }
    let weights = (tableau.a + [tableau.b]).flatMap { $0.map(abs) }
    let tolerance = 4e-15 * max(1, weights.max() ?? 1)
    let x0 = Tensor(problem.x0, shape: [FlowProblem.rows, 3])
    let found = scheme.end(of: field, from: x0, along: nodes)
    let flow = FlowSolver.fixed(scheme).makeFlow(
      FlowProblem.program, rows: FlowProblem.rows, keepsTape: false)
    problem.theta.withUnsafeBufferPointer { theta in
      guard let base = theta.baseAddress else { return }
      flow.setParameters(base)
      let states = flow.solve(from: problem.x0, count: FlowProblem.rows).states
      for (index, value) in found.elements.enumerated() {
        #expect(abs(value - states[index]) < tolerance, "\(index)")
      }
    }
  }

  @Test func someStepsAreNoExpressions() {
    #expect(FlowScheme(method: .rungeKutta4, steps: 2).isExpression)
    #expect(!FlowScheme(method: .rungeKutta4, steps: 2, coupling: 0.9).isExpression)
    for method in SteppingMethod.all where method.isImplicit {
      #expect(!FlowScheme(method: method, steps: 2).isExpression, "\(method.name)")
    }
  }

  /// Times and shares of nodes of the classical method: at the beginning, twice in the middle, at the
  /// end.
  @Test func numbersOfAStep() {
    let scheme = FlowScheme(
      method: .rungeKutta4, steps: 4, from: 1, to: 3, control: .piecewiseLinear(pieces: 2))
    let numbers = scheme.numbers(ofStep: 3)
    #expect(numbers.times == [2.5, 2.75, 2.75, 3])
    #expect(numbers.node == 1)
    #expect(numbers.weights == [0.5, 0.75, 0.75, 1])
  }
}
