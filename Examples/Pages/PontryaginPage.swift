import FlowLearn

/// Whether a trained flow satisfies the maximum principle, whoever trained it.
///
/// The flow moves 200 rows x ~ N(0, 1) by dx/dt = tanh(θ(t) x) towards y = sign(x) (1 + ξ/2), at the cost
/// E[(x(1) − y)² / 2] + 0.05 ∫ θ² dt. The report looks at a control from outside: at each time it tells
/// the mean Hamiltonian E H, its slope in θ, and by how much a maximisation raises it, the gap. A control
/// from chance has a gap, a few steps of L-BFGS close most of it, and at the end it is gone; a control
/// of successive approximations has none either. For single rows H is not maximal: what is maximal is
/// the mean. And as nothing depends on time, E H is constant along the optimum, up to the square of the
/// pieces' length.
///
/// > Source: W. E, J. Han, Q. Li, "A mean-field optimal control formulation of deep learning", Research
/// > in the Mathematical Sciences 6:10 (2019), theorem 4.
enum PontryaginPage: Example {
  static let name = "pontryagin-report"
  static let summary = "the maximum principle, checked on flows however they were trained"

  static func run(_ settings: Settings) -> Findings {
    var stream = RandomStream(seed: settings.seed)
    let rows = settings.size(200, full: 1000)
    let data = MeanFieldSampling.sample(rows, using: &stream)
    let studies = [10, 20, 40].map { Study(pieces: $0, data, settings) }
    let study = studies[1]
    let single = (0..<20).map { row -> Double in
      let one = Ensemble(
        states: data.states.rows(row..<row + 1), targets: data.targets.rows(row..<row + 1))
      return PontryaginReport(of: study.best, study.problem, over: one, on: settings.pool)
        .greatestGap
    }
    let spreads = studies.map(\.reports[2].hamiltonianSpread)
    return Findings(
      claims: [
        Claim(
          "greatest gap after L-BFGS", source: "maximum principle", claimed: 0,
          measured: study.reports[2].greatestGap, within: 1e-9),
        Claim(
          "greatest gap after E-MSA", source: "maximum principle", claimed: 0,
          measured: study.reports[3].greatestGap, within: 1e-6),
        Claim(
          "part of 20 single rows with a gap", source: "only the mean is maximal", claimed: 1,
          measured: Double(single.count { $0 > 1e-4 }) / 20, within: 0.1),
        Claim(
          "order in which E H becomes constant", source: "autonomous flow", claimed: 2,
          measured: -logarithmicSlope([10, 20, 40], spreads), within: 0.2),
        Claim(
          "slopes over the pieces minus the gradient", source: "∂J/∂θ = −∫ E ∂H/∂θ dt",
          claimed: 0, measured: study.gradientGap, within: 1e-12),
      ],
      remarks: [
        "greatest gap at the start \(study.reports[0].greatestGap.brief), after 3 steps of L-BFGS "
          + "\(study.reports[1].greatestGap.brief), at its end \(study.reports[2].greatestGap.brief)",
        "spread of E H with 10, 20, 40 pieces: " + spreads.map(\.brief).joined(separator: ", "),
        "median gap of single rows: \(single.sorted()[10].brief)",
      ],
      figures: [
        ("pontryagin-report-gap", study.figure("The gap", "max E H − E H", .logarithmic, \.gap)),
        (
          "pontryagin-report-hamiltonian",
          study.figure("The mean Hamiltonian", "E H", .linear, \.hamiltonian)
        ),
        (
          "pontryagin-report-costate",
          study.figure("The costate", "root of E p²", .linear, \.costateNorm)
        ),
      ])
  }
}

extension PontryaginPage {
  /// Four controls of one problem: from chance, on the way, and trained in two ways.
  struct Study: Sendable {
    let problem: ControlProblem<Double>
    let best: Tensor<Double>
    let reports: [PontryaginReport<Double>]
    /// The greatest difference of a piece's slope, times its length, from the gradient.
    let gradientGap: Double

    init(pieces: Int, _ data: Ensemble<Double>, _ settings: Settings) {
      let problem = ControlProblem(
        dynamics: MeanFieldSampling.problem.dynamics,
        terminal: MeanFieldSampling.problem.terminal,
        solver: .fixed(
          FlowScheme(
            method: .rungeKutta4, steps: pieces, control: .piecewiseConstant(pieces: pieces))))
      var stream = RandomStream(seed: settings.seed)
      let start: Tensor<Double> = .uniform(shape: [pieces], in: 0..<1, using: &stream)
      let pool = settings.pool
      func trained(
        _ trainer: any ControlTrainer<Double>, _ iterations: Int
      ) -> Tensor<Double> {
        var theta = start
        for _ in 0..<iterations { _ = trainer.improve(&theta, over: data) }
        return theta
      }
      best = trained(QuasiNewtonTrainer(problem, pool: pool), 100)
      let controls = [
        start, trained(QuasiNewtonTrainer(problem, pool: pool), 3), best,
        trained(SuccessiveApproximationTrainer(problem, pool: pool), 100),
      ]
      reports = controls.map { PontryaginReport(of: $0, problem, over: data, on: pool) }
      var gradient = start
      _ = EnsembleObjective(problem, pool: pool).value(start, over: data, gradient: &gradient)
      gradientGap =
        zip(reports[0].pieces, gradient.elements)
        .map { abs($0.slope * ($0.end - $0.start) - abs($1)) }.max() ?? .nan
      self.problem = problem
    }

    /// A number of each piece against time, for all controls.
    func figure(
      _ title: String, _ name: String, _ scale: Axis.Scale,
      _ part: KeyPath<PontryaginReport<Double>.Piece, Double>
    ) -> Figure {
      let names = ["from chance", "3 steps of L-BFGS", "L-BFGS", "E-MSA"]
      return Figure(panels: [
        zip(names, reports).reduce(
          Panel(title: title).axes(x: Axis("t"), y: Axis(name, scale: scale))
        ) { panel, named in
          panel.line(
            x: named.1.pieces.map { ($0.start + $0.end) / 2 },
            y: named.1.pieces.map { $0[keyPath: part] }, label: named.0,
            style: named.0 == "E-MSA" ? .dashed : LineStyle())
        }
      ])
    }
  }
}
