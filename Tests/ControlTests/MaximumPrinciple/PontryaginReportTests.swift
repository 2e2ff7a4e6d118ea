import Calculus
import Control
import ODE
import Optimization
import Tensors
import Testing

/// dx/dt = u with the rate x² + u² over a time of 1, from x = 3/2: all is known in closed form.
@Suite struct PontryaginReportTests {
  private struct Drift: ControlledField {
    let dimension = 1
    let parameters = ParameterLayout(["u": []])
    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      theta[0] + 0 * x
    }
  }

  private struct Energy: RunningCost {
    func rate<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      x.squared().sum(over: -1) + theta[0].squared()
    }
  }

  private struct Nothing: TerminalCost {
    let dimension = 1
    let targetDimension = 0
    let parameters = ParameterLayout()
    func cost<A: TensorAlgebra>(_ x: A, _ y: A, _ theta: Parameters<A>) -> A {
      0 * x.sum(over: -1)
    }
  }

  private static func problem(
    pieces: Int, admissible: AdmissibleSet = .free
  ) -> ControlProblem<Double> {
    ControlProblem(
      dynamics: HamiltonianProgram(Hamiltonian(field: Drift(), runningCost: Energy())),
      terminal: TerminalProgram(Nothing()),
      solver: .fixed(
        FlowScheme(
          method: .rungeKutta4, steps: 2 * pieces, control: .piecewiseConstant(pieces: pieces))),
      admissible: admissible)
  }

  /// Two rows of half the weight each, which are alike.
  private static let ensemble = Ensemble<Double>(
    states: Tensor([1.5, 1.5], shape: [2, 1]), targets: .zeros([2, 0]))

  /// With u = 0 the state stays and p = -3 (1 - t): E H = -9/4, its derivative is the mean of p, and
  /// the best u on a piece is half of that.
  @Test func controlThatIsNotOptimalHasAGap() {
    let report = PontryaginReport(
      of: .zeros([5]), Self.problem(pieces: 5), over: Self.ensemble,
      on: ForkJoinPool(threads: 2))
    #expect(abs(report.cost - 2.25) < 1e-14)
    for (index, piece) in report.pieces.enumerated() {
      let rest = 1 - (Double(index) + 0.5) / 5
      #expect(
        abs(piece.start - Double(index) / 5) < 1e-15 && abs(piece.end - piece.start - 0.2) < 1e-15)
      #expect(abs(piece.hamiltonian + 2.25) < 1e-14)
      #expect(abs(piece.slope - 3 * rest) < 1e-13)
      #expect(abs(piece.gap - 2.25 * rest * rest) < 1e-12)
      // Simpson's weights on the squares of a line, on two steps of a tenth.
      #expect(abs(piece.costateNorm - 3 * (rest * rest + 0.04 / 12).squareRoot()) < 5e-3)
    }
    #expect(report.csv.split(separator: "\n").count == 6)
  }

  /// The optimal control has no gap, and E H = -x(1)² = -(3/2 / cosh 1)² all along, up to the square of
  /// the pieces.
  @Test func optimalControlSatisfiesThePrinciple() {
    let spreads = [20, 40].map { pieces -> Double in
      let problem = Self.problem(pieces: pieces)
      let trainer = QuasiNewtonTrainer(problem, pool: ForkJoinPool(threads: 1))
      var theta = Tensor<Double>.zeros([pieces])
      for _ in 0..<100 { _ = trainer.improve(&theta, over: Self.ensemble) }
      let report = PontryaginReport(
        of: theta, problem, over: Self.ensemble, on: ForkJoinPool(threads: 1))
      #expect(report.greatestGap < 1e-14, "\(report.greatestGap)")
      #expect(report.pieces.allSatisfy { $0.slope < 1e-7 })
      let e = Tensor<Double>([1]).exp()[0]
      let end = 1.5 * 2 / (e + 1 / e)
      let off = report.pieces.map { abs($0.hamiltonian + end * end) }.max() ?? .nan
      #expect(off < 1.5 / Double(pieces * pieces), "\(off)")
      return report.hamiltonianSpread
    }
    #expect((3.5...4.6).contains(spreads[0] / spreads[1]), "\(spreads)")
  }

  /// At the edge of a box the derivative does not vanish and the gap does.
  @Test func edgesCanBeOptimal() {
    let problem = Self.problem(pieces: 4, admissible: .box(-0.1...0.1))
    let report = PontryaginReport(
      of: Tensor(repeating: -0.1, shape: [4]), problem, over: Self.ensemble,
      on: ForkJoinPool(threads: 1))
    #expect(report.greatestGap < 1e-14)
    #expect(report.pieces.allSatisfy { $0.slope > 0.1 })
  }

  /// A gradient is the sum over the pieces of their derivatives' times.
  @Test func slopesAreTheGradients() {
    let problem = Self.problem(pieces: 3)
    let theta = Tensor<Double>([0.4, -1, 0.2])
    let report = PontryaginReport(
      of: theta, problem, over: Self.ensemble, on: ForkJoinPool(threads: 1))
    var gradient = theta
    _ = EnsembleObjective(problem, pool: ForkJoinPool(threads: 1)).value(
      theta, over: Self.ensemble, gradient: &gradient)
    for (piece, derivative) in zip(report.pieces, gradient.elements) {
      #expect(abs(piece.slope / 3 - abs(derivative)) < 1e-14)
    }
  }
}
