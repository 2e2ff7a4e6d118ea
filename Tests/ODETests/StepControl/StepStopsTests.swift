import Calculus
import Foundation
import Tensors
import Testing

@testable import ODE

/// Steps that end at given times, and fields that jump.
@Suite struct StepStopsTests {
  private static let jumps = [1.0, 2.5, 3.1]

  /// The oscillator x'' = -x + u, whose force u switches between 1 and -1 at the jumps.
  private static let switched = ClosureField<Double>(dimension: 2) { t, x, dx in
    let side = jumps.count { $0 < t }
    dx[0] = x[1]
    dx[1] = -x[0] + (side.isMultiple(of: 2) ? 1 : -1)
  }

  private struct Switched: SmallField {
    func velocity(at t: Double, _ x: SIMD2<Double>) -> SIMD2<Double> {
      SIMD2(x[1], -x[0] + (StepStopsTests.jumps.count { $0 < t }.isMultiple(of: 2) ? 1 : -1))
    }
  }

  /// Its solution, from rest: x - u turns around 0 between the jumps.
  private static func solution(_ t: Double) -> [Double] {
    var (x, v, last, u) = (0.0, 0.0, 0.0, 1.0)
    for knot in jumps.filter({ $0 < t }) + [t] {
      let (a, b, h) = (x - u, v, knot - last)
      (x, v) = (u + a * cos(h) + b * sin(h), b * cos(h) - a * sin(h))
      (last, u) = (knot, -u)
    }
    return [x, v]
  }

  private static func control(
    _ tolerance: Double, _ stops: StepStops, _ method: SteppingMethod = .dormandPrince
  ) -> Integrator {
    var control = AdaptiveControl(relative: tolerance, absolute: tolerance)
    control.stops = stops
    return Integrator(method: method, control: .adaptive(control))
  }

  /// The error, at the end and inside of steps, falls with the tolerance as where nothing jumps.
  @Test(arguments: [SteppingMethod.dormandPrince, .tsitouras, .bogackiShampine])
  func errorsFollowTheToleranceAcrossJumps(method: SteppingMethod) {
    let span = TimeSpan(to: 5)
    let times = span.times(101)
    let tolerances = [1e-5, 1e-6, 1e-7, 1e-8]
    let errors = tolerances.map { tolerance in
      let trajectory = StepStopsTests.control(
        tolerance, StepStops(jumps: StepStopsTests.jumps), method
      ).trajectory(of: StepStopsTests.switched, from: Tensor([0.0, 0]), over: span, at: times)
      return times.indices.map { index in
        let exact = StepStopsTests.solution(times[index])
        return (0..<2).map { abs(trajectory.states[index, 0, $0] - exact[$0]) }.max() ?? .nan
      }.max() ?? .nan
    }
    #expect(abs(slope(tolerances, errors) - 1) < 0.2, "\(errors)")
    for (tolerance, error) in zip(tolerances, errors) {
      #expect(error < 12 * tolerance, "\(errors)")
    }
  }

  /// As many steps as in pieces between the jumps, each of which pays for its own first step, and
  /// hardly a rejected one; without stops there are many.
  @Test func stepsAreThoseOfThePieces() {
    let stops = StepStops(jumps: StepStopsTests.jumps)
    let ends = StepStopsTests.control(1e-8, stops).ends(
      of: StepStopsTests.switched, from: Tensor([0.0, 0]), over: TimeSpan(to: 5))
    var pieces = Statistics()
    let knots = [0] + StepStopsTests.jumps + [5]
    for (index, start) in knots.dropLast().enumerated() {
      let force = index.isMultiple(of: 2) ? 1.0 : -1
      let field = ClosureField<Double>(dimension: 2) { _, x, dx in
        dx[0] = x[1]
        dx[1] = -x[0] + force
      }
      pieces =
        pieces
        + StepStopsTests.control(1e-8, StepStops()).ends(
          of: field, from: Tensor(StepStopsTests.solution(start)),
          over: TimeSpan(from: start, to: knots[index + 1])
        ).total
    }
    #expect(ends.total.accepted <= pieces.accepted, "\(ends.total) \(pieces)")
    #expect(ends.total.rejected <= 3)
    let evaluations = 6 * (ends.total.accepted + ends.total.rejected) + 2 + 3
    #expect(ends.total.evaluations == evaluations)
    let blind = StepStopsTests.control(1e-8, StepStops()).ends(
      of: StepStopsTests.switched, from: Tensor([0.0, 0]), over: TimeSpan(to: 5))
    #expect(blind.total.rejected > 15 && blind.total.evaluations > ends.total.evaluations * 5 / 4)
  }

  @Test(arguments: [TimeSpan(to: 5), TimeSpan(from: 5, to: 0)])
  func smallStatesJumpToo(span: TimeSpan) {
    let integrator = StepStopsTests.control(1e-9, StepStops(jumps: StepStopsTests.jumps))
    let start = StepStopsTests.solution(span.start)
    let small = integrator.end(of: Switched(), from: SIMD2(start[0], start[1]), over: span)
    let batch = integrator.ends(of: StepStopsTests.switched, from: Tensor(start), over: span)
    let exact = StepStopsTests.solution(span.end)
    #expect(small.statistics == batch.statistics[0])
    for index in 0..<2 {
      #expect(abs(small.state[index] - exact[index]) < 1.5e-8)
      #expect(abs(batch.states[0, index] - exact[index]) < 1.5e-8)
    }
  }

  /// The field is asked on either side of a jump only, never at it, in the precision of its times.
  @Test(arguments: [TimeSpan(to: 1), TimeSpan(from: 1, to: 0), TimeSpan(from: 0.1, to: 0.7)])
  func fieldIsNotAskedAtJumps(span: TimeSpan) {
    let jumps = [0.1, 0.3, 0.7, 0.9]
    let stops = StepStops(jumps: jumps)
    let field = ClosureField<Float>(dimension: 1) { t, x, dx in
      dx[0] = jumps.contains { Float($0) == t } ? .nan : -x[0]
    }
    let ends = StepStopsTests.control(1e-5, stops).ends(
      of: field, from: Tensor<Float>([1]), over: span)
    #expect(ends.outcomes == [.completed] && ends.times == [span.end])
    #expect(abs(Double(ends.states[0, 0]) - exp(-span.length)) < 1e-5)
  }

  @Test func stepsEndAtTheirTimes() {
    let wanted = [0.31, 1.0, 1.7, 4.99, 7]
    let problem = ClosedForm.driven
    for (span, start) in [(TimeSpan(to: 5), 0.0), (TimeSpan(from: 5, to: 0), 5)] {
      let integrator = StepStopsTests.control(1e-6, StepStops(at: wanted))
      let history = integrator.stepHistory(
        of: problem.field, from: problem.state(start), over: span)
      let times = Set(history.times(ofRow: 0))
      #expect(wanted.dropLast().allSatisfy(times.contains))
      // A step cut to a stop makes none after it shorter: each stop costs at most one more.
      let free = StepStopsTests.control(1e-6, StepStops()).ends(
        of: problem.field, from: problem.state(start), over: span)
      #expect(history.ends.total.accepted <= free.total.accepted + 4)
      #expect(problem.error(history.ends.states.elements, at: span.end) < 3e-5)
      let small = integrator.end(of: DrivenField(), from: problem.small(start), over: span)
      #expect(small.statistics == history.ends.total)
    }
  }

  @Test func rowsDoNotDependOnTheirCompany() {
    var stream = RandomStream(seed: 4)
    let x0 = Tensor<Double>.normal(shape: [19, 2], using: &stream)
    let integrator = StepStopsTests.control(
      1e-6, StepStops(at: [0.4, 2], jumps: StepStopsTests.jumps))
    let spans = (0..<19).map { TimeSpan(from: Double($0) / 5, to: Double($0 * 5 % 19) / 5 + 0.1) }
    let batch = integrator.ends(of: StepStopsTests.switched, from: x0, over: spans)
    for row in 0..<19 {
      let alone = integrator.ends(
        of: StepStopsTests.switched, from: Tensor([x0[row, 0], x0[row, 1]]), over: spans[row])
      #expect((0..<2).allSatisfy { alone.states[0, $0] == batch.states[row, $0] })
      #expect(alone.statistics[0] == batch.statistics[row])
    }
  }

  @Test func legsLeadFromStopToStop() {
    let list = StopList(StepStops(at: [2, 1], jumps: [3]), in: Double.self)
    func leg(_ t: Double, _ end: Double) -> (Double, Double, Bool) {
      let leg = list.leg(from: t, to: end, end < t ? -1 : 1)
      return (leg.start, leg.stop, leg.followsJump)
    }
    #expect(leg(0, 5) == (0, 1, false))
    #expect(leg(1, 5) == (1, 2, false))
    #expect(leg(2, 5) == (2, 3.0.nextDown, false))
    #expect(leg(3.0.nextDown, 5) == (3.0.nextUp, 5, true))
    #expect(leg(3, 5) == (3.0.nextUp, 5, true))
    #expect(leg(3.0.nextDown, 3) == (3, 3, true))
    #expect(leg(5, 0) == (5, 3.0.nextUp, false))
    #expect(leg(3.0.nextUp, 0) == (3.0.nextDown, 2, true))
    #expect(leg(2, 0) == (2, 1, false))
    #expect(leg(0.5, 0.75) == (0.5, 0.75, false))
    #expect(leg(5, 5) == (5, 5, false))
  }
}
