import Calculus
import ODE
import Tensors

/// W3 in a batch: a thousand Lorenz trajectories to time 20 by Dormand and Prince's pair, each with
/// its own steps.
///
/// To time 20 chaos has made differences of rounding as large as the attractor: the sum over the ends
/// only shows that something was computed.
enum LorenzEnsemble {
  static var cases: [any BenchmarkCase] {
    [1e-3, 1e-6, 1e-9].flatMap { tolerance in
      [1, 2].map { LorenzEnsembleCase(tolerance: tolerance, rows: 1000, threads: $0) }
    }
  }
}

/// Lorenz's equations over the algebra: dx/dt = 10 (y - x), dy/dt = x (28 - z) - y,
/// dz/dt = x y - 8/3 z.
struct LorenzField: ControlledField {
  let dimension = 3
  let parameters = ParameterLayout()

  func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
    let (a, b, c) = (x.component(0), x.component(1), x.component(2))
    return .concatenate(
      [(b - a) * 10, a * (28 - c) - b, a * b - c * .constant(8.0 / 3.0)], along: -1)
  }
}

/// Many Lorenz trajectories at once.
struct LorenzEnsembleCase: BenchmarkCase {
  var workload = "W3"
  let tolerance: Double
  let rows: Int
  let threads: Int
  var end = 20.0

  var identity: CaseIdentity {
    CaseIdentity(
      workload: workload, name: "lorenz\(rows)-pertraj", precision: Double.precisionName,
      threads: threads, tolerance: tolerance)
  }

  var summary: String { "\(rows) Lorenz trajectories to time \(end), each with its own steps" }

  func prepare() -> PreparedCase {
    let field = FlowField<Double>(LorenzField())
    let integrator = Integrator(
      method: .dormandPrince, control: .adaptive(relative: tolerance, absolute: tolerance))
    let pool = ForkJoinPool(threads: threads)
    let start = Tensor(startStates, shape: [rows, 3])
    let last = LastStatistics()
    return PreparedCase(
      iterate: { [span = TimeSpan(to: end)] in
        let trajectory = integrator.trajectory(of: field, from: start, over: span, on: pool)
        last.statistics = trajectory.statistics
        return trajectory.states(at: 0).squared().sum()
      },
      details: { ["nfev": Double(last.statistics.evaluations)] },
      work: {
        // Eight operations of the field, and 27 weights of the method for each component.
        let statistics = last.statistics
        var work = CaseWork()
        work.rowEvaluations = Double(statistics.evaluations)
        let steps = Double(statistics.accepted + statistics.rejected)
        work.otherOperations = 8 * work.rowEvaluations + 2 * 3 * 27 * steps
        return work
      })
  }

  /// Uniform in a box about the attractor; shape `[rows, 3]`.
  private var startStates: [Double] {
    let numbers = SplitMix64.uniform(seed: 11, count: 3 * rows, scale: 10)
    var states: [Double] = []
    for row in 0..<rows {
      states += [numbers[row], numbers[rows + row], numbers[2 * rows + row] + 25]
    }
    return states
  }

  private final class LastStatistics {
    var statistics = Statistics()
  }
}
