import Calculus
import ODE
import Tensors
import Testing

/// A law of two components with any noise.
private struct Swirl: StochasticLaw {
  let noise: NoiseKind
  let sense: StochasticSense
  let dimension = 2
  let parameters = ParameterLayout(["weight": [2, 2], "noise": [2]])

  func drift<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
    (x • theta[0]).tanh() + t * x
  }

  func diffusion<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
    switch noise {
    case .diagonal: return (theta[1] * x).sin() + 0.2
    case .additive(let m):
      let ones = A.constant(Array(repeating: 0.5, count: m), shape: [1, 1, m])
      return (t + theta[1]).reshaped(to: [Extents.rows, 2, 1]) * ones
    case .general(let m):
      let scales = A.constant((0..<m).map { 0.3 + 0.2 * Double($0) }, shape: [1, 1, m])
      return ((theta[1] * x).reshaped(to: [Extents.rows, 2, 1]) * scales).sin() + 0.1 * scales
    }
  }
}

@Suite("Pathwise gradients of stochastic flows")
struct StochasticFlowTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let method: StochasticMethod
    let noise: NoiseKind
    let sense: StochasticSense
    var testDescription: String { "\(method), \(noise), \(sense)" }
  }

  static let cases = StochasticMethod.allCases.flatMap { method in
    [NoiseKind.diagonal, .additive(2), .general(2)].flatMap { noise in
      [StochasticSense.ito, .stratonovich].compactMap { sense in
        method.refusal(noise: noise, sense: sense) == nil
          ? Case(method: method, noise: noise, sense: sense) : nil
      }
    }
  }

  @Test("Gradients agree with central differences on the same path", arguments: cases)
  func gradients(_ one: Case) {
    let flow = StochasticFlow<Double>(
      Swirl(noise: one.noise, sense: one.sense), method: one.method, steps: 8)
    let path = BrownianPath(over: TimeSpan(to: 1), components: flow.motions, seed: 6)
    let start = [0.3, -0.2, 0.5, 0.1, -0.4, 0.6]
    let theta = [0.5, -0.3, 0.7, 0.2, 0.4, 0.3]
    func objective(_ all: [Double]) -> Double {
      let end = flow.solve(
        from: Tensor(Array(all[..<6]), shape: [3, 2]), theta: Tensor(Array(all[6...])),
        along: path)
      return (0..<3).reduce(0) { $0 + end[$1, 0] * end[$1, 0] / 2 + end[$1, 1] }
    }
    let point = start + theta
    let end = flow.solve(
      from: Tensor(start, shape: [3, 2]), theta: Tensor(theta), along: path)
    let seed = Tensor((0..<3).flatMap { [end[$0, 0], 1] }, shape: [3, 2])
    let (x0Bar, thetaBar) = flow.pullback(seed)
    let gradient =
      x0Bar.withUnsafeElements(Array.init) + thetaBar.withUnsafeElements(Array.init)
    let scale = gradient.map(abs).max() ?? 0
    for place in point.indices {
      // Two central differences, extrapolated: the error is of order 4 in the step.
      func difference(_ step: Double) -> Double {
        var (up, down) = (point, point)
        up[place] += step
        down[place] -= step
        return (objective(up) - objective(down)) / (2 * step)
      }
      let expected = (4 * difference(5e-4) - difference(1e-3)) / 3
      #expect(abs(gradient[place] - expected) < 1e-10 * scale)
    }
  }

  @Test("The traced step is the step of the integrator", arguments: cases)
  func sameSteps(_ one: Case) {
    let law = Swirl(noise: one.noise, sense: one.sense)
    let flow = StochasticFlow<Double>(law, method: one.method, steps: 8)
    let path = BrownianPath(over: TimeSpan(to: 1), components: flow.motions, seed: 6)
    let theta = Tensor([0.5, -0.3, 0.7, 0.2, 0.4, 0.3])
    let x0 = Tensor([0.3, -0.2, 0.5, 0.1, -0.4, 0.6], shape: [3, 2])
    let field = LawField<Double>(law, theta: theta)
    let ends = StochasticIntegrator(method: one.method, steps: 8)
      .trajectory(of: field, from: x0, along: path).ends.states
    let traced = flow.solve(from: x0, theta: theta, along: path)
    for row in 0..<3 {
      for c in 0..<2 { #expect(abs(ends[row, c] - traced[row, c]) < 1e-14) }
    }
  }
}
