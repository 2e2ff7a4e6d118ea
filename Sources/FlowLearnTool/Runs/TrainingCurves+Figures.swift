import FlowLearn

extension TrainingCurves {
  /// How the loss fell.
  var lossFigure: Figure {
    let known = (trainingLosses + validationLosses).filter(\.isFinite)
    var panel = Panel(title: "Loss").axes(
      x: Axis("epoch"),
      y: Axis("loss", scale: known.allSatisfy { $0 > 0 } ? .logarithmic : .linear))
    panel = panel.line(x: epochs, y: trainingLosses, label: "training")
    if !validationLosses.isEmpty {
      panel = panel.line(x: epochs, y: validationLosses, label: "validation")
    }
    return Figure(panels: [marked(panel)])
  }

  /// How the score rose; nil without rows held out.
  var scoreFigure: Figure? {
    guard !scores.isEmpty else { return nil }
    let panel = Panel(title: scoreName.prefix(1).uppercased() + scoreName.dropFirst()).axes(
      x: Axis("epoch"), y: Axis(scoreName)
    ).line(x: epochs, y: scores)
    return Figure(panels: [marked(panel)])
  }

  /// What a row's flow took: evaluations of the field, forwards and backwards.
  var evaluationsFigure: Figure {
    let panel = Panel(title: "Evaluations of the field").axes(
      x: Axis("epoch"), y: Axis("evaluations a row")
    )
    .line(x: epochs, y: forwardEvaluations, label: "forward")
    .line(x: epochs, y: backwardEvaluations, label: "backward")
    return Figure(panels: [marked(panel)])
  }

  /// Whether the evaluations change at all: those of equal steps do not.
  var evaluationsChange: Bool {
    Set(forwardEvaluations).count > 1 || Set(backwardEvaluations).count > 1
  }

  private func marked(_ panel: Panel) -> Panel {
    bestEpoch.map { panel.verticalLine(at: Double($0), label: "best epoch") } ?? panel
  }
}
