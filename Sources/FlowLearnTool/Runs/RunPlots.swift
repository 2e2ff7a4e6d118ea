import FlowLearn

/// A figure of a run, with the name of its file.
struct RunPlot {
  let name: String
  let svg: String
}

/// The figures of a run: how the loss fell, and, where features have two dimensions, what the flow
/// does to the plane.
struct RunPlots {
  let summary: RunSummary
  let pool: ForkJoinPool

  /// The figures, in the order of the report.
  var figures: [RunPlot] {
    var plots = [RunPlot(name: "loss", svg: lossFigure.svg())]
    if let scores = scoreFigure { plots.append(RunPlot(name: "score", svg: scores.svg())) }
    if let plane = PlanePlot(summary: summary, pool: pool) {
      plots.append(RunPlot(name: "plane", svg: plane.figure.svg()))
    }
    return plots
  }

  private var epochs: [Double] { summary.history.map { Double($0.epoch) } }

  private var lossFigure: Figure {
    let losses = summary.history.map(\.trainingLoss)
    let held = summary.history.compactMap(\.validationLoss)
    let isPositive = (losses + held).allSatisfy { $0 > 0 }
    var panel = Panel(title: "Loss").axes(
      x: Axis("epoch"), y: Axis("loss", scale: isPositive ? .logarithmic : .linear)
    ).line(x: epochs, y: losses, label: "training")
    if held.count == losses.count, !held.isEmpty {
      panel = panel.line(x: epochs, y: held, label: "validation")
    }
    panel = panel.verticalLine(at: Double(summary.bestEpoch), label: "best epoch")
    return Figure(panels: [panel])
  }

  private var scoreFigure: Figure? {
    let scores = summary.history.compactMap(\.validationScore)
    guard scores.count == summary.history.count, !scores.isEmpty else { return nil }
    let name = summary.model.task == .classification ? "validation accuracy" : "validation R2"
    let panel = Panel(title: name.prefix(1).uppercased() + name.dropFirst()).axes(
      x: Axis("epoch"), y: Axis(name)
    )
    .line(x: epochs, y: scores)
    .verticalLine(at: Double(summary.bestEpoch), label: "best epoch")
    return Figure(panels: [panel])
  }
}
