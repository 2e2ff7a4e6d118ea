import FlowLearn

/// A plan that is followed blindly, and a feedback that looks.
///
/// An unstable flow is to be held near zero for a time of 5,
///
///     dx/dt = x + u,   J = ∫ (x² + u²) dt + x(T)².
///
/// Riccati's equation −dP/dt = 2P + 1 − P², P(5) = 1, gives the best control as a feedback u = −P(t) x,
/// and along its own trajectory also as a plan u*(t). On that trajectory the two are the same. Disturb
/// the start by a little: under the plan the disturbance grows by e^T = 148, whatever the plan is, for
/// the difference of two trajectories with one plan obeys dx/dt = x. Under the feedback it dies away.
///
/// > Source: the lecture's remark on open and closed loops; Kalman, Boletín de la Sociedad Matemática
/// > Mexicana 5 (1960).
enum OpenAndClosedLoop: Example {
  static let name = "open-closed-loop"
  static let summary = "a disturbed start grows by e^T under a plan, and dies under a feedback"

  static func run(_ settings: Settings) -> Findings {
    let shifts = [1e-6, 1e-3, 0.1]
    let runs = shifts.map { Deviations(shift: $0) }
    let riccati = OpenAndClosedLoop.closedForm(at: 0)
    let growth = Tensor<Double>([5]).exp()[0]
    return Findings(
      claims: [
        Claim(
          "growth of a disturbance of 1e-3 under the plan", source: "e^T", claimed: growth,
          measured: runs[1].open, within: 1e-3 * growth),
        Claim(
          "growth of the same under the feedback", source: "independent program, Euler's method",
          claimed: 1.69e-3, measured: runs[1].closed, within: 2e-5),
        Claim(
          "greatest growth under the feedback, 1e-6 to 0.1", source: "less than 2e-3",
          claimed: 1e-3, measured: runs.map(\.closed).max() ?? .nan, within: 1e-3),
        Claim(
          "P(0) against its closed form", source: "Riccati's equation", claimed: riccati,
          measured: solution(at: [0, 5])?.matrices.elements.first ?? .nan, within: 1e-12),
      ],
      remarks: [
        "growth for disturbances of 1e-6, 1e-3 and 0.1 under the plan: "
          + runs.map(\.open.brief).joined(separator: ", ") + "; under the feedback: "
          + runs.map(\.closed.brief).joined(separator: ", ")
      ],
      figures: [
        ("open-closed-loop-paths", runs[1].pathsFigure),
        ("open-closed-loop-growth", runs[1].figure),
        ("open-closed-loop-gain", gainFigure),
      ])
  }
}

extension OpenAndClosedLoop {
  /// P at times.
  static func solution(at times: [Double]) -> RiccatiSolution? {
    let one = Tensor<Double>.identity(1)
    return try? LinearQuadraticProblem(a: one, b: one, q: one, r: one, terminal: one)
      .solution(at: times)
  }

  /// P(t) = 1 + √2 tanh(√2 (5 − t)), the solution with P(5) = 1.
  static func closedForm(at t: Double) -> Double {
    let root = 2.0.squareRoot()
    return 1 + root * Tensor<Double>([root * (5 - t)]).tanh()[0]
  }

  /// The feedback, and the plan that a trajectory from 1 follows.
  ///
  /// The trajectory of the plan is part of the state, so that nothing is interpolated.
  struct Field: ControlledField {
    /// The followed start, the disturbed one under the plan, and the disturbed one under the feedback.
    let dimension = 3
    let parameters = ParameterLayout()

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      let root = 2.0.squareRoot()
      let gain = 1 + root * (root * (5 - t)).tanh()
      let (planned, open, closed) = (x.component(0), x.component(1), x.component(2))
      let plan = -(gain * planned)
      return .concatenate([planned + plan, open + plan, closed - gain * closed], along: -1)
    }
  }

  /// What becomes of a disturbed start.
  struct Deviations: Sendable {
    let shift: Double
    let times: [Double]
    /// Trajectories: undisturbed, under the plan, under the feedback.
    let paths: [[Double]]

    init(shift: Double) {
      self.shift = shift
      let span = TimeSpan(to: 5)
      let flow = Integrator(control: .adaptive(relative: 1e-12, absolute: 1e-15)).trajectory(
        of: FlowField<Double>(Field()), from: Tensor([1, 1 + shift, 1 + shift], shape: [1, 3]),
        over: span, at: span.times(201), on: ForkJoinPool(threads: 1))
      times = flow.times
      paths = (0..<3).map { component in
        flow.times.indices.map { flow.states[$0, 0, component] }
      }
    }

    private func deviation(_ path: Int) -> [Double] {
      zip(paths[path], paths[0]).map { abs($0 - $1) / shift }
    }

    /// The deviation at the end over the disturbance, under the plan.
    var open: Double { deviation(1).last ?? .nan }
    /// The same under the feedback.
    var closed: Double { deviation(2).last ?? .nan }

    var pathsFigure: Figure {
      Figure(panels: [
        Panel(title: "A start disturbed by \(shift.brief)").axes(x: Axis("t"), y: Axis("x(t)"))
          .line(x: times, y: paths[1], label: "plan")
          .line(x: times, y: paths[2], label: "feedback")
          .line(x: times, y: paths[0], label: "undisturbed", style: .guide)
      ])
    }

    var figure: Figure {
      Figure(panels: [
        Panel(title: "The deviation, over the disturbance").axes(
          x: Axis("t"), y: Axis("deviation", scale: .logarithmic)
        )
        .line(x: times, y: deviation(1), label: "plan")
        .line(x: times, y: deviation(2), label: "feedback")
        .line(x: times, y: Tensor(times).exp().elements, label: "e^t", style: .guide)
      ])
    }
  }

  /// The gain of the feedback, by exponentials and in closed form.
  static var gainFigure: Figure {
    let times = TimeSpan(to: 5).times(51)
    let found = solution(at: times)?.matrices.elements ?? []
    return Figure(panels: [
      Panel(title: "The gain P(t)").axes(x: Axis("t"), y: Axis("P"))
        .line(x: times, y: found, label: "Riccati's equation")
        .line(x: times, y: times.map(closedForm), label: "closed form", style: .guide)
    ])
  }
}
