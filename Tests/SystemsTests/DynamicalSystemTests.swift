import Calculus
import ODE
import Systems
import Tensors
import Testing

@Suite struct DynamicalSystemTests {
  typealias System = DynamicalSystem<Double>

  /// How far states at the end of each system's usual times are from those that others found, relative
  /// to 1 or the component if larger; about three times what is measured.
  ///
  /// The ring of weather makes of a rounding error at its beginning some million times as much.
  private static let errors: [String: Double] = [
    "harmonic-oscillator": 6e-13, "pendulum": 8e-12, "kepler": 5e-11, "arenstorf": 8e-9,
    "pleiades": 4e-11, "van-der-pol": 7e-13, "fitzhugh-nagumo": 7e-13, "brusselator": 5e-14,
    "lotka-volterra": 1.5e-12, "lorenz63": 8e-11, "roessler": 9e-12,
    "classification-flow": 6e-14, "henon-heiles": 1e-10, "double-pendulum": 4e-11,
    "lorenz96": 1.5e-6, "brusselator-1d": 4e-11,
  ]

  #if !DEBUG
  @Test(arguments: System.all.filter { !$0.isStiff }, [SteppingMethod.dormandPrince, .tsitouras])
  func endsAgreeWithOthers(system: System, method: SteppingMethod) throws {
    let tolerance = try #require(DynamicalSystemTests.errors[system.name])
    let error = try error(system, method: method, tolerance: 1e-13)
    #expect(error < tolerance, "\(system.name) \(method) \(error)")
  }
  #endif

  /// A step of an explicit method is short where the flow is stiff, but it errs as little.
  @Test(arguments: [("robertson", 3e-8), ("hires", 1e-9)])
  func stiffEndsAgreeWithOthers(name: String, tolerance: Double) throws {
    let error = try error(try #require(System.named(name)), method: .tsitouras, tolerance: 1e-9)
    #expect(error < tolerance, "\(name) \(error)")
  }

  private func error(
    _ system: System, method: SteppingMethod, tolerance: Double
  ) throws -> Double {
    let reference = try #require(system.reference)
    var control = AdaptiveControl(relative: tolerance, absolute: tolerance)
    control.maximumSteps = 1_000_000
    let ends = Integrator(method: method, control: .adaptive(control)).ends(
      of: system.field, from: system.start, over: system.span)
    #expect(ends.allCompleted)
    return zip(ends.states.elements, reference.state).map { abs($0 - $1) / max(1, abs($1)) }.max()
      ?? .nan
  }

  @Test func catalogueIsWhole() {
    let names = System.names
    #expect(Set(names).count == names.count && names.count == 20)
    for system in System.all {
      #expect(system.reference?.source.isEmpty == false, "\(system.name)")
      #expect(!system.source.isEmpty && !system.summary.isEmpty)
      #expect(Set(system.components).count == system.dimension)
      #expect(system.parameters.allSatisfy { $0.domain.contains($0.value) })
    }
    #expect(System.named("lorenz") == nil)
    #expect(
      Set(System.all.filter(\.isStiff).map(\.name))
        == ["van-der-pol-stiff", "robertson", "hires", "oregonator"])
  }

  @Test(arguments: System.all.filter { !$0.invariants.isEmpty })
  func invariantsStayConstant(system: System) {
    let span = system.isStiff ? TimeSpan(to: 1) : system.span
    let trajectory = Integrator(control: .adaptive(relative: 1e-11, absolute: 1e-11)).trajectory(
      of: system.field, from: system.start, over: span, at: span.times(20))
    for invariant in system.invariants {
      let first = system.value(of: invariant, at: system.initialState)
      for index in trajectory.times.indices {
        let value = system.value(of: invariant, at: trajectory.states(at: index).elements)
        #expect(
          abs(value - first) < 2e-10 * max(abs(first), 1),
          "\(system.name) \(invariant.name) \(value - first)")
      }
    }
  }

  /// A function that is constant for want of the state would not see a component that moves.
  @Test(arguments: System.all.filter { !$0.invariants.isEmpty })
  func invariantsSeeTheState(system: System) {
    for invariant in system.invariants {
      let x = system.initialState
      let first = system.value(of: invariant, at: x)
      let moved = x.indices.map { index in
        system.value(of: invariant, at: x.enumerated().map { $1 + ($0 == index ? 0.125 : 0) })
      }
      #expect(moved.contains { abs($0 - first) > 1e-3 }, "\(system.name) \(invariant.name)")
    }
  }

  /// Halves that move by one another alone, seen by changing one component at a time.
  @Test(arguments: System.all)
  func separableSystemsAreThose(system: System) {
    let n = system.dimension
    let x = system.initialState.enumerated().map { $1 + 0.01 * Double($0 + 1) }
    let rows = [x] + (0..<n).map { moved in x.enumerated().map { $1 + ($0 == moved ? 0.01 : 0) } }
    let velocities = system.field.velocities(
      at: 0, Tensor(rows.flatMap { $0 }, shape: [n + 1, n]))
    let isSeparable =
      n.isMultiple(of: 2)
      && (0..<n).allSatisfy { moved in
        let own = moved < n / 2 ? 0..<n / 2 : n / 2..<n
        return own.allSatisfy { velocities[moved + 1, $0] == velocities[0, $0] }
      }
    #expect(system.isSeparable == isSeparable)
  }

  @Test(arguments: System.all)
  func singlePrecisionGivesItsDigits(system: System) throws {
    let single = try #require(DynamicalSystem<Float>.named(system.name))
    let span = TimeSpan(to: system.isStiff ? min(system.span.end, 10) / 1000 : system.span.end / 20)
    let control = StepControl.adaptive(relative: 1e-6, absolute: 1e-6)
    let a = Integrator(control: .adaptive(relative: 1e-9, absolute: 1e-9)).ends(
      of: system.field, from: system.start, over: span)
    let b = Integrator(control: control).ends(of: single.field, from: single.start, over: span)
    #expect(a.allCompleted && b.allCompleted)
    // What a rounding error of 6e-8 grows to; about three times what is measured.
    let growth = [
      "brusselator": 1e-5, "lorenz63": 3e-5, "arenstorf": 2e-4, "lorenz96": 3e-6,
      "brusselator-1d": 4e-6, "van-der-pol-stiff": 8e-6,
    ]
    let tolerance = growth[system.name] ?? 1.5e-6
    for (x, y) in zip(a.states.elements, b.states.elements) {
      #expect(abs(x - Double(y)) < tolerance * max(1, abs(x)), "\(system.name) \(x) \(y)")
    }
  }

  @Test func parametersAreSetByName() async {
    let system = System.lorenz63.setting("rho", to: 14)
    #expect(system.parameters.map(\.name) == ["sigma", "rho", "beta"])
    #expect(system.parameters[1].value == 14)
    #expect(system.reference == nil)
    #expect(System.lorenz63.setting("rho", to: 28).reference != nil)
    // Below rho = 24.06 the flow ends in one of two fixed points, y = x = ±sqrt(beta (rho - 1)).
    let ends = Integrator().ends(of: system.field, from: system.start, over: TimeSpan(to: 50))
    let x = (8.0 / 3 * 13).squareRoot()
    #expect(abs(abs(ends.states[0, 0]) - x) < 1e-4)
    #expect(abs(ends.states[0, 2] - 13) < 1e-4)
    await #expect(processExitsWith: .failure) {
      _ = DynamicalSystem<Double>.lorenz63.setting("r", to: 14)
    }
    await #expect(processExitsWith: .failure) {
      _ = DynamicalSystem<Double>.kepler.setting("eccentricity", to: 1)
    }
  }

  @Test func parametersChangeTheBeginning() {
    let ring = System.lorenz96.setting("n", to: 5).setting("force", to: 2)
    #expect(ring.components == ["x1", "x2", "x3", "x4", "x5"])
    #expect(ring.initialState == [2, 2.01, 2, 2, 2])
    #expect(ring.field.dimension == 5)
    #expect(System.kepler.setting("eccentricity", to: 0).initialState == [1, 0, 0, 1])
    let line = System.brusselatorLine.setting("n", to: 3)
    #expect(line.components == ["u1", "u2", "u3", "v1", "v2", "v3"])
    #expect(zip(line.initialState, [2, 1, 0, 3, 3, 3]).allSatisfy { abs($0 - $1) < 1e-15 })
  }

  @Test func domainsSayWhatTheyTake() {
    typealias Domain = System.Parameter.Domain
    #expect(Domain.real.contains(-3) && !Domain.real.contains(.infinity))
    #expect(Domain.positive.contains(0.1) && !Domain.positive.contains(0))
    #expect(Domain.fraction.contains(0) && !Domain.fraction.contains(1))
    #expect(Domain.count(4...9).contains(4) && !Domain.count(4...9).contains(4.5))
    #expect(!Domain.count(4...9).contains(.nan) && !Domain.count(4...9).contains(10))
    #expect(Domain.fraction.description == "a number from 0 to below 1")
    #expect(Domain.count(4...9).description == "a whole number from 4 to 9")
  }
}
