import FlowLearn

/// What a classifier of two features does: the regions of its classes, and where the flow carries
/// the points.
struct PlanePlot {
  private let model: TabularModel
  private let features: Tensor<Double>
  private let labels: [String]
  private let names: [String]
  private let pool: ForkJoinPool

  /// More points than this hide each other.
  private static let mostPoints = 1500
  /// The samples of a region along each side.
  private static let samples = 121

  /// The plot; nil unless the model tells classes from two features.
  init?(summary: RunSummary, pool: ForkJoinPool) {
    model = summary.model
    self.pool = pool
    guard model.task == .classification, model.encoder.featureCount == 2,
      let table = summary.data.rows.table, let examples = try? model.encoder.encodeExamples(table),
      case .labels(let labels) = examples.target, !labels.isEmpty
    else { return nil }
    // By chance: every n-th row of a table in which classes alternate may all be of one class.
    var stream = RandomStream(seed: 0)
    let chosen = Array(stream.permutation(of: labels.count).prefix(PlanePlot.mostPoints))
    features = examples.inputs.features.rows(at: chosen)
    self.labels = chosen.map { labels[$0] }
    names = model.encoder.featureNames
  }

  /// Two panels: the plane of the features, and the end of the flow.
  var figure: Figure {
    Figure(columns: 2, panels: [regionPanel, endPanel])
  }

  private var codes: [Int] {
    let places = Dictionary(zip(model.classes, 0...)) { first, _ in first }
    return labels.map { places[$0] ?? 0 }
  }

  private var regionPanel: Panel {
    let x = features.column(0).elements
    let y = features.column(1).elements
    let (across, up) = (span(x), span(y))
    let nodes = (0..<PlanePlot.samples).map { Double($0) / Double(PlanePlot.samples - 1) }
    let points = nodes.flatMap { b in
      nodes.flatMap { a in
        [
          across.lowerBound + a * (across.upperBound - across.lowerBound),
          up.lowerBound + b * (up.upperBound - up.lowerBound),
        ]
      }
    }
    let inputs = EncodedRows(features: Tensor(points, shape: [points.count / 2, 2]))
    var panel = Panel(title: "Regions of the classes").axes(x: Axis(names[0]), y: Axis(names[1]))
    if case .labels(_, let probabilities, _) = model.predictions(for: inputs, pool: pool).values {
      panel = panel.regions(
        model.classes.indices.map { index in
          ScalarGrid(
            values: probabilities.column(index).elements, columns: PlanePlot.samples,
            rows: PlanePlot.samples, x: across, y: up)
        })
    }
    return panel.scatter(x: x, y: y, classes: codes, names: model.classes, style: .small)
  }

  private var endPanel: Panel {
    let states =
      switch model.flow {
      case .single(let flow): flow.finalStates(features, pool)
      case .double(let flow): flow.finalStates(features, pool)
      }
    return Panel(title: "At the end of the flow")
      .axes(x: Axis("first component"), y: Axis("second component"))
      .scatter(
        x: states.column(0).elements, y: states.column(1).elements, classes: codes,
        names: model.classes, style: .small)
  }

  /// The range of some numbers with a margin.
  private func span(_ values: [Double]) -> ClosedRange<Double> {
    let low = values.min() ?? 0
    let high = values.max() ?? 0
    let margin = high > low ? 0.08 * (high - low) : 1
    return low - margin...high + margin
  }
}

extension FlowModel {
  /// The states at the end of the flow; shape `[rows, dimension]`.
  fileprivate func finalStates(
    _ features: Tensor<Double>, _ pool: ForkJoinPool
  ) -> Tensor<Double> {
    let x = standardizer.apply(to: features).converted(to: Element.self)
    return network.finalStates(x, theta: parameters, on: pool).states.converted(to: Double.self)
  }
}
