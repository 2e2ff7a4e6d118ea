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
    let curves = TrainingCurves(
      summary.history, task: summary.model.task, bestEpoch: summary.bestEpoch)
    var plots = [RunPlot(name: "loss", svg: curves.lossFigure.svg())]
    if let scores = curves.scoreFigure { plots.append(RunPlot(name: "score", svg: scores.svg())) }
    if curves.evaluationsChange {
      plots.append(RunPlot(name: "evaluations", svg: curves.evaluationsFigure.svg()))
    }
    if let table = summary.data.rows.table,
      let examples = try? summary.model.encoder.encodeExamples(table),
      let plane = PlanePlot(model: summary.model, examples: examples, pool: pool)
    {
      plots.append(RunPlot(name: "plane", svg: plane.figure.svg()))
    }
    return plots
  }
}
