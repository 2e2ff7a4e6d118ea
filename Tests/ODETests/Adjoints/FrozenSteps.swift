import Calculus
import ODE
import Tensors

/// The objective of a flow problem along steps chosen once, for each row on its own.
struct FrozenSteps {
  let problem: FlowProblem
  let times: [[Double]]
  private let method: SteppingMethod

  init(_ problem: FlowProblem, _ scheme: AdaptiveScheme) {
    self.problem = problem
    method = scheme.method
    let integrator = Integrator(method: scheme.method, control: .adaptive(scheme.steps))
    let field = Augmented(theta: problem.theta)
    let states: [[Double]] = (0..<FlowProblem.rows).map { row in
      Array(problem.x0[3 * row..<3 * row + 3]) + [0]
    }
    let start = Tensor<Double>(states.flatMap { $0 })
    let history = integrator.stepHistory(
      of: field, from: start.reshaped(to: [FlowProblem.rows, 4]), over: scheme.span)
    times = (0..<FlowProblem.rows).map { history.times(ofRow: $0) }
  }

  func objective(_ theta: [Double], from x0: [Double]? = nil) -> Double {
    let x0 = x0 ?? problem.x0
    let field = Augmented(theta: theta)
    let step = Integrator(method: method, control: .fixed(steps: 1))
    var total = 0.0
    for row in 0..<FlowProblem.rows {
      var x = Tensor<Double>(Array(x0[3 * row..<3 * row + 3]) + [0])
      for (a, b) in zip(times[row], times[row].dropFirst()) {
        x = step.ends(of: field, from: x, over: TimeSpan(from: a, to: b)).states.reshaped(to: [4])
      }
      for column in 0..<3 { total += problem.end[3 * row + column] * x[column] }
      total += problem.cost[row] * x[3]
    }
    return total
  }

  /// The flow with its running cost as a fourth component, evaluated row by row.
  private struct Augmented: VectorField {
    let theta: [Double]
    var dimension: Int { 4 }

    func makeEvaluator(rowCapacity: Int) -> any FieldEvaluator<Double> {
      Evaluator(theta: theta)
    }

    /// The rows of the matrix are pullbacks of unit cotangents.
    func makeJacobianEvaluator(rowCapacity: Int) -> (any JacobianEvaluator<Double>)? {
      Jacobian(Evaluator(theta: theta))
    }

    final class Jacobian: JacobianEvaluator {
      let evaluator: Evaluator

      init(_ evaluator: Evaluator) { self.evaluator = evaluator }

      func evaluate(
        _ points: RowPoints<Double>, into matrices: UnsafeMutablePointer<Double>,
        slopes: UnsafeMutablePointer<Double>
      ) {
        let program = FlowProblem.program
        let evaluator = evaluator.evaluator
        let count = points.count
        var residuals = [Double](repeating: 0, count: program.residualCount(rows: 1))
        var (x, velocity, bar) = ([0.0, 0, 0], [0.0, 0, 0], [0.0, 0, 0])
        var (cost, tBar) = (0.0, 0.0)
        for row in 0..<count {
          for column in 0..<3 { x[column] = points.x[column * count + row] }
          evaluator.linearize(
            1, t: points.t + row, x: x, velocity: &velocity, cost: &cost, residuals: &residuals)
          for component in 0..<4 {
            let seed = (0..<3).map { $0 == component ? 1.0 : 0 }
            var one = component == 3 ? 1.0 : 0
            evaluator.pullback(
              1, t: points.t + row, x: x, residuals: residuals, velocity: seed, cost: &one,
              tBar: &tBar, xBar: &bar)
            for column in 0..<4 {
              matrices[(component * 4 + column) * count + row] = column < 3 ? bar[column] : 0
            }
            slopes[component * count + row] = tBar
          }
        }
      }
    }

    final class Evaluator: FieldEvaluator {
      let theta: Tensor<Double>
      let evaluator = FlowProblem.program.makeEvaluator(rows: 1)

      init(theta: [Double]) {
        self.theta = Tensor(theta)
        self.theta.withUnsafeElements {
          if let base = $0.baseAddress { evaluator.setParameters(base) }
        }
      }

      func evaluate(_ points: RowPoints<Double>, into dx: UnsafeMutablePointer<Double>) {
        let count = points.count
        var (x, velocity) = ([0.0, 0, 0], [0.0, 0, 0])
        for row in 0..<count {
          for column in 0..<3 { x[column] = points.x[column * count + row] }
          evaluator.evaluate(
            1, t: points.t + row, x: x, velocity: &velocity, cost: dx + 3 * count + row)
          for column in 0..<3 { dx[column * count + row] = velocity[column] }
        }
      }
    }
  }
}
