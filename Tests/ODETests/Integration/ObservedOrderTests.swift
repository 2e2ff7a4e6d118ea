import Calculus
import Foundation
import ODE
import Tensors
import Testing

/// Errors against closed forms fall with the step size as theory says.
@Suite struct ObservedOrderTests {
  /// The numbers of steps over [0, 2] among which the slope is taken: errors between 1e-1 and 2e-12.
  private static func steps(_ method: SteppingMethod) -> [Int] {
    switch method.order {
    case 1: [512, 1024, 2048, 4096]
    case 2, 3: [128, 256, 512, 1024]
    default:
      method == .fehlberg
        ? [96, 128, 192, 256] : method == .kvaerno5 ? [64, 96, 128, 192] : [48, 64, 96, 128]
    }
  }

  /// The order that errors show, those left out that are near to what rounding leaves.
  private static func order(_ steps: [Int], _ errors: [Double]) -> Double {
    let seen = zip(steps, errors).filter { $0.1 > 2e-12 }
    return seen.count < 2 ? .nan : -slope(seen.map { Double($0.0) }, seen.map(\.1))
  }

  @Test(arguments: SteppingMethod.all.filter { $0.order < 6 }, [ClosedForm.driven, .logistic])
  func fixedStepsConvergeWithTheMethodsOrder(method: SteppingMethod, problem: ClosedForm) {
    let steps = ObservedOrderTests.steps(method)
    let errors = steps.map { count in
      let integrator = Integrator(method: method, control: .fixed(steps: count))
      let span = TimeSpan(to: 2)
      let trajectory = integrator.trajectory(
        of: problem.field, from: problem.state(0), over: span, at: span.times(5))
      return problem.largestError(trajectory)
    }
    let order = ObservedOrderTests.order(steps, errors)
    print("order \(method.name), \(problem.name): \(order), of \(method.order)")
    #expect(abs(order - Double(method.order)) < 0.1, "\(method.name) \(order) \(errors)")
  }

  @Test(arguments: SteppingMethod.all.filter { $0.order < 6 }, [ClosedForm.driven, .logistic])
  func denseOutputConvergesWithItsOrder(method: SteppingMethod, problem: ClosedForm) {
    let steps = ObservedOrderTests.steps(method)
    let times = TimeSpan(to: 2).times(1024)
    let errors = steps.map { count in
      let integrator = Integrator(method: method, control: .fixed(steps: count))
      let trajectory = integrator.denseTrajectory(
        of: problem.field, from: problem.state(0), over: TimeSpan(to: 2))
      return times.map { problem.error(trajectory.state(ofRow: 0, at: $0).elements, at: $0) }.max()
        ?? .nan
    }
    let order = ObservedOrderTests.order(steps, errors)
    let theory = Double(min(method.order, method.denseOutput.order + 1))
    print("order inside steps \(method.name), \(problem.name): \(order), of \(theory)")
    #expect(abs(order - theory) < 0.1, "\(method.name) \(order) \(errors)")
  }

  /// Orders above 5 need a problem that is harder: an orbit under Newton's law, a circle for order 8 and
  /// an ellipse for Verner's pairs, on a circle of which errors of several orders cancel.
  ///
  /// Odd numbers of steps have the middle of the time in the middle of a step.
  @Test(arguments: SteppingMethod.all.filter { $0.order >= 6 })
  func highOrdersShowOnAnOrbit(method: SteppingMethod) {
    let orbit = ClosureField<Double>(dimension: 4) { _, x, dx in
      let square = x[0] * x[0] + x[1] * x[1]
      let factor = 1 / (square * square.squareRoot())
      (dx[0], dx[1]) = (x[2], x[3])
      (dx[2], dx[3]) = (-factor * x[0], -factor * x[1])
    }
    let steps =
      [6: [97, 129, 161, 193], 7: [193, 225, 257, 321], 8: [51, 61, 71, 81]][method.order] ?? []
    let (eccentricity, end) = method.order == 8 ? (0.0, 10.0) : (0.5, 5)
    func exact(_ t: Double) -> [Double] { Self.orbit(t, eccentricity) }
    var (ends, middles) = ([Double](), [Double]())
    for count in steps {
      let trajectory = Integrator(method: method, control: .fixed(steps: count)).trajectory(
        of: orbit, from: Tensor(exact(0)), over: TimeSpan(to: end), at: [end / 2, end])
      ends.append(distance(trajectory.states(at: 1).elements, exact(end)))
      middles.append(distance(trajectory.states(at: 0).elements, exact(end / 2)))
    }
    let (order, inside) = (
      ObservedOrderTests.order(steps, ends), ObservedOrderTests.order(steps, middles)
    )
    let theory = Double(min(method.order, method.denseOutput.order + 1))
    print(
      "order \(method.name), orbit: \(order), of \(method.order); inside steps \(inside), of \(theory); \(ends)"
    )
    // The error coefficients of Verner's pair of order 6 are so small that those of higher order show.
    #expect(method == .verner6 ? order > 5.9 : abs(order - Double(method.order)) < 0.1)
    // Those of Verner's pairs show on an oscillator.
    #expect(method.order < 8 || abs(inside - theory) < 0.1)
  }

  private static let oscillator = ClosureField<Double>(dimension: 2) { _, x, dx in
    (dx[0], dx[1]) = (x[1], -x[0])
  }

  /// The coefficients of the error of order 6 are hundreds of times smaller than those of order 7, which
  /// no step shows that is long enough for its error to be more than rounding: the slope is near 6.8.
  ///
  /// On an oscillator that of order 6, c = b Aᵖ 1 − 1 / 7! with p = 6, is an error of the phase, and that of
  /// order 7 one of the radius; after whole turns the position feels the phase alone, which is off by
  /// c T h⁶ (1 + O(h²)). What is left of it for h → 0 is compared with the table's c.
  @Test func errorOfVernersPairIsItsCoefficientOfOrder6() throws {
    let tableau = ButcherTableau.verner6
    var weights = tableau.b.map { _ in 1.0 }
    for _ in 0..<6 {
      weights = tableau.a.map { row in zip(row, weights).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    let theory = zip(tableau.b, weights).reduce(0) { $0 + $1.0 * $1.1 } - 1.0 / 5040
    let time = 40 * Double.pi
    let steps = [320, 400, 500, 640].map { ($0, time / Double($0)) }
    let parts = steps.map { count, h in
      let end = Integrator(method: .verner6, control: .fixed(steps: count)).ends(
        of: Self.oscillator, from: Tensor([0, 1]), over: TimeSpan(to: time)
      ).states.elements
      return (square: h * h, value: end[0] / (time * pow(h, 6)))
    }
    // The value at 0 of the cubic in h² through them.
    let limit = parts.indices.reduce(0.0) { sum, i in
      let factors = parts.indices.filter { $0 != i }.map {
        parts[$0].square / (parts[$0].square - parts[i].square)
      }
      return sum + parts[i].value * factors.reduce(1, *)
    }
    print("error of order 6 of vern6: \(limit), of \(theory); \(parts.map(\.value))")
    #expect(abs(abs(limit / theory) - 1) < 0.05)
  }

  @Test(arguments: [SteppingMethod.verner6, .verner7])
  func ordersInsideOfStepsOfVernersPairsShowOnAnOscillator(method: SteppingMethod) {
    let steps = [48, 56, 64, 72]
    let times = TimeSpan(to: 10).times(1024)
    let errors = steps.map { count in
      let trajectory = Integrator(method: method, control: .fixed(steps: count)).denseTrajectory(
        of: Self.oscillator, from: Tensor([0, 1]), over: TimeSpan(to: 10))
      return times.map {
        distance(trajectory.state(ofRow: 0, at: $0).elements, [sin($0), cos($0)])
      }.max() ?? .nan
    }
    let order = Self.order(steps, errors)
    let theory = Double(min(method.order, method.denseOutput.order + 1))
    print("order inside steps \(method.name), oscillator: \(order), of \(theory); \(errors)")
    #expect(abs(order - theory) < 0.1, "\(method.name) \(order) \(errors)")
  }

  /// Position and velocity on an ellipse of unit half axis about a focus, from the nearest point; by
  /// Kepler's equation.
  private static func orbit(_ t: Double, _ e: Double) -> [Double] {
    var anomaly = t
    for _ in 0..<50 { anomaly -= (anomaly - e * sin(anomaly) - t) / (1 - e * cos(anomaly)) }
    let (c, s, b) = (cos(anomaly), sin(anomaly), (1 - e * e).squareRoot())
    return [c - e, b * s, -s / (1 - e * c), b * c / (1 - e * c)]
  }

  private func distance(_ x: [Double], _ y: [Double]) -> Double {
    zip(x, y).map { abs($0 - $1) }.max() ?? .nan
  }
}
