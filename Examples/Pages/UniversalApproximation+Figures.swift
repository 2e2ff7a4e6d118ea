import FlowLearn

extension UniversalApproximation {
  /// The error against the horizon, the pieces, and the layers.
  static func errorsFigure(
    _ horizons: [Double], _ errors: (horizon: [Double], depth: [Double]), _ study: LayerStudy
  ) -> Figure {
    func panel(_ title: String, _ name: String, _ x: [Double], _ y: [Double]) -> Panel {
      Panel(title: title).axes(
        x: Axis(name, scale: .logarithmic), y: Axis("error in L²", scale: .logarithmic)
      ).line(x: x, y: y, style: LineStyle(marker: .circle))
    }
    let layers = study.layers.map(Double.init)
    return Figure(
      columns: 3, panelSize: Drawing.Size(width: 310, height: 300),
      panels: [
        panel("16 pieces", "horizon T", horizons, errors.horizon),
        panel("T = 4", "pieces of the control", [1, 2, 4, 8, 16], errors.depth),
        panel("Residual networks of a flow", "layers N", layers, study.errors)
          .line(
            x: layers, y: layers.map { study.errors[0] * layers[0] / $0 }, label: "1/N",
            style: .guide),
      ])
  }

  /// Circles and rays of the disc under the target and under the flows.
  static func mapsFigure(_ fits: [Fit], _ pool: ForkJoinPool) -> Figure {
    let maps: [(String, (Tensor<Double>) -> Tensor<Double>)] =
      [("The target", Target.winding)]
      + fits.map { fit in
        (
          "T = \(fit.horizon.brief)",
          { fit.problem.finalStates(from: $0, theta: fit.theta, on: pool).states }
        )
      }
    return Figure(
      columns: 3, panelSize: Drawing.Size(width: 300, height: 300),
      panels: maps.map { title, map in
        let axes = (x: Axis("x₁", limits: -1.15...1.15), y: Axis("x₂", limits: -1.15...1.15))
        var panel = Panel(title: title).axes(x: axes.x, y: axes.y)
        for ray in 0..<12 {
          let angle = .pi * Double(ray) / 6
          let r = Tensor<Double>.linear(from: 0, through: 1, count: 41)
          let direction = Tensor<Double>([angle])
          let ends = map(
            Tensor(stacking: [r * direction.cos()[0], r * direction.sin()[0]], along: 1))
          let style = LineStyle(color: Palette.color(ray % 2), width: 1.2)
          panel = panel.line(
            x: ends.column(0).elements, y: ends.column(1).elements, style: style)
        }
        for radius in [0.25, 0.5, 0.75, 1] {
          let angle = Tensor<Double>.linear(from: 0, through: 2 * .pi, count: 121)
          let ends = map(
            Tensor(stacking: [radius * angle.cos(), radius * angle.sin()], along: 1))
          let style = LineStyle(color: Color(hex: 0x9a9a9a), width: 0.8)
          panel = panel.line(
            x: ends.column(0).elements, y: ends.column(1).elements, style: style)
        }
        return panel.equalAspect()
      })
  }

  /// The decisions of the two flows that learned the rings.
  static func ringsFigure(_ fits: [RingsFit], _ pool: ForkJoinPool) -> Figure {
    let plane = Plane(x: -2.6...2.6, y: -2.6...2.6, side: 121)
    return Figure(
      columns: 2, panelSize: Drawing.Size(width: 380, height: 380),
      panels: zip(["Rectifiers", "tanh"], fits).map { title, fit in
        let ends = fit.problem.finalStates(from: plane.points, theta: fit.theta, on: pool).states
        return Panel(title: "\(title): x₁(T) > 0, seen on z").axes(x: Axis("z₁"), y: Axis("z₂"))
          .regions(plane.grid(ends.column(0).elements))
          .scatter(fit.rings.points, classes: fit.rings.classes)
          .equalAspect()
      })
  }
}
