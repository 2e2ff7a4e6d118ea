import ODE
import Systems
import Tensors
import Testing

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Signals between samples, and systems that they force.
@Suite struct ForcedFieldTests {
  private static let splineReference: [(Double, Double)] = [
    (0.3, 0.2713), (1.7, -1.0568000000000002), (2.6, 0.8096000000000003), (3.5, 2.60625),
    (4.9, 0.26814999999999856),
  ]

  @Test("Signals pass through their samples, and hold outside of them")
  func samples() {
    let times = [-1, 0.5, 1, 4]
    let values = [2.0, -1, 3, 0.25]
    for interpolation in SampledSignal.Interpolation.allCases {
      let signal = SampledSignal(times: times, channels: [values], interpolation: interpolation)
      for (time, value) in zip(times, values) {
        #expect(abs(signal.value(ofChannel: 0, at: time) - value) < 1e-15)
      }
      #expect(signal.value(ofChannel: 0, at: -5) == 2)
      #expect(signal.value(ofChannel: 0, at: 5) == 0.25)
    }
    let linear = SampledSignal(times: times, channels: [values])
    #expect(abs(linear.value(ofChannel: 0, at: 2.5) - 1.625) < 1e-15)
    let steps = SampledSignal(times: times, channels: [values], interpolation: .previous)
    #expect(steps.value(ofChannel: 0, at: 3.999) == 3)
  }

  @Test("The cubic spline is the natural one")
  func spline() {
    // SciPy 1.17.1: CubicSpline([0, 1, 2.5, 3, 5], [1, -1, 0.5, 2, 0], bc_type='natural').
    let signal = SampledSignal(
      times: [0, 1, 2.5, 3, 5], channels: [[1, -1, 0.5, 2, 0]], interpolation: .cubic)
    for (time, value) in ForcedFieldTests.splineReference {
      #expect(abs(signal.value(ofChannel: 0, at: time) - value) < 1e-13)
    }
    // Between finer samples of a smooth function it is of order 4.
    func error(_ count: Int) -> Double {
      let times = (0...count).map { .pi * Double($0) / Double(count) }
      let signal = SampledSignal(times: times, channels: [times.map(sin)], interpolation: .cubic)
      return (0..<200).reduce(0) { most, index in
        let t = .pi * (Double(index) + 0.5) / 200
        return max(most, abs(signal.value(ofChannel: 0, at: t) - sin(t)))
      }
    }
    #expect((12...20).contains(error(10) / error(20)))
  }

  @Test("A forced oscillator follows its closed form, each row its own")
  func oscillator() throws {
    // x'' = -x + u with u = t, and with u = -2 t: x = u - u' sin t from rest.
    let system = DynamicalSystem<Double>.harmonicOscillator
    let signals = [1.0, -2.0].map {
      SampledSignal(times: [0, 10], channels: [[0, 10 * $0]])
    }
    let velocity = system.components[1]
    let field = ForcedField(system, driving: [.velocity(velocity)], by: signals)
    let trajectory = Integrator(control: .adaptive(relative: 1e-10, absolute: 1e-12)).trajectory(
      of: field, from: Tensor([0, 0, 0, 0], shape: [2, 2]), over: TimeSpan(to: 7), at: [3, 7])
    for (index, t) in [3.0, 7.0].enumerated() {
      for (row, slope) in [1.0, -2.0].enumerated() {
        let x = trajectory.states(at: index).elements[2 * row]
        #expect(abs(x - slope * (t - sin(t))) < 1e-8)
      }
    }
  }

  @Test("A parameter that jumps is as two flows, one after the other")
  func parameter() {
    let system = DynamicalSystem<Double>.lorenz63
    let signal = SampledSignal(
      times: [0, 0.5], channels: [[28, 14]], interpolation: .previous)
    var control = AdaptiveControl(relative: 1e-10, absolute: 1e-12)
    control.stops = signal.stops
    let field = ForcedField(system, driving: [.parameter("rho")], by: [signal])
    let forced = Integrator(control: .adaptive(control)).ends(
      of: field, from: system.start, over: TimeSpan(to: 1))
    let integrator = Integrator(control: .adaptive(relative: 1e-10, absolute: 1e-12))
    let first = integrator.ends(of: system.field, from: system.start, over: TimeSpan(to: 0.5))
    let second = integrator.ends(
      of: system.setting("rho", to: 14).field, from: first.states,
      over: TimeSpan(from: 0.5, to: 1))
    for (a, b) in zip(forced.states.elements, second.states.elements) { #expect(abs(a - b) < 1e-7) }
  }
}
