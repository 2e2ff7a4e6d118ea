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

  /// The plot, with rows as points; nil unless the model tells classes from two features.
  init?(model: TabularModel, examples: EncodedExamples?, pool: ForkJoinPool) {
    guard model.task == .classification, model.encoder.featureCount == 2 else { return nil }
    self.model = model
    self.pool = pool
    names = model.encoder.featureNames
    guard let examples, case .labels(let labels) = examples.target, !labels.isEmpty else {
      features = Tensor<Double>.zeros([0, 2])
      labels = []
      return
    }
    // By chance: every n-th row of a table in which classes alternate may all be of one class.
    var stream = RandomStream(seed: 0)
    let chosen = Array(stream.permutation(of: labels.count).prefix(PlanePlot.mostPoints))
    features = examples.inputs.features.rows(at: chosen)
    self.labels = chosen.map { labels[$0] }
  }

  /// Two panels: the plane of the features, and the end of the flow; without points the plane alone.
  var figure: Figure {
    Figure(columns: 2, panels: labels.isEmpty ? [regionPanel] : [regionPanel, endPanel])
  }

  private var codes: [Int] {
    let places = Dictionary(zip(model.classes, 0...)) { first, _ in first }
    return labels.map { places[$0] ?? 0 }
  }

  /// The probability of each class on a grid over the plane.
  ///
  /// - Parameters:
  ///   - columns: the nodes across, two at least.
  ///   - rows: the nodes upwards, two at least, the lowest first.
  /// - Returns: the probabilities, shape `[rows * columns, classes]`, and the ranges of the features.
  func probabilities(
    columns: Int, rows: Int
  ) -> (values: Tensor<Double>, across: ClosedRange<Double>, up: ClosedRange<Double>) {
    let (across, up) = (span(of: 0), span(of: 1))
    let points = (0..<rows).flatMap { row in
      (0..<columns).flatMap { column in
        [across.place(column, of: columns), up.place(row, of: rows)]
      }
    }
    let inputs = EncodedRows(features: Tensor(points, shape: [points.count / 2, 2]))
    guard case .labels(_, let values, _) = model.predictions(for: inputs, pool: pool).values else {
      return (Tensor<Double>.zeros([points.count / 2, 0]), across, up)
    }
    return (values, across, up)
  }

  private var regionPanel: Panel {
    let (values, across, up) = probabilities(columns: PlanePlot.samples, rows: PlanePlot.samples)
    let panel = Panel(title: "Regions of the classes")
      .axes(x: Axis(names[0]), y: Axis(names[1]))
      .regions(
        model.classes.indices.map { index in
          ScalarGrid(
            values: values.column(index).elements, columns: PlanePlot.samples,
            rows: PlanePlot.samples, x: across, y: up)
        })
    guard !labels.isEmpty else { return named(panel, values, across, up) }
    return panel.scatter(
      x: features.column(0).elements, y: features.column(1).elements, classes: codes,
      names: model.classes, style: .small)
  }

  /// The panel with each class's name in its region: in the cell of it next to its centre.
  private func named(
    _ panel: Panel, _ values: Tensor<Double>, _ across: ClosedRange<Double>,
    _ up: ClosedRange<Double>
  ) -> Panel {
    let side = PlanePlot.samples
    let winners = values.columnsOfRowMaxima()
    var panel = panel
    for (index, name) in model.classes.enumerated() {
      let cells = winners.indices.filter { winners[$0] == index }.map { ($0 % side, $0 / side) }
      guard !cells.isEmpty else { continue }
      let column = cells.reduce(0) { $0 + $1.0 } / cells.count
      let row = cells.reduce(0) { $0 + $1.1 } / cells.count
      func distance(_ cell: (Int, Int)) -> Int {
        (cell.0 - column) * (cell.0 - column) + (cell.1 - row) * (cell.1 - row)
      }
      let cell = cells.min { distance($0) < distance($1) } ?? cells[0]
      panel = panel.text(
        name, x: across.place(cell.0, of: side), y: up.place(cell.1, of: side), anchor: .middle)
    }
    return panel
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

  /// The range of a feature's points with a margin; without points, three standard deviations of the
  /// rows that the model was trained on.
  private func span(of feature: Int) -> ClosedRange<Double> {
    let values = features.column(feature).elements
    guard let low = values.min(), let high = values.max() else {
      let (mean, scale) = model.moments(of: feature)
      return mean - 3 * scale...mean + 3 * scale
    }
    let margin = high > low ? 0.08 * (high - low) : 1
    return low - margin...high + margin
  }
}

extension ClosedRange<Double> {
  /// One of so many places, two at least, the first at the lower end and the last at the upper one.
  fileprivate func place(_ index: Int, of count: Int) -> Double {
    lowerBound + Double(index) / Double(count - 1) * (upperBound - lowerBound)
  }
}

extension TabularModel {
  /// The mean and the standard deviation by which a feature is standardised.
  fileprivate func moments(of feature: Int) -> (mean: Double, scale: Double) {
    let standardizer =
      switch flow {
      case .single(let model): model.standardizer
      case .double(let model): model.standardizer
      }
    return (standardizer.means[feature], standardizer.scales[feature])
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
