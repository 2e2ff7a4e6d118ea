import FlowLearn

/// Binary classification by a flow.
///
/// A point z of the plane is the state at the beginning of
///
///     x₁' = −x₂ sin t,
///     x₂' = −½ (1 − x₁²) x₂ + x₁ cos t,        x(0) = z,
///
/// and its class is read off the end by the simplest of functions, g(x) = 1 where x₁ > 0, else 0.
/// Nothing is learned here: the page shows how much a linear read-out can say *after* a flow that it
/// could not say before. On z, the best line is right for about three points of five; on x(T), the
/// upright line x₁ = 0 is right for all of them. The flow has done the work: g ∘ φ is the hypothesis
/// space of deep learning in continuous time, whose approximating power is the subject of the source.
///
/// > Source: Q. Li, T. Lin, Z. Shen, "Deep learning via dynamical systems: an approximation
/// > perspective", arXiv:1912.10382; the example is the lecture's.
enum SineCosineFlow: Example {
  static let name = "sincos"
  static let summary = "a fixed flow of the plane makes two entangled classes linearly separable"

  /// The right-hand side, written once over the algebra: it is traced, fused and compiled.
  struct Field: ControlledField {
    let dimension = 2
    let parameters = ParameterLayout()

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      let x1 = x.component(0)
      let x2 = x.component(1)
      return .concatenate(
        [-x2 * t.sin(), -0.5 * (1 - x1.squared()) * x2 + x1 * t.cos()], along: -1)
    }
  }

  /// The horizon, T = 4.25.
  static let span = TimeSpan(to: 4.25)
  /// The classical method of order 4 with equal steps.
  static func integrator(steps: Int) -> Integrator {
    Integrator(method: .rungeKutta4, control: .fixed(steps: steps))
  }

  static func run(_ settings: Settings) -> Findings {
    var stream = RandomStream(seed: settings.seed)
    let z = disc(settings.size(3000, full: 30_000), radius: 1.5, using: &stream)
    let field = FlowField<Double>(Field())

    // Follow all points through six times, the last of which is T, and read off the classes.
    let flow = integrator(steps: 800).trajectory(
      of: field, from: z, over: span, at: span.times(6), on: settings.pool)
    let end = flow.states(at: 5)
    let classes = end.column(0).elements.map { $0 > 0 ? 1 : 0 }

    // The best lines, before the flow and after it.
    let before = LogisticRegression(z, classes: classes)
    let after = LogisticRegression(end, classes: classes)

    // Errors by doubling the steps: they fall with the order of the method.
    let study = Convergence(field, from: z.rows(0..<500), pool: settings.pool)

    let finished = flow.outcomes.count { $0.isCompleted }
    let share = Double(classes.reduce(0, +)) / Double(classes.count)
    return Findings(
      claims: [
        Claim(
          "accuracy of the best line on z", source: lecture, claimed: 0.61,
          measured: before.accuracy(z, classes: classes), within: 0.03),
        Claim(
          "accuracy of the best line on x(T)", source: lecture, claimed: 1,
          measured: after.accuracy(end, classes: classes), within: 0.005),
        Claim(
          "share of class 1", source: lecture, claimed: 0.5, measured: share, within: 0.03),
        Claim(
          "share of trajectories that stay finite", source: "existence on [0, T]", claimed: 1,
          measured: Double(finished) / Double(classes.count), within: 0),
        Claim(
          "observed order of RK4", source: "Kutta (1901)", claimed: 4, measured: study.order,
          within: 0.1),
      ],
      remarks: [
        "\(classes.count) points, 800 steps; the farthest point at the end has "
          + "max |x(T)| = \(end.absolute().maximum().brief)"
      ],
      figures: [
        ("sincos-flow", carriedPoints(flow, classes)),
        ("sincos-decision", decisions(z, classes, before, field, settings.pool)),
        ("sincos-paths", paths(field, from: z.rows(0..<60), classes, settings.pool)),
        ("sincos-order", study.figure),
      ])
  }

  private static let lecture = "lecture: binary classification by a flow"

  /// Points uniform on a disc: the angle is uniform, and so is the square of the radius.
  private static func disc(
    _ count: Int, radius: Double, using stream: inout RandomStream
  ) -> Tensor<Double> {
    let r = radius * Tensor<Double>.uniform(shape: [count], using: &stream).squareRoot()
    let angle = Tensor<Double>.uniform(shape: [count], in: 0..<2 * .pi, using: &stream)
    return Tensor(stacking: [r * angle.cos(), r * angle.sin()], along: 1)
  }
}
