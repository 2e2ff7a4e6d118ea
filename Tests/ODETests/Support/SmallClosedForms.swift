import Calculus
import Foundation

// The closed forms once more, as fields of small states.

/// `ClosedForm.driven`: dx/dt = -2x / (1 + t), dy/dt = y cos t.
struct DrivenField: SmallField {
  func velocity(at t: Double, _ x: SIMD2<Double>) -> SIMD2<Double> {
    SIMD2(-2 * x[0] / (1 + t), x[1] * cos(t))
  }
}

/// `ClosedForm.logistic`: the logistic equation with its integral, and a rotation.
struct LogisticField: SmallField {
  func velocity(at t: Double, _ x: InlineArray<3, Double>) -> InlineArray<3, Double> {
    let x = x.span
    let growth = x[0] * (1 - x[0])
    return [growth, -x[2] + growth, x[1] - x[0]]
  }
}

extension ClosedForm {
  /// The small state at time t.
  func small<State: SmallState>(_ t: Double) -> State where State.Component == Double {
    let x = solution(t)
    return State { x[$0] }
  }

  /// The largest difference of a small state from the solution at time t.
  func error<State: SmallState>(_ x: State, at t: Double) -> Double
  where State.Component == Double {
    error((0..<State.dimension).map { x[component: $0] }, at: t)
  }
}
