import ODE
import Systems
import Tensors
import Testing

@Suite struct DynamicalSystemTests {
  /// States at the end of each system's usual times, at its usual parameters.
  ///
  /// Made with SciPy 1.17.1: `solve_ivp(f, (0, T), x0, method="DOP853", rtol=1e-13, atol=1e-14)`;
  /// Pleiades' digits are those of the Test Set for IVP Solvers.
  private static let ends: [(String, [Double], Double)] = [
    ("harmonic-oscillator", [1, 0], 6e-13),
    ("pendulum", [-1.6445675165125868, -0.8275778409431673], 8e-12),
    ("kepler", [0.4, 0, 0, 2], 5e-11),
    ("arenstorf", [0.994, 0, 0, -2.00158510637908252240537862224], 1e-8),
    (
      "pleiades",
      [
        0.3706139143970502, 0.3237284092057233e1, -0.3222559032418324e1, 0.6597091455775310,
        0.3425581707156584, 0.1562172101400631e1, -0.7003092922212495, -0.3943437585517392e1,
        -0.3271380973972550e1, 0.5225081843456543e1, -0.2590612434977470e1, 0.1198213693392275e1,
        -0.2429682344935824, 0.1091449240428980e1, 0.3417003806314313e1, 0.1354584501625501e1,
        -0.2590065597810775e1, 0.2025053734714242e1, -0.1155815100160448e1, -0.8072988170223021,
        0.5952396354208710, -0.3741244961234010e1, 0.3773459685750630, 0.9386858869551073,
        0.3667922227200571, -0.3474046353808490, 0.2344915448180937e1, -0.1947020434263292e1,
      ], 5e-11
    ),
    ("van-der-pol", [2.008149762174943, -0.042508875273196176], 1e-12),
    ("fitzhugh-nagumo", [-1.72859834950563, 0.4374228962156606], 8e-13),
    ("brusselator", [0.498637071268342, 4.596780349452002], 2e-13),
    ("lotka-volterra", [1.6436082745013199, 0.49050345989534944], 2e-12),
    ("lorenz63", [-4.902687541136566, -3.7438729218031437, 24.690858102794923], 4e-10),
    ("roessler", [-7.061532263378683, 0.7818212449920694, 0.015805049191909865], 1.2e-11),
    ("classification-flow", [-0.1318014204161419, 0.617625444332355], 6e-14),
  ]

  #if !DEBUG
  @Test(arguments: ends, [SteppingMethod.dormandPrince, .tsitouras])
  func endsAgreeWithAnotherProgram(
    reference: (name: String, state: [Double], tolerance: Double), method: SteppingMethod
  ) throws {
    let system = try #require(DynamicalSystem<Double>.named(reference.name))
    let ends = Integrator(
      method: method, control: .adaptive(relative: 1e-13, absolute: 1e-13)
    ).ends(of: system.field, from: system.start, over: system.span)
    #expect(ends.allCompleted)
    let error = zip(ends.states.elements, reference.state).map { abs($0 - $1) }.max() ?? .nan
    #expect(error < reference.tolerance)
  }
  #endif

  @Test func everySystemHasAReference() {
    #expect(Set(DynamicalSystemTests.ends.map(\.0)) == Set(DynamicalSystem<Double>.names))
    #expect(DynamicalSystemTests.ends.count == DynamicalSystem<Double>.names.count)
    #expect(DynamicalSystem<Double>.named("lorenz") == nil)
  }

  @Test(arguments: DynamicalSystem<Double>.all)
  func invariantsStayConstant(system: DynamicalSystem<Double>) {
    let trajectory = Integrator(control: .adaptive(relative: 1e-11, absolute: 1e-11)).trajectory(
      of: system.field, from: system.start, over: system.span, at: system.span.times(20))
    for invariant in system.invariants {
      let first = system.value(of: invariant, at: system.initialState)
      for index in trajectory.times.indices {
        let value = system.value(of: invariant, at: trajectory.states(at: index).elements)
        #expect(
          abs(value - first) < 1e-10 * max(abs(first), 1),
          "\(system.name) \(invariant.name) \(value - first)")
      }
    }
  }

  @Test(arguments: DynamicalSystem<Double>.all)
  func singlePrecisionGivesItsDigits(system: DynamicalSystem<Double>) throws {
    let single = try #require(DynamicalSystem<Float>.named(system.name))
    let span = TimeSpan(to: system.span.end / 20)
    let control = StepControl.adaptive(relative: 1e-6, absolute: 1e-6)
    let a = Integrator(control: .adaptive(relative: 1e-9, absolute: 1e-9)).ends(
      of: system.field, from: system.start, over: span)
    let b = Integrator(control: control).ends(of: single.field, from: single.start, over: span)
    #expect(a.allCompleted && b.allCompleted)
    // What a rounding error of 6e-8 grows to; about three times what is measured.
    let growth = ["brusselator": 1e-5, "lorenz63": 3e-5, "arenstorf": 2e-4]
    let tolerance = growth[system.name] ?? 1.5e-6
    for (x, y) in zip(a.states.elements, b.states.elements) {
      #expect(abs(x - Double(y)) < tolerance * max(1, abs(x)), "\(system.name) \(x) \(y)")
    }
  }

  @Test func parametersAreSetByName() async {
    let system = DynamicalSystem<Double>.lorenz63.setting("rho", to: 14)
    #expect(system.parameters.map(\.name) == ["sigma", "rho", "beta"])
    #expect(system.parameters[1].value == 14)
    // Below rho = 24.06 the flow ends in one of two fixed points, y = x = ±sqrt(beta (rho - 1)).
    let ends = Integrator().ends(of: system.field, from: system.start, over: TimeSpan(to: 50))
    let x = (8.0 / 3 * 13).squareRoot()
    #expect(abs(abs(ends.states[0, 0]) - x) < 1e-4)
    #expect(abs(ends.states[0, 2] - 13) < 1e-4)
    await #expect(processExitsWith: .failure) {
      _ = DynamicalSystem<Double>.lorenz63.setting("r", to: 14)
    }
  }
}
