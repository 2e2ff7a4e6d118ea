import Calculus
import ODE
import Tensors
import Testing

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Gradients of events against closed forms and central differences.
@Suite struct EventFlowTests {
  struct Fall: ControlledField {
    let dimension = 2
    let parameters = ParameterLayout(["gravity": []])

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      .concatenate([x.component(1), x.component(0) * 0 - theta[0]], along: -1)
    }
  }

  struct Bounce: EventLaw {
    let name = "bounce"
    let dimension = 2
    let parameters = ParameterLayout(["restitution": []])
    let direction = EventDirection.falling
    let action = EventAction.jumps

    func value<A: TensorAlgebra>(at t: A, _ x: A, _ eta: Parameters<A>) -> A { x.component(0) }

    func jump<A: TensorAlgebra>(at t: A, _ x: A, _ eta: Parameters<A>) -> A {
      .concatenate([x.component(0), -(eta[0] * x.component(1))], along: -1)
    }
  }

  /// The height at the end, and the time and speed of the third bounce, have closed forms.
  @Test(
    "A bouncing ball has the derivatives of its closed form",
    arguments: [SteppingMethod.tsitouras, .dormandPrince853, .kvaerno5, .rodas5P])
  func ball(method: SteppingMethod) {
    let (height, g, e, end) = (1.3, 9.81, 0.8, 2.4)
    let scheme = AdaptiveScheme(
      method: method, steps: AdaptiveControl(relative: 1e-11, absolute: 1e-13), to: end)
    let flow = EventFlow(
      HamiltonianProgram<Double>(Hamiltonian(field: Fall())), laws: [Bounce()], scheme: scheme,
      rows: 1)
    let (theta, eta) = ([g], [e])
    let gradients = theta.withUnsafeBufferPointer { theta in
      eta.withUnsafeBufferPointer { eta -> [[Double]] in
        guard let theta = theta.baseAddress, let eta = eta.baseAddress else { return [] }
        flow.setParameters(theta)
        flow.setEventParameters(eta)
        _ = flow.solve(from: [height, 0], count: 1)
        func gradient(_ end: [Double], _ bounce: Int?, time: Double, speed: Double) -> [Double] {
          var (thetaBar, etaBar) = (0.0, 0.0)
          let cotangents = flow.occurrences[0].indices.map {
            OccurrenceCotangent<Double>(
              time: $0 == bounce ? time : 0, state: [0, $0 == bounce ? speed : 0])
          }
          let p = flow.pullback(
            end, occurrences: bounce == nil ? nil : [cotangents], into: &thetaBar, events: &etaBar)
          return [p[0], thetaBar, etaBar]
        }
        return [
          gradient([1, 0], nil, time: 0, speed: 0), gradient([0, 0], 2, time: 1, speed: 0),
          gradient([0, 0], 2, time: 0, speed: 1),
        ]
      }
    }
    // The third bounce, at t3 = sqrt(2 h / g) (1 + 2 e + 2 e²), is the last before the end; its speed
    // was -e² sqrt(2 g h).
    let first = (2 * height / g).squareRoot()
    let time = first * (1 + 2 * e + 2 * e * e)
    let fall = (2 * g * height).squareRoot()
    #expect(flow.occurrences[0].count == 3)
    #expect(abs(flow.occurrences[0][2].time - time) < 1e-11)
    let timeBy = [time / (2 * height), -time / (2 * g), first * (2 + 4 * e)]
    let speedBy = [-e * e * fall / (2 * height), -e * e * fall / (2 * g), -2 * e * fall]
    let flight = end - time
    let endBy = (0..<3).map { k -> Double in
      let up = [e * e * e * fall / (2 * height), e * e * e * fall / (2 * g), 3 * e * e * fall][k]
      let byGravity = k == 1 ? -flight * flight / 2 : 0
      return up * flight - (e * e * e * fall - g * flight) * timeBy[k] + byGravity
    }
    for (gradient, expected) in zip(gradients, [endBy, timeBy, speedBy]) {
      for (a, b) in zip(gradient, expected) { #expect(abs(a - b) < 1e-9 * max(abs(b), 1)) }
    }
  }

  /// A wall that moves, at which states change by what depends on everything.
  struct Wall: EventLaw {
    let name = "wall"
    let dimension = 3
    let parameters = ParameterLayout(["place": [], "weights": [3]])
    let direction = EventDirection.either
    let action: EventAction

    func value<A: TensorAlgebra>(at t: A, _ x: A, _ eta: Parameters<A>) -> A {
      x.component(0) + 0.2 * x.component(1) * x.component(2) + 0.3 * (2 * t).sin() - eta[0]
    }

    func jump<A: TensorAlgebra>(at t: A, _ x: A, _ eta: Parameters<A>) -> A {
      x * eta[1] + 0.1 * t.cos() - 0.2 * x.component(1) * x
    }
  }

  /// An event of time alone.
  struct Bell: EventLaw {
    let name = "bell"
    let dimension = 3
    let parameters = ParameterLayout(["time": []])
    let direction = EventDirection.rising
    let action = EventAction.recorded

    func value<A: TensorAlgebra>(at t: A, _ x: A, _ eta: Parameters<A>) -> A { t - eta[0] }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let method: SteppingMethod
    let control: ControlShape
    let action: EventAction
    var testDescription: String { "\(method.name), \(control), \(action)" }
  }

  static let allCases: [Case] = [
    Case(method: .tsitouras, control: .constant, action: .jumps),
    Case(method: .tsitouras, control: .constant, action: .stops),
    Case(method: .dormandPrince853, control: .constant, action: .recorded),
    Case(method: .dormandPrince853, control: .piecewiseConstant(pieces: 3), action: .jumps),
    Case(method: .dormandPrince, control: .piecewiseLinear(pieces: 2), action: .jumps),
    Case(method: .kvaerno5, control: .constant, action: .jumps),
    Case(method: .rodas5P, control: .piecewiseConstant(pieces: 2), action: .stops),
  ]

  #if DEBUG
  static let stride = 23
  static let cases = Array(allCases[..<1])
  #else
  static let stride = 3
  static let cases = allCases
  #endif

  @Test(
    "Derivatives by states, parameters and events' parameters are differences", arguments: cases)
  func differences(_ test: Case) {
    let problem = EventProblem(test.method, test.control, test.action)
    let (gradient, occurrences) = problem.gradient()
    #expect(occurrences.reduce(0) { $0 + $1.count { $0.event == 0 } } >= 2)
    for (part, numbers) in [gradient.x0, gradient.theta, gradient.eta].enumerated() {
      let scale = numbers.reduce(0) { max($0, abs($1)) }
      for index in Swift.stride(
        from: 0, to: numbers.count, by: part == 1 ? EventFlowTests.stride : 1)
      {
        let difference = problem.difference(part, index)
        #expect(
          abs(numbers[index] - difference) < 2e-7 * scale,
          "\(test.testDescription) part \(part) index \(index)")
      }
    }
  }

  /// Random cotangents on the ends, the costs, and all times and states of events.
  struct EventProblem {
    struct Numbers {
      var x0: [Double]
      var theta: [Double]
      var eta: [Double]
    }

    var numbers: Numbers
    let flow: EventFlow<Double>
    let end = FlowProblem.numbers(15, seed: 3, scale: 1)
    let cost = FlowProblem.numbers(5, seed: 4, scale: 1)

    init(_ method: SteppingMethod, _ control: ControlShape, _ action: EventAction) {
      let scheme = AdaptiveScheme(
        method: method, steps: AdaptiveControl(relative: 1e-11, absolute: 1e-13), from: 0.1,
        to: 2.4,
        control: control)
      flow = EventFlow(
        FlowProblem.program, laws: [Wall(action: action), Bell()], scheme: scheme, rows: 5)
      let problem = FlowProblem(.adaptive(scheme))
      numbers = Numbers(x0: problem.x0, theta: problem.theta, eta: [0.13, 0.9, -0.8, 1.1, 1.234])
    }

    /// The weights of an event's time and of the state there.
    func weight(_ row: Int, _ place: Int) -> OccurrenceCotangent<Double> {
      let numbers = FlowProblem.numbers(4, seed: UInt64(100 + 10 * row + place), scale: 1)
      return OccurrenceCotangent(time: numbers[0], state: Array(numbers[1...]))
    }

    func solve<Result>(
      _ numbers: Numbers,
      _ body: (_ states: UnsafeMutablePointer<Double>, _ cost: UnsafeMutablePointer<Double>) ->
        Result
    ) -> Result? {
      numbers.theta.withUnsafeBufferPointer { theta in
        numbers.eta.withUnsafeBufferPointer { eta in
          guard let theta = theta.baseAddress, let eta = eta.baseAddress else { return nil }
          flow.setParameters(theta)
          flow.setEventParameters(eta)
          let (states, cost) = flow.solve(from: numbers.x0, count: 5)
          return body(states, cost)
        }
      }
    }

    func objective(_ numbers: Numbers) -> Double {
      solve(numbers) { states, running in
        var sum = end.indices.reduce(0) { $0 + end[$1] * states[$1] }
        sum = cost.indices.reduce(sum) { $0 + cost[$1] * running[$1] }
        for (row, list) in flow.occurrences.enumerated() {
          for (place, occurrence) in list.enumerated() {
            let weight = weight(row, place)
            sum += weight.time * occurrence.time
            for c in 0..<3 { sum += weight.state[c] * occurrence.state[c] }
          }
        }
        return sum
      } ?? .nan
    }

    func gradient() -> (Numbers, [[EventOccurrence<Double>]]) {
      var bars = Numbers(
        x0: [], theta: Array(repeating: 0, count: numbers.theta.count),
        eta: Array(repeating: 0, count: numbers.eta.count))
      _ = solve(numbers) { _, _ in
        let found = flow.occurrences.enumerated().map { row, list in
          list.indices.map { weight(row, $0) }
        }
        let p = flow.pullback(
          end, cost: cost, occurrences: found, into: &bars.theta, events: &bars.eta)
        bars.x0 = (0..<15).map { p[$0] }
      }
      return (bars, flow.occurrences)
    }

    /// A central difference of order 4.
    func difference(_ part: Int, _ index: Int) -> Double {
      let path: WritableKeyPath<Numbers, [Double]> = [\.x0, \.theta, \.eta][part]
      func moved(_ h: Double) -> Double {
        var numbers = numbers
        numbers[keyPath: path][index] += h
        return objective(numbers)
      }
      let h = 6e-5
      return (8 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) / (12 * h)
    }
  }
}
