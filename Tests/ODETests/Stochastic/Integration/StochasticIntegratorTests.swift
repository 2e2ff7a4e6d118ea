import ODE
import Tensors
import Testing

@Suite("Integrators of stochastic equations")
struct StochasticIntegratorTests {
  static let spiral = ClosureStochasticField<Double>(
    dimension: 2, noise: .general(3), sense: .ito,
    drift: { t, x, f in
      f[0] = -x[1] + t
      f[1] = x[0]
    },
    diffusion: { _, x, g in
      for (place, value) in [0.1, 0.2 * x[0], 0, 0.3 * x[1], 0, 0.1 * x[0]].enumerated() {
        g[place] = value
      }
    })

  @Test(
    "A row's states are the same bits for any threads and any batch",
    arguments: [StochasticMethod.eulerMaruyama, .platenWeak2])
  func sameBits(method: StochasticMethod) {
    let integrator = StochasticIntegrator(method: method, steps: 8)
    let path = BrownianPath(
      over: TimeSpan(to: 1), components: integrator.motions(of: Self.spiral), seed: 4)
    let x0 = Tensor<Double>((0..<300).map { Double($0) / 100 }, shape: [150, 2])
    let alone = integrator.trajectory(of: Self.spiral, from: x0, along: path, at: [0.5, 1])
    let shared = integrator.trajectory(
      of: Self.spiral, from: x0, along: path, at: [0.5, 1], on: ForkJoinPool(threads: 3))
    #expect(alone.states == shared.states)
    let few = integrator.trajectory(
      of: Self.spiral, from: Tensor<Double>((0..<14).map { Double($0) / 100 }, shape: [7, 2]),
      along: path, at: [0.5, 1])
    for time in 0..<2 {
      let (many, few) = (alone.states(at: time), few.states(at: time))
      for row in 0..<7 {
        #expect(many[row, 0] == few[row, 0])
        #expect(many[row, 1] == few[row, 1])
      }
    }
  }

  @Test("A row that blows up is reported with its last good state, and the others go on")
  func blowUp() {
    let cubic = ClosureStochasticField<Double>(
      dimension: 1, noise: .diagonal, sense: .ito, drift: { _, x, f in f[0] = x[0] * x[0] * x[0] },
      diffusion: { _, x, g in g[0] = 0.1 * x[0] })
    let path = BrownianPath(over: TimeSpan(to: 1), components: 1, seed: 1)
    let trajectory = StochasticIntegrator(method: .milstein, steps: 50).trajectory(
      of: cubic, from: Tensor<Double>([0.1, 100, .nan, 0.2], shape: [4, 1]), along: path,
      at: [0, 1])
    let outcomes = trajectory.outcomes
    #expect(outcomes[0] == .completed && outcomes[3] == .completed)
    #expect(outcomes[2] == .notFinite(.initialState, t: 0))
    guard case .notFinite(.state, let t) = outcomes[1] else {
      Issue.record("\(outcomes[1])")
      return
    }
    #expect(t > 0 && t < 1)
    #expect(trajectory.ends.times[1] == t)
    #expect(trajectory.ends.states[1, 0].isFinite)
    #expect(trajectory.states(at: 1)[1, 0].isNaN)
    #expect(trajectory.states(at: 0)[1, 0] == 100)
    #expect(trajectory.states(at: 1)[3, 0] == trajectory.ends.states[3, 0])
    #expect(trajectory.ends.statistics[0].accepted == 50)
    #expect(trajectory.ends.statistics[1].accepted == Int((t * 50).rounded()))
  }
}
