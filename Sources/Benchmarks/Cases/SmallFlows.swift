import Calculus
import ODE
import Systems
import Tensors

/// W3 one at a time: small states followed to their end by Dormand and Prince's pair.
enum SmallFlows {
  static var cases: [any BenchmarkCase] {
    [1e-3, 1e-6, 1e-9].flatMap { tolerance -> [any BenchmarkCase] in
      [
        SmallFlowCase(
          name: "lorenz", field: Lorenz63Field<Double>(), start: SIMD3(1, 1, 1), end: 20,
          checkedTime: 5, reference: SmallFlows.lorenz, tolerance: tolerance),
        SmallFlowCase(
          name: "vdp5", field: VanDerPolField<Double>(mu: 5), start: SIMD2(2, 0), end: 20,
          checkedTime: 20, reference: SmallFlows.vanDerPol, tolerance: tolerance),
        SmallFlowCase(
          name: "arenstorf", field: ArenstorfField<Double>(), start: ArenstorfField<Double>.start,
          end: ArenstorfField<Double>.period, checkedTime: ArenstorfField<Double>.period,
          reference: ArenstorfField<Double>.start, tolerance: tolerance),
        SmallFlowCase(
          name: "pleiades", field: PleiadesField<Double>(), start: PleiadesField<Double>.start,
          end: 3, checkedTime: 3, reference: PleiadesField<Double>.endState, tolerance: tolerance),
      ]
    } + [
      SmallFlowCase(
        name: "lorenz-long", field: Lorenz63Field<Double>(), start: SIMD3(1, 1, 1), end: 100,
        checkedTime: 5, reference: SmallFlows.lorenz, tolerance: 1e-8)
    ]
  }

  /// Lorenz's state at time 5, and Van der Pol's for mu = 5 at time 20, by an extrapolation method in
  /// quadruple precision.
  private static var lorenz: SIMD3<Double> {
    SIMD3(-6.512113699419599, -6.974042788417076, 23.92412957210337)
  }
  private static var vanDerPol: SIMD2<Double> { SIMD2(-1.601296879542854, 0.19832667633866208) }
}

/// One flow of a small state, and its error at a time at which its state is known.
struct SmallFlowCase<State: SmallState>: BenchmarkCase where State.Component == Double {
  let name: String
  let end: Double
  /// The time at which the state is known, and the state.
  let checkedTime: Double
  let reference: State
  let tolerance: Double
  private let follow: @Sendable (_ integrator: Integrator, _ span: TimeSpan) -> SmallEnd<State>

  /// The closure is made where the field's type is known, so that the flow is compiled for it.
  @inline(__always)
  init<Field: SmallField>(
    name: String, field: Field, start: State, end: Double, checkedTime: Double, reference: State,
    tolerance: Double
  ) where Field.State == State {
    self.name = name
    self.end = end
    self.checkedTime = checkedTime
    self.reference = reference
    self.tolerance = tolerance
    follow = { integrator, span in integrator.end(of: field, from: start, over: span) }
  }

  var identity: CaseIdentity {
    CaseIdentity(
      workload: "W3", name: name, precision: Double.precisionName, threads: 1,
      tolerance: tolerance)
  }

  var summary: String { "one trajectory of \(name) to time \(end), adaptive steps" }

  func prepare() -> PreparedCase {
    let integrator = Integrator(
      method: .dormandPrince, control: .adaptive(relative: tolerance, absolute: tolerance))
    let last = LastEnd(follow(integrator, TimeSpan(to: end)))
    let checked = follow(integrator, TimeSpan(to: checkedTime)).state
    let error = (0..<State.dimension).reduce(0) {
      max($0, abs(checked[component: $1] - reference[component: $1]))
    }
    return PreparedCase(
      iterate: { [follow, end] in
        last.end = follow(integrator, TimeSpan(to: end))
        return last.end.state[component: 0]
      },
      details: { ["nfev": Double(last.end.statistics.evaluations), "err": error] },
      work: {
        var work = CaseWork()
        work.rowEvaluations = Double(last.end.statistics.evaluations)
        return work
      })
  }

  private final class LastEnd {
    var end: SmallEnd<State>

    init(_ end: SmallEnd<State>) { self.end = end }
  }
}
