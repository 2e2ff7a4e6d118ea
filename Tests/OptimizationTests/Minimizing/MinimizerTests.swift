import Optimization
import Tensors
import Testing

/// A function of several variables with its gradient, in any precision.
struct Surface: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let start: [Double]
  let objective: @Sendable ([Double]) -> (Double, [Double])

  func callAsFunction<Element: Scalar>(_ x: Tensor<Element>) -> (Element, Tensor<Element>) {
    let (value, gradient) = objective(x.elements.map(Double.init))
    return (Element(value), Tensor(gradient.map(Element.init)))
  }

  /// Rosenbrock's valley, chained: `sum 100 (x[i+1] - x[i]^2)^2 + (1 - x[i])^2`; minimum 0 at 1.
  static func rosenbrock(_ count: Int) -> Surface {
    let start = (0..<count).map { $0 % 2 == 0 ? -1.2 : 1.0 }
    return Surface(testDescription: "Rosenbrock in \(count)", start: start) { x in
      var value = 0.0
      var gradient = [Double](repeating: 0, count: count)
      for i in 0..<(count - 1) {
        let (a, b) = (x[i + 1] - x[i] * x[i], 1 - x[i])
        value += 100 * a * a + b * b
        gradient[i] += -400 * a * x[i] - 2 * b
        gradient[i + 1] += 200 * a
      }
      return (value, gradient)
    }
  }

  /// Powell's singular function: minimum 0 at 0, where the Hessian has rank 2.
  static let powell = Surface(testDescription: "Powell's singular", start: [3, -1, 0, 1]) { x in
    let (a, b) = (x[0] + 10 * x[1], x[2] - x[3])
    let (c, d) = (x[1] - 2 * x[2], x[0] - x[3])
    return (
      a * a + 5 * b * b + c * c * c * c + 10 * d * d * d * d,
      [
        2 * a + 40 * d * d * d, 20 * a + 4 * c * c * c, 10 * b - 8 * c * c * c,
        -10 * b - 40 * d * d * d,
      ]
    )
  }

  /// Himmelblau's function: four minima of value 0, one maximum, saddles between.
  static let himmelblau = Surface(testDescription: "Himmelblau's", start: [0, 0]) { x in
    let (a, b) = (x[0] * x[0] + x[1] - 11, x[0] + x[1] * x[1] - 7)
    return (a * a + b * b, [4 * x[0] * a + 2 * b, 2 * a + 4 * x[1] * b])
  }

  /// `1/2 sum a_i (x_i - 1)^2` with `a` from 1 to the condition in equal ratios.
  static func quadratic(_ count: Int, condition: Double) -> Surface {
    let step = Double(count - 1)
    let a = (0..<count).map { i in 1 + (condition - 1) * Double(i) / step }
    return Surface(
      testDescription: "quadratic in \(count), condition \(condition)",
      start: Array(repeating: 0, count: count)
    ) { x in
      let r = x.map { $0 - 1 }
      let gradient = r.indices.map { a[$0] * r[$0] }
      return (r.indices.map { gradient[$0] * r[$0] }.reduce(0, +) / 2, gradient)
    }
  }
}

@Suite struct MinimizerTests {
  @Test(arguments: [(2, 60), (10, 130), (100, 800)])
  func `Rosenbrock's valley is followed to its end`(count: Int, evaluations: Int) {
    let surface = Surface.rosenbrock(count)
    let minimum = Minimizer(relativeGradientTolerance: 1e-13).minimum(
      from: Tensor(surface.start)
    ) { x in surface(x) }
    #expect(minimum.outcome == .convergedByGradient)
    #expect(minimum.position.elements.allSatisfy { abs($0 - 1) < 1e-10 })
    #expect(minimum.value < 3e-21)
    #expect(minimum.evaluations < evaluations)
  }

  @Test func `a quadratic of condition 10000 ends by its gradient`() {
    let surface = Surface.quadratic(50, condition: 1e4)
    let minimum = Minimizer(relativeGradientTolerance: 1e-12).minimum(
      from: Tensor(surface.start)
    ) { x in surface(x) }
    #expect(minimum.outcome == .convergedByGradient)
    #expect(minimum.position.elements.allSatisfy { abs($0 - 1) < 3e-9 })
    #expect(minimum.iterations < 200)
  }

  /// With exact searches and a history of all steps the directions are conjugate gradients'.
  @Test(arguments: [2, 5, 8])
  func `with exact searches a quadratic in n variables ends after n steps`(count: Int) {
    let surface = Surface.quadratic(count, condition: 1e4)
    let exact = WolfeConditions(sufficientDecrease: 1e-4, curvature: 1e-9)
    let minimum = Minimizer(
      historyCount: count, conditions: exact, relativeGradientTolerance: 1e-12
    ).minimum(from: Tensor(surface.start)) { x in surface(x) }
    #expect(minimum.outcome == .convergedByGradient)
    #expect(minimum.iterations <= count)
  }

  @Test func `a singular Hessian slows but does not stop`() {
    let minimum = Minimizer(gradientTolerance: 1e-12, relativeGradientTolerance: 0).minimum(
      from: Tensor(Surface.powell.start)
    ) { x in Surface.powell(x) }
    #expect(minimum.outcome == .convergedByGradient)
    #expect(minimum.value < 1e-22)
    #expect(minimum.iterations < 150)
  }

  @Test(arguments: [[0.0, 0], [-0.27, -0.92], [4, -4], [-5, 5], [-1, -6]])
  func `a function with many minima ends in one of them`(start: [Double]) {
    let minimum = Minimizer().minimum(from: Tensor(start)) { x in Surface.himmelblau(x) }
    #expect(minimum.outcome == .convergedByGradient)
    #expect(minimum.value < 3e-18)
  }

  @Test func `steepest descent is the method without a history`() {
    let surface = Surface.quadratic(3, condition: 10)
    let exact = WolfeConditions(sufficientDecrease: 1e-4, curvature: 0.01)
    let slow = Minimizer(historyCount: 0, conditions: exact).minimum(
      from: Tensor(surface.start)
    ) { x in surface(x) }
    let fast = Minimizer().minimum(from: Tensor(surface.start)) { x in surface(x) }
    #expect(slow.outcome == .convergedByGradient)
    #expect(slow.iterations > 5 * fast.iterations)
  }

  @Test func `values never rise`() throws {
    let surface = Surface.rosenbrock(10)
    var minimization = Minimization(Minimizer(), from: Tensor(surface.start)) { x in surface(x) }
    var last = minimization.value
    while minimization.outcome == nil {
      minimization.advance { x in surface(x) }
      #expect(minimization.value <= last * (1 + 1e-13))
      last = minimization.value
    }
  }

  @Test func `single precision ends where its digits end`() {
    let surface = Surface.rosenbrock(2)
    let start = Tensor(surface.start.map(Float.init))
    let minimum = Minimizer().minimum(from: start) { x in surface(x) }
    #expect(minimum.outcome?.isSuccess == true)
    #expect(minimum.position.elements.allSatisfy { abs($0 - 1) < 3e-6 })
  }

  @Test func `each tolerance ends the run under its name`() {
    let surface = Surface.rosenbrock(2)
    func outcome(_ minimizer: Minimizer) -> MinimizerOutcome? {
      minimizer.minimum(from: Tensor(surface.start)) { x in surface(x) }.outcome
    }
    let none = Minimizer(gradientTolerance: 0, relativeGradientTolerance: 0)
    var byStep = none
    byStep.stepTolerance = 1e-3
    var byValue = none
    byValue.valueTolerance = 0.5
    var limited = none
    limited.iterationLimit = 5
    #expect(outcome(byStep) == .convergedByStep)
    #expect(outcome(byValue) == .convergedByValue)
    #expect(outcome(limited) == .iterationLimit)
  }

  /// A curvature of 1 / precision and more is no reason to forget what was learnt.
  @Test(arguments: [20, 40, 80])
  func `a multiple of the objective takes the same iterations`(exponent: Int) {
    func minimum<Element: Scalar>(
      _ type: Element.Type, tolerance: Double, factor: Double
    ) -> Minimization<Element> {
      let surface = Surface.quadratic(20, condition: 100)
      let start = Tensor(surface.start.map { Element($0) })
      return Minimizer(relativeGradientTolerance: tolerance).minimum(from: start) { x in
        let (value, gradient) = surface(x)
        return (value: Element(factor) * value, gradient: gradient * Element(factor))
      }
    }
    let factor = Double(sign: .plus, exponent: exponent, significand: 1)
    let double = minimum(Double.self, tolerance: 1e-8, factor: factor)
    #expect(double.outcome == .convergedByGradient)
    #expect(double.iterations == minimum(Double.self, tolerance: 1e-8, factor: 1).iterations)
    guard exponent <= 40 else { return }
    let single = minimum(Float.self, tolerance: 1e-4, factor: factor)
    #expect(single.outcome == .convergedByGradient)
    #expect(single.iterations == minimum(Float.self, tolerance: 1e-4, factor: 1).iterations)
  }

  @Test func `a start at a minimum is its end`() {
    let minimum = Minimizer().minimum(from: Tensor([1.0, 1])) { x in Surface.rosenbrock(2)(x) }
    #expect(minimum.outcome == .convergedByGradient)
    #expect(minimum.iterations == 0)
    #expect(minimum.evaluations == 1)
  }

  @Test func `numbers that go wrong are outcomes`() {
    let start = Tensor([1.0, 2])
    let wrongGradient = Minimizer().minimum(from: start) { x in
      (value: x.elements[0], gradient: Tensor([-1.0, 0]))
    }
    #expect(wrongGradient.outcome == .lineSearchFailed)
    #expect(wrongGradient.position == start)
    let falling = Minimizer().minimum(from: start) { x in
      (value: -x.elements[0], gradient: Tensor([-1.0, 0]))
    }
    #expect(falling.outcome == .unbounded)
    let nowhere = Minimizer().minimum(from: start) { _ in
      (value: Double.nan, gradient: Tensor([1.0, 0]))
    }
    #expect(nowhere.outcome == .notFinite)
  }

  @Test func `every failure has its advice`() {
    let failures: [MinimizerOutcome] = [.iterationLimit, .lineSearchFailed, .unbounded, .notFinite]
    #expect(failures.allSatisfy { !$0.isSuccess && $0.advice != nil })
    let successes: [MinimizerOutcome] = [
      .convergedByGradient, .convergedByStep, .convergedByValue,
    ]
    #expect(successes.allSatisfy { $0.isSuccess && $0.advice == nil })
    #expect(
      MinimizerOutcome.iterationLimit.description
        == "the limit of iterations was reached before a minimum")
  }

  @Test func `an objective's error passes through`() {
    struct Stopped: Error {}
    #expect(throws: Stopped.self) {
      _ = try Minimizer().minimum(from: Tensor([1.0])) { _ throws(Stopped) in throw Stopped() }
    }
  }
}
