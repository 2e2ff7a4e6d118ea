extension Panel {
  /// The panel with a sampled function shown by colours, linear between the samples.
  ///
  /// - Parameters:
  ///   - grid: the samples; one that is not a number stays clear.
  ///   - map: the colours.
  ///   - limits: the numbers of the first and the last colour; nothing: the extremes of the samples.
  /// - Returns: the panel with this on top.
  public func image(
    _ grid: ScalarGrid, map: ColorMap = .viridis, limits: ClosedRange<Double>? = nil
  ) -> Panel {
    adding(
      ImageMark(grid: grid, scale: ColorScale(map: map, limits: limits, values: grid.values)))
  }

  /// The panel with a matrix shown by the colours of its cells, as a table is read: the first row at
  /// the top, the first column at the left, entry `[i][j]` at `x = j`, `y = i`.
  ///
  /// The vertical axis grows downwards, unless it is itself `reversed()`.
  ///
  /// - Parameters:
  ///   - rows: the entries; shape `[rows, columns]`.
  ///   - map: the colours.
  ///   - limits: the numbers of the first and the last colour; nothing: the extremes.
  ///   - numbers: whether each cell tells its number.
  /// - Returns: the panel with this on top.
  /// - Precondition: all rows have the same count.
  public func heatMap(
    _ rows: [[Double]], map: ColorMap = .viridis, limits: ClosedRange<Double>? = nil,
    numbers: CellNumbers = .hidden
  ) -> Panel {
    let columns = rows.first?.count ?? 0
    for row in rows { requireSameCount("a row", row, "the first row", columns) }
    var panel = adding(
      HeatMapMark(
        rows: rows, columns: columns,
        scale: ColorScale(map: map, limits: limits, values: rows.flatMap { $0 }),
        showsNumbers: numbers == .shown))
    panel.readsDownwards = true
    return panel
  }

  /// Whether the cells of a matrix tell their numbers.
  public enum CellNumbers: Sendable, Equatable {
    /// Each cell carries its number.
    case shown
    /// Colours alone.
    case hidden
  }

  /// The panel with the two sides of a decision: where a score is below the threshold the pale
  /// colour of class 0, above it that of class 1, and a line between them.
  ///
  /// - Parameters:
  ///   - score: the samples of the score.
  ///   - threshold: where the decision turns.
  /// - Returns: the panel with this on top.
  public func regions(_ score: ScalarGrid, threshold: Double = 0) -> Panel {
    let level = ScalarGrid(
      values: Array(repeating: threshold, count: score.values.count), columns: score.columns,
      rows: score.rows, x: score.x, y: score.y)
    return regions([level, score]).contour(
      score, levels: [threshold], style: LineStyle(color: Theme.text, width: 1.25),
      labels: .hidden)
  }

  /// The panel with the part of the plane where each class has the highest score, in the pale colour
  /// of the class.
  ///
  /// - Parameter scores: one sampled score a class, all on the same grid.
  /// - Returns: the panel with this on top.
  /// - Precondition: the scores lie on the same grid and there are at most 255.
  public func regions(_ scores: [ScalarGrid]) -> Panel {
    precondition(scores.count <= 255, "\(scores.count) classes exceed 255")
    for grid in scores.dropFirst() {
      precondition(
        grid.x == scores[0].x && grid.y == scores[0].y,
        "scores over \(grid.x), \(grid.y) and \(scores[0].x), \(scores[0].y)")
    }
    let colors = scores.indices.map { Palette.color($0).mixed(with: .white, amount: 0.72) }
    return adding(RegionMark(scores: scores, colors: colors))
  }

  /// Whether contour lines tell their numbers.
  public enum ContourLabels: Sendable, Equatable {
    /// Each level carries its number on its longest line.
    case shown
    /// Lines alone.
    case hidden
  }

  /// The panel with lines along which a sampled function is constant.
  ///
  /// - Parameters:
  ///   - grid: the samples.
  ///   - levels: the function's values on the lines; nothing: about eight round numbers.
  ///   - style: the lines' form; without a colour each level takes that of its number (viridis).
  ///   - label: the lines' name in the legend.
  ///   - labels: whether the lines tell their numbers.
  /// - Returns: the panel with this on top.
  public func contour(
    _ grid: ScalarGrid, levels: [Double]? = nil, style: LineStyle = LineStyle(width: 1.25),
    label: String? = nil, labels: ContourLabels = .shown
  ) -> Panel {
    let scale = ColorScale(map: .viridis, limits: nil, values: grid.values)
    let chosen =
      levels
      ?? Ticks.linear(from: scale.lower, to: scale.upper, atMost: 10).major.map(\.value)
    return adding(
      ContourMark(
        grid: grid, levels: chosen, style: style, scale: style.color == nil ? scale : nil,
        label: label, isLabelled: labels == .shown))
  }

  /// The panel with arrows at the nodes of a sampled vector field, the longest about as long as the
  /// nodes are apart.
  public func quiver(
    _ field: VectorGrid, label: String? = nil, style: LineStyle = LineStyle(width: 1.1)
  ) -> Panel {
    addingSeries(style.color) { color in
      QuiverMark(field: field, label: label, stroke: style.stroke(default: color))
    }
  }

  /// The panel with curves that follow a sampled vector field.
  ///
  /// - Parameters:
  ///   - field: the samples.
  ///   - density: how close curves come; 1 lets about 20 pass side by side.
  ///   - label: the curves' name in the legend.
  ///   - style: the curves' form.
  /// - Returns: the panel with this on top.
  public func streamlines(
    _ field: VectorGrid, density: Double = 1, label: String? = nil,
    style: LineStyle = LineStyle(width: 1.1)
  ) -> Panel {
    addingSeries(style.color) { color in
      StreamlineMark(
        field: field, density: density, label: label, stroke: style.stroke(default: color))
    }
  }
}
