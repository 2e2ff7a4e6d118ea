import Calculus
import Tensors
import Testing

@testable import ODE

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Events against closed forms and published digits.
@Suite struct EventTests {
  /// A body in free fall: height and speed.
  static let fall = ClosureField<Double>(dimension: 2) { _, x, dx in
    dx[0] = x[1]
    dx[1] = -9.81
  }
  static let circle = ClosureField<Double>(dimension: 2) { _, x, dx in
    dx[0] = x[1]
    dx[1] = -x[0]
  }
  static let bounce = Event<Double>(
    "bounce", .falling, then: .jump { _, x in x[1] *= -0.8 }, where: { _, x in x[0] })

  /// The times of the first bounces of a ball that falls from a height.
  static func bounces(_ count: Int, from height: Double) -> [Double] {
    var time = (2 * height / 9.81).squareRoot()
    var flight = 2 * time
    return (0..<count).map { _ in
      defer {
        flight *= 0.8
        time += flight
      }
      return time
    }
  }

  @Test(
    "A ball bounces at the times of the closed form",
    arguments: SteppingMethod.adaptive.filter { $0.order >= 3 } + [.automatic])
  func ball(method: SteppingMethod) {
    let integrator = Integrator(
      method: method, control: .adaptive(relative: 1e-10, absolute: 1e-12))
    let trajectory = integrator.trajectory(
      of: EventTests.fall, from: Tensor([1, 0]), over: TimeSpan(to: 3.5), at: [0.2, 3.5],
      events: [EventTests.bounce])
    let found = trajectory.ends.occurrences(ofRow: 0)
    let expected = EventTests.bounces(30, from: 1).filter { $0 < 3.5 }
    #expect(found.count == expected.count)
    for (occurrence, time) in zip(found, expected) {
      #expect(abs(occurrence.time - time) < 2e-9, "\(method.name)")
      #expect(abs(occurrence.state[0]) < 1e-12)
      #expect(occurrence.stateAfter[1] == -0.8 * occurrence.state[1])
    }
    #expect(abs(trajectory.states(at: 0).elements[0] - (1 - 9.81 / 2 * 0.04)) < 1e-9)
    #expect(trajectory.outcomes == [.completed])
  }

  @Test("A ball bounces under equal steps, too", arguments: [7, 40])
  func equalSteps(steps: Int) {
    // Several bounces in one step, and the rest of each step after them.
    let integrator = Integrator(method: .rungeKutta4, control: .fixed(steps: steps))
    let heights: [Double] = [1, 0.8, 2]
    let ends = integrator.ends(
      of: EventTests.fall, from: Tensor(heights.flatMap { [$0, 0] }, shape: [3, 2]),
      over: TimeSpan(to: 3), events: [EventTests.bounce])
    for (row, height) in heights.enumerated() {
      let expected = EventTests.bounces(30, from: height).filter { $0 < 3 }
      let found = ends.occurrences(ofRow: row)
      #expect(found.count == expected.count)
      for (occurrence, time) in zip(found, expected) {
        #expect(abs(occurrence.time - time) < 1e-12)
      }
      let last = expected[expected.count - 1]
      let speed = (2 * 9.81 * height).squareRoot() * pow(0.8, Double(expected.count))
      let flight = 3 - last
      let end = ends.states.elements[2 * row]
      #expect(abs(end - (speed * flight - 9.81 / 2 * flight * flight)) < 1e-11)
      #expect(ends.times[row] == 3)
      #expect(ends.statistics[row].accepted == steps + expected.count)
    }
  }

  @Test("The zeros of a cosine are found, with their direction")
  func cosine() {
    let integrator = Integrator(control: .adaptive(relative: 1e-11, absolute: 1e-13))
    func times(_ direction: EventDirection) -> [Double] {
      let event = Event<Double>("zero", direction) { _, x in x[0] }
      return integrator.ends(
        of: EventTests.circle, from: Tensor([1, 0]), over: TimeSpan(to: 20), events: [event]
      ).occurrences(ofRow: 0).map(\.time)
    }
    let all = (0..<6).map { (Double($0) + 0.5) * Double.pi }
    for (found, expected) in [
      (times(.either), all), (times(.falling), [all[0], all[2], all[4]]),
      (times(.rising), [all[1], all[3], all[5]]),
    ] {
      #expect(found.count == expected.count)
      for (a, b) in zip(found, expected) { #expect(abs(a - b) < 3e-10) }
    }
  }

  @Test("All crossings of one step are seen")
  func severalInOneStep() {
    // x = t, one step: a polynomial of degree 4 with two zeros next to one another.
    let line = ClosureField<Double>(dimension: 1) { _, _, dx in dx[0] = 1 }
    let zeros = [0.2, 0.5, 0.50001, 0.8]
    let event = Event<Double>("polynomial") { _, x in
      (x[0] - 0.2) * (x[0] - 0.5) * (x[0] - 0.50001) * (x[0] - 0.8)
    }
    for method in [SteppingMethod.tsitouras, .dormandPrince, .rungeKutta4] {
      let ends = Integrator(method: method, control: .fixed(steps: 1)).ends(
        of: line, from: Tensor([0]), over: TimeSpan(to: 1), events: [event])
      let found = ends.occurrences(ofRow: 0)
      #expect(found.count == 4)
      for (occurrence, zero) in zip(found, zeros) {
        #expect(abs(occurrence.time - zero) < 1e-10)
        #expect(occurrence.state == occurrence.stateAfter)
      }
    }
  }

  @Test("A row that begins at zero has not crossed")
  func beginsAtZero() {
    let up = Event<Double>("ground", .either, then: .stop) { _, x in x[0] }
    let ends = Integrator().ends(
      of: EventTests.fall, from: Tensor([0, 4.905]), over: TimeSpan(to: 5), events: [up])
    #expect(ends.occurrences(ofRow: 0).count == 1)
    #expect(abs(ends.times[0] - 1) < 1e-12)
    #expect(ends.outcomes == [.stopped(byEvent: 0, t: ends.times[0])])
    #expect(!ends.outcomes[0].isFailure)
    #expect(!ends.allCompleted)
  }

  @Test("A stopped row keeps its state, and others go on")
  func stops() {
    let event = Event<Double>("quarter", .falling, then: .stop) { _, x in x[0] }
    let phases = [0.0, 0.3, 3.0]
    let x0 = Tensor<Double>(phases.flatMap { [cos($0), -sin($0)] }, shape: [3, 2])
    let integrator = Integrator(control: .adaptive(relative: 1e-11, absolute: 1e-13))
    let trajectory = integrator.trajectory(
      of: EventTests.circle, from: x0, over: TimeSpan(to: 2), at: [1, 1.4, 2], events: [event])
    #expect(abs(trajectory.ends.times[0] - .pi / 2) < 1e-10)
    #expect(abs(trajectory.ends.times[1] - (.pi / 2 - 0.3)) < 1e-10)
    #expect(trajectory.outcomes[2] == .completed)
    #expect(trajectory.states(at: 1).elements[0].isFinite)
    #expect(trajectory.states(at: 1).elements[2].isNaN)
    #expect(trajectory.states(at: 2).elements[0].isNaN)
    #expect(abs(trajectory.states(at: 2).elements[4] - cos(5)) < 1e-9)
    #expect(abs(trajectory.ends.states.elements[1] + 1) < 1e-10)
    // A row's numbers do not depend on the others, nor on the kind of output.
    for row in 0..<3 {
      let x = Tensor(Array(x0.elements[2 * row..<2 * row + 2]))
      let alone = integrator.denseTrajectory(
        of: EventTests.circle, from: x, over: TimeSpan(to: 2), events: [event])
      #expect(alone.ends.times[0] == trajectory.ends.times[row])
      #expect(
        alone.ends.states.elements == Array(trajectory.ends.states.elements[2 * row..<2 * row + 2]))
      if alone.ends.times[0] > 1 {
        let (a, b) = (alone.state(ofRow: 0, at: 1), trajectory.states(at: 0))
        #expect(abs(a.elements[0] - b.elements[2 * row]) < 1e-15)
      }
    }
  }

  @Test("What happens to a row does not depend on others", arguments: [1, 2])
  func rowsAlone(threads: Int) {
    let heights = (0..<97).map { 0.6 + Double($0 * 37 % 97) / 40 }
    let x0 = Tensor(heights.flatMap { [$0, 0] }, shape: [heights.count, 2])
    let pool = threads == 1 ? nil : ForkJoinPool(threads: threads)
    for control in [StepControl.adaptive(), .fixed(steps: 13)] {
      let integrator = Integrator(control: control)
      let batch = integrator.denseTrajectory(
        of: EventTests.fall, from: x0, over: TimeSpan(to: 2.5), events: [EventTests.bounce],
        on: pool)
      for row in 0..<heights.count {
        let alone = integrator.denseTrajectory(
          of: EventTests.fall, from: Tensor([heights[row], 0]), over: TimeSpan(to: 2.5),
          events: [EventTests.bounce])
        let (a, b) = (batch.ends.occurrences(ofRow: row), alone.ends.occurrences(ofRow: 0))
        #expect(a.map(\.time) == b.map(\.time) && a.map(\.stateAfter) == b.map(\.stateAfter))
        let end = Array(batch.ends.states.elements[2 * row..<2 * row + 2])
        #expect(end == alone.ends.states.elements)
        // On either side of a jump.
        let jump = a[0]
        #expect(batch.state(ofRow: row, at: jump.time).elements == jump.stateAfter)
        let before = batch.state(ofRow: row, at: jump.time - 1e-9)
        #expect(abs(before.elements[1] - jump.state[1]) < 1e-7)
      }
    }
  }

  @Test("A history's steps end where events do")
  func history() {
    let history = Integrator().stepHistory(
      of: EventTests.fall, from: Tensor([1, 0]), over: TimeSpan(to: 2), events: [EventTests.bounce])
    let times = history.times(ofRow: 0)
    for step in 0..<history.stepCount(ofRow: 0) {
      #expect(abs(times[step] + history.size(ofStep: step, row: 0) - times[step + 1]) < 1e-15)
    }
    for occurrence in history.ends.occurrences(ofRow: 0) {
      #expect(times.contains(occurrence.time))
    }
  }

  @Test("Events of one time happen in their order")
  func simultaneous() {
    let line = ClosureField<Double>(dimension: 1) { _, _, dx in dx[0] = 1 }
    let double = Event<Double>("double", then: .jump { _, x in x[0] *= 2 }) { t, _ in t - 0.5 }
    let add = Event<Double>("add", then: .jump { _, x in x[0] += 1 }) { t, _ in t - 0.5 }
    let note = Event<Double>("note") { t, _ in t - 0.5 }
    func end(_ events: [Event<Double>]) -> (x: Double, order: [Int]) {
      let ends = Integrator().ends(
        of: line, from: Tensor([0]), over: TimeSpan(to: 1), events: events)
      return (ends.states.elements[0], ends.occurrences(ofRow: 0).map(\.event))
    }
    let first = end([note, double, add])
    #expect(abs(first.x - 2.5) < 1e-14)
    #expect(first.order == [0, 1, 2])
    let second = end([add, double, note])
    #expect(abs(second.x - 3.5) < 1e-14)
    #expect(second.order == [0, 1, 2])
  }

  @Test("Flows backwards meet events backwards")
  func backwards() {
    let event = Event<Double>("zero", .rising) { _, x in x[0] }
    let integrator = Integrator(control: .adaptive(relative: 1e-11, absolute: 1e-13))
    let found = integrator.ends(
      of: EventTests.circle, from: Tensor([1, 0]), over: TimeSpan(from: 0, to: -8), events: [event]
    ).occurrences(ofRow: 0)
    #expect(found.count == 1)
    #expect(abs(found[0].time + 1.5 * .pi) < 1e-10)
  }

  @Test("Single precision finds zeros to its own resolution")
  func singlePrecision() {
    let fall = ClosureField<Float>(dimension: 2) { _, x, dx in
      dx[0] = x[1]
      dx[1] = -9.81
    }
    let bounce = Event<Float>(
      "bounce", .falling, then: .jump { _, x in x[1] *= -0.8 }, where: { _, x in x[0] })
    let found = Integrator(control: .adaptive(relative: 1e-5, absolute: 1e-6)).ends(
      of: fall, from: Tensor([1, 0]), over: TimeSpan(to: 2), events: [bounce]
    ).occurrences(ofRow: 0)
    let expected = EventTests.bounces(30, from: 1).filter { $0 < 2 }
    #expect(found.count == expected.count)
    for (occurrence, time) in zip(found, expected) {
      #expect(abs(occurrence.time - time) < 1e-5)
    }
  }

  @Test("Van der Pol's oscillator has the published period")
  func vanDerPol() {
    // Andersen & Geer, SIAM J. Appl. Math. 42 (1982): the period at damping 1.
    let field = ClosureField<Double>(dimension: 2) { _, x, dx in
      dx[0] = x[1]
      dx[1] = (1 - x[0] * x[0]) * x[1] - x[0]
    }
    let event = Event<Double>("section", .rising) { _, x in x[0] }
    for method in [SteppingMethod.tsitouras, .dormandPrince853, .kvaerno5, .rodas5P, .automatic] {
      let times = Integrator(
        method: method, control: .adaptive(relative: 1e-11, absolute: 1e-13)
      ).ends(of: field, from: Tensor([2, 0]), over: TimeSpan(to: 80), events: [event])
        .occurrences(ofRow: 0).map(\.time)
      let last = times.suffix(2)
      #expect(abs(last[last.endIndex - 1] - last[last.startIndex] - 6.6632868593231) < 2e-9)
    }
  }

  @Test("An event that is not finite ends its row, and says so")
  func notFinite() {
    let event = Event<Double>("root") { t, _ in (0.5 - t).squareRoot() - 1 }
    let ends = Integrator().ends(
      of: EventTests.circle, from: Tensor([1, 0]), over: TimeSpan(to: 1), events: [event])
    guard case .notFinite(.event, let t) = ends.outcomes[0] else {
      Issue.record("\(ends.outcomes[0])")
      return
    }
    #expect(t > 0.4 && t <= 1)
    #expect(ends.outcomes[0].isFailure)
  }

  @Test("A ball that comes to rest is reported, not lost")
  func accumulation() {
    let ends = Integrator().ends(
      of: EventTests.fall, from: Tensor([0.5, 0]), over: TimeSpan(to: 3),
      events: [EventTests.bounce])
    // The flights are a geometric series.
    let rest = 9 * (2 * 0.5 / 9.81).squareRoot()
    guard case .jumpsAccumulate(event: 0, let t) = ends.outcomes[0] else {
      Issue.record("\(ends.outcomes[0])")
      return
    }
    #expect(abs(t - rest) < 1e-6)
    #expect(abs(ends.states.elements[0]) < 1e-9)
  }

  @Test("Events at a span's end happen, and the row completes")
  func atTheEnd() {
    let event = Event<Double>("end", then: .stop) { t, _ in t - 1 }
    let ends = Integrator().ends(
      of: EventTests.circle, from: Tensor([1, 0]), over: TimeSpan(to: 1), events: [event])
    #expect(ends.outcomes == [.completed])
    #expect(ends.occurrences(ofRow: 0).map(\.time) == [1])
  }
}
