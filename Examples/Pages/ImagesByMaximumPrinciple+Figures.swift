import FlowLearn

extension ImagesByMaximumPrinciple.Study {
  /// What no paper says.
  var remarks: [String] {
    let ends = runs.map { "\($0.name) \($0.loss.brief) (\($0.accuracy.brief))" }
    return [
      "one pass over \(size.images) images: \(dataName)"
        + (dataName == "drawn digits" ? "; with --data FOLDER they are MNIST's" : ""),
      "training loss at the end (test accuracy): " + ends.joined(separator: ", "),
      "work in evaluations of the network with gradient: "
        + "E-MSA \(runs[0].work.last?.brief ?? ""), others \(runs[1].work.last?.brief ?? "")",
    ]
  }

  /// How long the trainings took.
  var timings: [String] {
    ["seconds: " + runs.map { "\($0.name) \($0.seconds.brief)" }.joined(separator: ", ")]
  }

  var figures: [(name: String, figure: Figure)] {
    [
      ("msa-mnist-batches", figure("The loss, batch by batch", "batch") { $0.iterations }),
      ("msa-mnist-work", workFigure), ("msa-mnist-methods", methods),
    ]
  }

  private func figure(
    _ title: String, _ label: String, _ x: (LossCurve) -> [Int]
  ) -> Figure {
    var panel = Panel(title: title).axes(
      x: Axis(label), y: Axis("training loss", scale: .logarithmic))
    for run in runs {
      panel = panel.line(x: x(run.curve).map(Double.init), y: run.curve.losses, label: run.name)
    }
    return Figure(panels: [panel])
  }

  /// The loss against the work.
  private var workFigure: Figure {
    var panel = Panel(title: "The loss for what it costs").axes(
      x: Axis("evaluations of the network with gradient", scale: .logarithmic),
      y: Axis("training loss", scale: .logarithmic))
    for run in runs {
      panel = panel.line(
        x: Array(run.work.dropFirst()), y: Array(run.curve.losses.dropFirst()), label: run.name)
    }
    return Figure(panels: [panel])
  }

  /// Where the methods end.
  private var methods: Figure {
    let axis = Axis("", categories: runs.indices.map { "\($0 + 1)" })
    let names = runs.enumerated().map { "\($0 + 1) \($1.name)" }.joined(separator: ", ")
    return Figure(
      title: names, columns: 2,
      panels: [
        Panel(title: "Training loss").axes(x: axis, y: Axis("loss")).bars(runs.map(\.loss)),
        Panel(title: "Test accuracy").axes(x: axis, y: Axis("accuracy", limits: 0...1))
          .bars(runs.map(\.accuracy)),
      ])
  }
}
