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

#if !DEBUG
/// dx = −θ₀ x dt + θ₁ dW, Ornstein and Uhlenbeck's process.
private struct Relaxation: StochasticLaw {
  let dimension = 1
  let noise = NoiseKind.additive(1)
  let sense = StochasticSense.ito
  let parameters = ParameterLayout(["rate": [1], "noise": [1]])

  func drift<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A { -(theta[0] * x) }

  func diffusion<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
    theta[1].reshaped(to: [1, 1, 1])
  }
}

@Suite("Fitting stochastic equations by pathwise gradients")
struct StochasticFitTests {
  /// From 1, the mean at time 1 is e^-θ₀ and the variance θ₁² (1 − e^-2θ₀)/(2θ₀).
  @Test("Rate and noise of an Ornstein-Uhlenbeck process are found from its end's two moments")
  func ornsteinUhlenbeck() {
    let (rate, noise, rows) = (1.3, 0.6, 4000)
    let mean = exp(-rate)
    let variance = noise * noise * (1 - exp(-2 * rate)) / (2 * rate)
    let flow = StochasticFlow<Double>(Relaxation(), method: .sra1, steps: 8)
    let path = BrownianPath(over: TimeSpan(to: 1), components: flow.motions, seed: 8)
    let start = Tensor<Double>(repeating: 1, shape: [rows, 1])
    var theta = [0.7, 0.3]
    for _ in 0..<300 {
      let end = flow.solve(from: start, theta: Tensor(theta), along: path)
        .withUnsafeElements(Array.init)
      let m = end.reduce(0, +) / Double(rows)
      let v = end.reduce(0) { $0 + ($1 - m) * ($1 - m) } / Double(rows)
      // The gradient of (m − mean)² + (v − variance)².
      let seed = end.map {
        (2 * (m - mean) + 4 * (v - variance) * ($0 - m)) / Double(rows)
      }
      let gradient = flow.pullback(Tensor(seed, shape: [rows, 1])).theta
      for place in 0..<2 { theta[place] -= 2 * gradient[place] }
    }
    // Standard errors: of the mean √(variance/rows), of the variance variance √(2/rows).
    let errors = (
      (variance / Double(rows)).squareRoot() / mean, noise / (2 * Double(rows)).squareRoot()
    )
    print("rate \(theta[0]) of \(rate), noise \(theta[1]) of \(noise), errors \(errors)")
    #expect(abs(theta[0] - rate) < 3.5 * errors.0)
    #expect(abs(theta[1] - noise) < 3.5 * errors.1 + 0.3 * 3.5 * errors.0)
  }
}
#endif
