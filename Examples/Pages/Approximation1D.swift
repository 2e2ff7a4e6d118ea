import FlowLearn

/// What flows on the line can do, and how much time it takes.
///
/// The velocities are those of a layer with one rectifier,
///
///     dx/dt = v max(w x + b, 0),   |v|, |w| ≤ 1,
///
/// held for a time and then changed. Each piece has a closed form: it stretches what lies above −b by
/// e^{±t}. A flow of pieces is therefore increasing and piecewise linear, and the jumps of ln u′ cost
/// their sizes in time. So a map F is within reach of the horizon T when the variation of ln F′ is at
/// most T, and for
///
///     F(x) = (e^{3x} − 1) / (e³ − 1) on [0, 1]:   T* = |ln F′(0)| + ∫ |F″/F′| = 1.8503 + 3.
///
/// Flows through m + 1 points of F use less than T* and approach it; their error falls as m⁻². With
/// less time than T* the error does not fall to zero, however many pieces there are.
///
/// Two conditions carry the theorem to more dimensions, and both are checked here for this family: it
/// is restricted affine invariant, and sums of its members hold a well.
///
/// > Source: Q. Li, T. Lin, Z. Shen, "Deep learning via dynamical systems: an approximation
/// > perspective", arXiv:1912.10382; the horizon and the errors of the pieces in closed form.
enum Approximation1D: Example {
  static let name = "approximation-1d"
  static let summary = "flows on the line: the horizon that a map needs, and the error of m pieces"

  /// The target.
  static func target(_ x: Tensor<Double>) -> Tensor<Double> {
    ((3 * x).exp() - 1) / (Tensor([3]).exp() - 1)
  }

  /// The flow through m + 1 even points of the target.
  static func flow(pieces: Int) -> IncreasingFlow {
    let x = Tensor<Double>.linear(from: 0, through: 1, count: pieces + 1)
    return IncreasingFlow(through: x.elements, target(x).elements)
  }

  static func run(_ settings: Settings) -> Findings {
    var stream = RandomStream(seed: settings.seed)
    let study = Study(pieces: [8, 16, 32, 64, 128] + (settings.isFull ? [256, 512, 1024] : []))
    let well = WellCheck(dimension: 2, radius: 3, using: &stream) { x in
      ((x - 1).relu() + (-1 - x).relu()).sum(over: 1)
    }
    let invariance = AffineInvarianceCheck(of: Rectifier(), in: .free, using: &stream) {
      theta, change in
      let (v, w, b) = (theta[0], theta[1], theta[2])
      return Tensor([change.signs[0] * v, change.scales[0] * w, w * change.shift[0] + b])
    }
    return Findings(
      claims: [
        Claim(
          "slope of the error against the pieces, 8 to 128", source: "piecewise linear, m⁻²",
          claimed: -1.975, measured: study.slope, within: 0.075),
        Claim(
          "horizon of 128 pieces", source: "T* = ln((e³ − 1)/3) + 3", claimed: leastHorizon,
          measured: study.horizons[4], within: 0.01 * leastHorizon),
        Claim(
          "horizon beyond T* of any number of pieces", source: "variation of a polygon",
          claimed: 0, measured: max((study.horizons.max() ?? .nan) - leastHorizon, 0), within: 0),
        Claim(
          "closed form against the flow integrated, 32 pieces", source: "the same flow",
          claimed: 0, measured: integrationGap(flow(pieces: 32), settings.pool), within: 1e-8),
        Claim(
          "difference of D f(A x + b) from the family", source: "restricted affine invariance",
          claimed: 0, measured: invariance.greatestDifference, within: 1e-12),
        Claim(
          "the sum of rectifiers is a well (1: yes)", source: "definition of a well", claimed: 1,
          measured: well.isWell ? 1 : 0, within: 0),
      ],
      remarks: [
        "errors " + study.errors.map(\.brief).joined(separator: ", ") + " with horizons "
          + study.horizons.map(\.brief).joined(separator: ", ")
      ],
      figures: [
        ("approximation-1d-maps", mapsFigure), ("approximation-1d-rate", study.figure),
        ("approximation-1d-budget", budgetFigure),
      ])
  }

  /// T* = |ln F′(0)| + 3, F′(0) being 3/(e³ − 1).
  static var leastHorizon: Double {
    let end = Tensor<Double>([3]).exp()
    return ((end - 1) / 3).log()[0] + 3
  }

  /// The velocity v max(w x + b, 0).
  struct Rectifier: ControlledField {
    let dimension = 1
    let parameters = ParameterLayout(["v": [], "w": [], "b": []])

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      theta[0] * (theta[1] * x + theta[2]).relu()
    }
  }

  /// The greatest distance of the closed form from the controlled flow, each piece of which takes one
  /// unit of time at a velocity that much larger.
  static func integrationGap(_ flow: IncreasingFlow, _ pool: ForkJoinPool) -> Double {
    let count = flow.pieces.count
    let problem = ControlProblem(
      dynamics: HamiltonianProgram<Double>(Hamiltonian(field: Rectifier())),
      terminal: TerminalProgram(MonotoneBarrier.State()),
      solver: .fixed(
        FlowScheme(
          method: .tsitouras, steps: 40 * count, to: Double(count),
          control: .piecewiseConstant(pieces: count))))
    let theta = Tensor(flow.pieces.flatMap { [$0.v * $0.duration, $0.w, $0.b] })
    let x = Tensor<Double>.linear(from: 0, through: 1, count: 101)
    let starts = (x + flow.shift).reshaped(to: [101, 1])
    let ends = problem.finalStates(from: starts, theta: theta, on: pool).states
    return zip(ends.elements, x.elements).map { abs($0 - flow($1)) }.max() ?? .nan
  }
}
