import FlowLearn

/// Two concentric rings, told apart by a learned flow with a linear read-out.
///
/// No line of the plane separates a ring from the ring around it. Neither does any flow of the plane
/// with a line behind it, exactly: the flow map φ is a homeomorphism of the plane, so φ(inner ring)
/// remains inside the closed curve φ(outer ring), and no line has a closed curve on one side and what
/// it encloses on the other. Finite samples have gaps: a flow of the plane can pull the outer ring so
/// thin in one place that few points are left on the wrong side, and the first figure shows the
/// channel that this leaves in the plane of z. The remedy is one dimension more: from (z₁, z₂, 0) the
/// flow has room to lift one ring over the other, and a plane passes between them.
///
/// The page trains both, with the same network of 16 hidden units, and measures
///
/// - the accuracy on fresh points, with one dimension added, and that of the best line;
/// - that what was learned is a flow: followed forwards and then backwards by an adaptive method,
///   every point returns to its start, so no two trajectories meet; and the Jacobian of φ, by central
///   differences, has a positive determinant, exp ∫ div f dt: orientation is kept.
///
/// How well the flow of the plane does is told without a claim: it depends on how much stretching the
/// training allows, here by weight decay.
///
/// > Source: Q. Li, T. Lin, Z. Shen, "Deep learning via dynamical systems: an approximation
/// > perspective", arXiv:1912.10382; the added dimension as in E. Dupont, A. Doucet, Y. W. Teh,
/// > "Augmented neural ODEs", NeurIPS (2019).
enum ConcentricRings: Example {
  static let name = "rings"
  static let summary = "a learned flow lifts one of two concentric rings over the other"

  static func run(_ settings: Settings) throws(LearningError) -> Findings {
    var stream = RandomStream(seed: settings.seed)
    let known = Rings(settings.size(600, full: 4000), using: &stream)
    let fresh = Rings(settings.size(2000, full: 20_000), using: &stream)

    let line = LogisticRegression(known.points, classes: known.classes)
    let lifted = try learned(from: known, addedDimensions: 1, settings)
    let flat = try learned(from: known, addedDimensions: 0, settings)

    let study = FlowMapStudy(lifted, at: fresh.points.rows(0..<200), settings.pool)
    return Findings(
      claims: [
        Claim(
          "accuracy on fresh points, one dimension added", source: lecture, claimed: 1,
          measured: lifted.score(fresh.points, labels: fresh.labels), within: 0.01),
        Claim(
          "accuracy of the best line", source: lecture, claimed: 0.5,
          measured: line.accuracy(fresh.points, classes: fresh.classes), within: 0.1),
        Claim(
          "distance from the start after there and back", source: "uniqueness of solutions",
          claimed: 0, measured: study.returnDistance, within: 1e-9),
        Claim(
          "share of points with det Dφ > 0", source: "Liouville's formula", claimed: 1,
          measured: study.positiveShare, within: 0),
      ],
      remarks: [
        "in the plane, without the added dimension, the same network reaches "
          + "\(flat.score(fresh.points, labels: fresh.labels).brief) on fresh points",
        "det Dφ lies between \(study.leastDeterminant.brief) and "
          + "\(study.greatestDeterminant.brief); the network's own steps end within "
          + "\(study.stepError.brief) of the flow",
      ],
      figures: [
        ("rings-decision", decisions(fresh, line, flat, lifted, settings.pool)),
        ("rings-plane", planeFlow(fresh, flat, settings.pool)),
        ("rings-lift", lift(fresh, lifted, settings.pool)),
      ])
  }

  /// A classifier whose flow has so many dimensions more than the plane.
  static func learned(
    from rings: Rings, addedDimensions: Int, _ settings: Settings
  ) throws(LearningError) -> FlowClassifier<Double> {
    let architecture = FlowArchitecture(
      hidden: [16], activation: .tanh, augmentation: addedDimensions,
      solver: .fixed(FlowScheme(method: .rungeKutta4, steps: 8)))
    let options = TrainingOptions(
      learningRate: 0.02, epochs: settings.size(60, full: 200), weightDecay: 0.3,
      seed: settings.seed)
    return try FlowClassifier.fit(
      rings.points, labels: rings.labels, architecture: architecture, options: options,
      pool: settings.pool
    ).model
  }

  private static let lecture = "lecture: flows and linear read-outs"
}

/// Points about two concentric circles of radius 1 and 2, by turns.
struct Rings: Sendable {
  /// The points; shape `[rows, 2]`.
  let points: Tensor<Double>
  /// 0 for the inner ring, 1 for the outer.
  let classes: [Int]

  /// The rings' names.
  static let names = ["inner", "outer"]

  /// So many points, their distances from the circles normal with standard deviation 0.1.
  init(_ count: Int, using stream: inout RandomStream) {
    classes = (0..<count).map { $0 % 2 }
    let noise = 0.1 * Tensor<Double>.normal(shape: [count], using: &stream)
    let radius = Tensor(classes.map { Double($0 + 1) }) + noise
    let angle = Tensor<Double>.uniform(shape: [count], in: 0..<2 * .pi, using: &stream)
    points = Tensor(stacking: [radius * angle.cos(), radius * angle.sin()], along: 1)
  }

  /// The names of the points' rings.
  var labels: [String] { classes.map { Rings.names[$0] } }
}
