import FlowLearn

extension DiscreteWeightNetworks.Study {
  /// What no paper says.
  var remarks: [String] {
    func list(_ numbers: [Double]) -> String { numbers.map(\.brief).joined(separator: ", ") }
    let source =
      "\(imageCount) training images: \(dataName)"
      + (dataName == "drawn digits" ? "; with --data FOLDER they are MNIST's" : "")
    return [
      source,
      "binary weights, test accuracy epoch by epoch: \(list(binary.accuracies))",
      "ternary weights, test accuracy epoch by epoch: \(list(ternary.accuracies))",
      "part of ternary weights that are not zero: \(list(ternary.densities))",
      "\(size.controls.width) units, \(size.controls.epochs) epochs, binary: "
        + zip(DiscreteWeightNetworks.Study.controlNames, controls).map {
          "\($0) \(list($1.accuracies))"
        }.joined(separator: "; "),
    ]
  }

  var figures: [(name: String, figure: Figure)] {
    [
      ("discrete-weights-learning", learning), ("discrete-weights-controls", control),
      ("discrete-weights-filters", filters),
    ]
  }

  private func curve(_ numbers: [Double]) -> [Double] { numbers.indices.map { Double($0 + 1) } }

  /// Accuracy and density, epoch by epoch.
  private var learning: Figure {
    let accuracy = Panel(title: "Accuracy on test images").axes(
      x: Axis("epoch"), y: Axis("accuracy")
    )
    .line(x: curve(binary.accuracies), y: binary.accuracies, label: "-1, 1")
    .line(x: curve(ternary.accuracies), y: ternary.accuracies, label: "-1, 0, 1")
    let density = Panel(title: "Ternary weights that are not zero").axes(
      x: Axis("epoch"), y: Axis("part")
    )
    .line(x: curve(ternary.densities), y: ternary.densities)
    return Figure(columns: 2, panels: [accuracy, density])
  }

  /// The method without its parts.
  private var control: Figure {
    var panel = Panel(title: "What the average and ρ are for").axes(
      x: Axis("epoch"), y: Axis("accuracy", limits: 0...1))
    for (name, training) in zip(DiscreteWeightNetworks.Study.controlNames, controls) {
      panel = panel.line(
        x: curve(training.accuracies), y: training.accuracies, label: name,
        style: LineStyle(marker: .circle))
    }
    return Figure(panels: [panel])
  }

  /// The weights of some first units, laid out as images.
  private var filters: Figure {
    Figure(
      columns: 2,
      panels: [
        panel("First units, -1 and 1", binary), panel("First units, -1, 0 and 1", ternary),
      ])
  }

  private func panel(_ title: String, _ training: DiscreteWeightNetworks.Training) -> Panel {
    let (side, across) = (LabelledImages.side, 4)
    let weights = training.filters.elements
    let width = training.plan.width
    let extent = side * across
    let values = (0..<extent * extent).map { place -> Double in
      // Figures count rows from the lowest, images from the highest.
      let (row, column) = (extent - 1 - place / extent, place % extent)
      let unit = row / side * across + column / side
      return Double(weights[(row % side * side + column % side) * width + unit])
    }
    let range = 0...Double(across)
    return Panel(title: title).axes(x: Axis(), y: Axis()).equalAspect().image(
      ScalarGrid(values: values, columns: extent, rows: extent, x: range, y: range),
      map: .diverging, limits: -1...1)
  }
}
