import ODE
import Systems
import Tensors
import Testing

/// Steps that choose between an explicit and a stiff method.
@Suite struct AutomaticMethodTests {
  private static func ends(
    _ system: DynamicalSystem<Double>, _ method: SteppingMethod, tolerance: Double = 1e-6
  ) -> FlowEnds<Double> {
    Integrator(
      method: method, control: .adaptive(relative: tolerance, absolute: tolerance * 1e-3)
    ).ends(of: system.field, from: system.start, over: system.span)
  }

  /// What is not stiff is followed by the explicit method, bit for bit.
  @Test(arguments: [DynamicalSystem<Double>.lorenz63, .arenstorf, .pleiades, .kepler, .brusselator])
  func othersAreNotTakenForStiff(system: DynamicalSystem<Double>) {
    let automatic = Self.ends(system, .automatic)
    #expect(automatic.total.jacobians == 0, "\(system.name)")
    let explicit = Self.ends(system, .tsitouras)
    #expect(automatic.states == explicit.states && automatic.total == explicit.total)
  }

  /// What is stiff takes about the evaluations of the stiff method, and the solution is the same.
  @Test(arguments: [DynamicalSystem<Double>.robertson, .hires, .oregonator, .vanDerPolStiff])
  func stiffnessIsFound(system: DynamicalSystem<Double>) throws {
    let reference = try #require(system.reference)
    let automatic = Self.ends(system, .automatic)
    let stiff = Self.ends(system, .rodas5P)
    #expect(automatic.allCompleted)
    let error =
      zip(automatic.states.elements, reference.state).map { abs($0 - $1) / abs($1) }.max() ?? 1
    let (own, other) = (automatic.total.evaluations, stiff.total.evaluations)
    print("\(system.name): auto \(own) evaluations, rodas5p \(other), relative error \(error)")
    #expect(error < 30e-6, "\(system.name) \(error)")
    #expect(Double(own) < 1.3 * Double(other) + 300, "\(system.name): \(own), \(other)")
  }

  /// Where stiffness comes and goes, steps are switched there and back, and samples inside of steps of
  /// either kind are the solution's.
  @Test func methodsAreSwitchedThereAndBack() {
    let system = DynamicalSystem<Double>.vanDerPol.setting("mu", to: 100)
    let span = TimeSpan(to: 400)
    let times = span.times(801)
    func follow(_ method: SteppingMethod, _ tolerance: Double) -> Trajectory<Double> {
      Integrator(method: method, control: .adaptive(relative: tolerance, absolute: tolerance))
        .trajectory(of: system.field, from: system.start, over: span, at: times)
    }
    let automatic = follow(.automatic, 1e-8)
    let exact = follow(.rodas5P, 1e-11)
    let difference = times.indices.map { abs(automatic.states[$0, 0, 0] - exact.states[$0, 0, 0]) }
    print(
      "Van der Pol, mu = 100: largest difference \(difference.max() ?? 1)", automatic.statistics)
    #expect((difference.max() ?? 1) < 1e-4)
    let work = automatic.statistics
    #expect(work.jacobians > 100 && work.jacobians < work.accepted)
  }

  /// Each row chooses for itself.
  @Test func rowsChooseForThemselves() {
    let system = DynamicalSystem<Double>.vanDerPolStiff
    let starts = Tensor([2, 0, 1, 1, -2, 0.5], shape: [3, 2])
    let integrator = Integrator(method: .automatic, control: .adaptive(relative: 1e-5))
    let span = TimeSpan(to: 1)
    let all = integrator.ends(of: system.field, from: starts, over: span)
    for row in 0..<3 {
      let alone = integrator.ends(of: system.field, from: starts.row(row), over: span)
      #expect(all.states.row(row).elements == alone.states.elements)
      #expect(all.statistics[row] == alone.statistics[0])
    }
  }

  /// Eighty components that are bound by stability, where a matrix is worth many explicit steps.
  @Test("Stiff steps that do not pay are given up")
  func mildlyStiff() {
    let system = DynamicalSystem<Double>.brusselatorLine
    func evaluations(_ method: SteppingMethod) -> Int {
      let ends = Integrator(
        method: method, control: .adaptive(relative: 1e-6, absolute: 1e-9)
      ).ends(of: system.field, from: system.start, over: system.span)
      #expect(ends.allCompleted)
      return ends.total.evaluations
    }
    let (auto, explicit) = (evaluations(.automatic), evaluations(.tsitouras))
    print(
      "brusselator-1d: auto \(auto) evaluations, tsit5 \(explicit), rodas5p \(evaluations(.rodas5P))"
    )
    #expect(Double(auto) < 1.6 * Double(explicit))
  }
}
