import FlowLearn

extension ClosedLoopDefencePage.Study {
  private typealias Study = ClosedLoopDefencePage.Study

  /// What no paper says.
  var remarks: [String] {
    func row(_ score: Score) -> String {
      "\(score.part.brief) of the singular values, ranks \(score.ranks): clean \(score.clean.brief), "
        + "attacked \(score.attacked.brief), attacked knowing the defence \(score.adaptive.brief)"
    }
    let source = dataName == "drawn digits" ? "; with --data FOLDER they are MNIST's" : ""
    return [
      "\(size.images) training images, \(size.tested) attacked: \(dataName)\(source)",
      "as it is: clean \(plain.clean.brief), attacked \(plain.attacked.brief), signs from chance "
        + "\(random.brief)",
      "cost of 40 sweeps from no controls over that of greedy ones: \(zeroStart.brief)",
    ] + scores.map(row)
  }

  var figures: [(name: String, figure: Figure)] {
    [
      ("closed-loop-defence-parts", partsFigure), ("closed-loop-defence-sizes", sizesFigure),
      ("closed-loop-defence-images", imagesFigure),
    ]
  }

  /// Accuracy against the part that is kept.
  private var partsFigure: Figure {
    let x = scores.map(\.part)
    let marked = LineStyle(marker: .circle)
    return Figure(panels: [
      Panel(title: "Each pixel changed by 0.1").axes(
        x: Axis("part of the singular values"), y: Axis("accuracy", limits: 0...1)
      )
      .line(x: x, y: scores.map(\.clean), label: "clean", style: marked)
      .line(x: x, y: scores.map(\.attacked), label: "attacked", style: marked)
      .line(x: x, y: scores.map(\.adaptive), label: "attack knows the defence", style: marked)
      .line(x: x, y: x.map { _ in plain.attacked }, label: "attacked, no defence", style: .guide)
    ])
  }

  /// Accuracy against the size of the attack.
  private var sizesFigure: Figure {
    let bare = stride(from: 0, to: curves.count, by: 2).map { curves[$0] }
    let held = stride(from: 1, to: curves.count, by: 2).map { curves[$0] }
    return Figure(panels: [
      Panel(title: "Seven tenths of the singular values").axes(
        x: Axis("greatest change of a pixel"), y: Axis("accuracy", limits: 0...1)
      )
      .line(x: Study.sizes, y: bare.map(\.attacked), label: "no defence")
      .line(x: Study.sizes, y: held.map(\.attacked), label: "defence")
      .line(x: Study.sizes, y: held.map(\.adaptive), label: "attack knows the defence")
    ])
  }

  /// An image as it is, attacked, and with the first control.
  private var imagesFigure: Figure {
    let side = LabelledImages.side
    return Figure(
      columns: 3,
      panels: zip(["as it is", "attacked", "attacked and held"], pictures).map { title, pixels in
        Panel(title: title).heatMap(
          (0..<side).map { row in
            pixels[row * side..<(row + 1) * side].map { Double($0) }
          }, limits: -0.2...1.2)
      })
  }
}
