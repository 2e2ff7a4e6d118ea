import Calculus
import Foundation
import ODE
import Tensors
import Testing

/// A problem whose solution is known.
struct ClosedForm: Sendable, CustomTestStringConvertible {
  let name: String
  let field: ClosureField<Double>
  let solution: @Sendable (Double) -> [Double]

  var testDescription: String { name }

  /// The state at time t.
  func state(_ t: Double) -> Tensor<Double> { Tensor(solution(t)) }

  /// The largest difference of a row of numbers from the solution at time t.
  func error(_ x: [Double], at t: Double) -> Double {
    zip(x, solution(t)).map { abs($0 - $1) }.max() ?? .nan
  }

  /// The largest error of a trajectory of one row.
  func largestError(_ trajectory: Trajectory<Double>) -> Double {
    trajectory.times.indices.map { index in
      error(trajectory.states(at: index).elements, at: trajectory.times[index])
    }.max() ?? .nan
  }

  /// Non-autonomous: dx/dt = -2x / (1 + t), dy/dt = y cos t.
  static let driven = ClosedForm(
    name: "driven",
    field: ClosureField(dimension: 2) { t, x, dx in
      dx[0] = -2 * x[0] / (1 + t)
      dx[1] = x[1] * cos(t)
    },
    solution: { [1 / ((1 + $0) * (1 + $0)), exp(sin($0))] })

  /// Coupled and nonlinear: the logistic equation with its integral, and a rotation.
  static let logistic = ClosedForm(
    name: "logistic",
    field: ClosureField(dimension: 3) { _, x, dx in
      dx[0] = x[0] * (1 - x[0])
      dx[1] = -x[2] + x[0] * (1 - x[0])
      dx[2] = x[1] - x[0]
    },
    solution: { t in
      let u = 1 / (1 + 3 * exp(-t))
      return [u, cos(t) + u, sin(t)]
    })
}

/// The slope of the straight line through points (log x, log y) by least squares.
func slope(_ x: [Double], _ y: [Double]) -> Double {
  let u = x.map { log($0) }
  let v = y.map { log($0) }
  let meanU = u.reduce(0, +) / Double(u.count)
  let meanV = v.reduce(0, +) / Double(v.count)
  let top = zip(u, v).reduce(0) { $0 + ($1.0 - meanU) * ($1.1 - meanV) }
  return top / u.reduce(0) { $0 + ($1 - meanU) * ($1 - meanU) }
}
