import FlowLearn

/// What the trainings look like.
extension SineByMaximumPrinciple.Study {
  var figures: [(name: String, figure: Figure)] {
    [
      ("msa-sine-loss", lossFigure), ("msa-sine-penalty", penaltyFigure),
      ("msa-sine-network", networkFigure),
    ]
  }

  var remarks: [String] {
    [
      "E-MSA after 1, 10, 50, 100, 200, 500 iterations, with ρ = 1: "
        + [1, 10, 50, 100, 200, 500].map { extended.loss(at: $0).brief }.joined(separator: ", ")
        + "; with automatic ρ: "
        + [1, 10, 50, 100, 200, 500].map { automatic.loss(at: $0).brief }.joined(separator: ", "),
      "from the weights that E-MSA begins with, after 1000 and 3000 iterations: "
        + disturbed.map {
          "\($0.name) \($0.curve.loss(at: 1000).brief) and \($0.curve.loss(at: 3000).brief)"
        }.joined(separator: ", "),
      "the least loss of an increasing function on these rows is \(increasingLoss.brief)",
      "basic MSA: least \(basic.least(within: 30).brief), last \(basic.loss(at: 30).brief)",
    ]
  }

  /// The loss against the iterations, both logarithmic.
  private var lossFigure: Figure {
    func panel(_ title: String, _ curves: [(name: String, curve: LossCurve)]) -> Panel {
      let axes = (
        x: Axis("iteration", scale: .logarithmic, limits: 1...1e4),
        y: Axis("loss", scale: .logarithmic, limits: 1e-4...100)
      )
      return curves.reduce(Panel(title: title).axes(x: axes.x, y: axes.y)) { panel, named in
        panel.line(
          x: named.curve.iterations.dropFirst().map(Double.init),
          y: Array(named.curve.losses.dropFirst()), label: named.name)
      }
    }
    return Figure(
      columns: 2,
      panels: [
        panel(
          "Gradient methods from zero",
          [("gradient descent", gradientDescent), ("Adagrad", adagrad), ("Adam", adam)]),
        panel(
          "All from weights as near to zero as 0.005",
          disturbed + [("E-MSA, ρ = 1", extended), ("E-MSA, automatic ρ", automatic)]),
      ])
  }

  /// Without penalty, with one, and with one that is raised until the cost falls.
  private var penaltyFigure: Figure {
    var panel = Panel(title: "What the penalty does").axes(
      x: Axis("iteration"), y: Axis("loss", scale: .logarithmic))
    for (label, curve) in [
      ("ρ = 0: basic MSA", basic), ("ρ = 1", extended), ("ρ automatic", automatic),
    ] {
      let shown = curve.iterations.prefix { $0 <= 30 }.count
      panel = panel.line(
        x: curve.iterations.prefix(shown).map(Double.init), y: Array(curve.losses.prefix(shown)),
        label: label)
    }
    return Figure(panels: [panel])
  }

  /// What the layers make of x.
  private var networkFigure: Figure {
    var panel = Panel(title: "The sum of states after so many layers").axes(
      x: Axis("x"), y: Axis("Σ Xᵢ"))
    for (index, sum) in answers.sums.enumerated() {
      panel = panel.line(x: answers.x, y: sum, label: "\(4 * index) layers")
    }
    return Figure(panels: [
      panel.line(
        x: answers.x, y: Tensor(answers.x).sin().elements, label: "sin x", style: .guide)
    ])
  }
}
