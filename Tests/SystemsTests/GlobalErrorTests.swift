import Calculus
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

/// Whether estimates of global errors are honest, on problems whose solution is known.
@Suite struct GlobalErrorTests {
  private struct Problem {
    let name: String
    let field: ClosureField<Double>
    let start: [Double]
    let end: Double
    let exact: [Double]
  }

  /// Closed forms, and references of other programs.
  private static var problems: [Problem] {
    let systems = [
      DynamicalSystem<Double>.kepler, .arenstorf, .pleiades, .brusselator, .henonHeiles,
      .lotkaVolterra,
    ].compactMap { system in
      system.reference.map {
        Problem(
          name: system.name, field: system.field, start: system.initialState,
          end: system.span.end, exact: $0.state)
      }
    }
    return systems + [
      Problem(
        name: "growth", field: ClosureField(dimension: 1) { _, x, dx in dx[0] = x[0] }, start: [1],
        end: 10, exact: [exp(10)]),
      Problem(
        name: "decay", field: ClosureField(dimension: 1) { t, x, dx in dx[0] = -x[0] * cos(t) },
        start: [2], end: 20, exact: [2 * exp(-sin(20))]),
    ]
  }

  @Test(
    "Estimated errors are of the size of true ones",
    arguments: [SteppingMethod.dormandPrince, .tsitouras, .dormandPrince853, .kvaerno5, .rodas5P])
  func honesty(method: SteppingMethod) {
    var ratios: [Double] = []
    for problem in GlobalErrorTests.problems {
      for tolerance in [1e-4, 1e-6, 1e-8] {
        let integrator = Integrator(
          method: method, control: .adaptive(relative: tolerance, absolute: tolerance))
        let (trajectory, errors) = integrator.trajectoryWithErrors(
          of: problem.field, from: Tensor(problem.start), over: TimeSpan(to: problem.end))
        guard trajectory.outcomes[0].isCompleted else { continue }
        func size(_ x: [Double]) -> Double { x.reduce(0) { max($0, abs($1)) } }
        let truth = size(zip(trajectory.states.elements, problem.exact).map { $0 - $1 })
        let scale = size(problem.exact)
        // Errors as large as the solution, or near rounding, have no linear theory.
        guard truth < 0.03 * scale, truth > 1e-11 * scale else { continue }
        ratios.append(size(errors.elements) / truth)
      }
    }
    ratios.sort()
    let within = Double(ratios.count { $0 > 0.5 && $0 < 2 }) / Double(ratios.count)
    print(
      "\(method.name): estimate / error from \(ratios[0]) to \(ratios[ratios.count - 1]), "
        + "in the middle \(ratios[ratios.count / 2]), \(within * 100) % within a factor of 2")
    #expect(ratios.count >= 12)
    #expect(within > 0.9)
    #expect(ratios[0] > 0.1 && ratios[ratios.count - 1] < 10)
  }

  @Test("Equal steps have Richardson's estimate", arguments: [SteppingMethod.heun, .rungeKutta4])
  func equalSteps(method: SteppingMethod) {
    let (trajectory, errors) = Integrator(method: method, control: .fixed(steps: 200))
      .trajectoryWithErrors(
        of: ClosureField<Double>(dimension: 1) { _, x, dx in dx[0] = x[0] }, from: Tensor([1]),
        over: TimeSpan(to: 2))
    let truth = abs(trajectory.states.elements[0] - exp(2))
    #expect(abs(errors.elements[0] / truth - 1) < 0.02)
  }
}
