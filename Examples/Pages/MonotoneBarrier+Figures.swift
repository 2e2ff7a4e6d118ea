import FlowLearn

extension MonotoneBarrier {
  /// x², the nearest increasing function, and what both flows made.
  static func mapsFigure(
    _ x: Tensor<Double>, _ barrier: IsotonicRegression, _ line: Fit, _ plane: Fit
  ) -> Figure {
    Figure(panels: [
      Panel(title: "x², and what flows make of x").axes(x: Axis("x"), y: Axis("u(x)"))
        .line(x: x.elements, y: line.values, label: "a flow on the line")
        .line(x: x.elements, y: plane.values, label: "a flow of the plane")
        .line(
          x: x.elements, y: barrier.fitted, label: "nearest increasing function",
          style: .dashed
        )
        .line(x: x.elements, y: x.squared().elements, label: "x²", style: .guide)
    ])
  }
}

extension MonotoneBarrier.Fit {
  /// Trajectories of some points: against time on the line, and in the plane with the read-out's level
  /// lines.
  func pathsFigure(_ pool: ForkJoinPool) -> Figure {
    let n = problem.dynamics.dimension
    let starts = Tensor<Double>.linear(from: -1, through: 1, count: 21)
    let flow = Self.carried(problem, theta, Self.lifted(starts, n), times: 101, pool)
    var panel =
      n == 1
      ? Panel(title: "On the line no path passes another").axes(x: Axis("t"), y: Axis("x(t)"))
      : Panel(title: "In the plane the line folds").axes(x: Axis("x₁"), y: Axis("x₂"))
    for row in 0..<starts.count {
      func path(_ component: Int) -> [Double] {
        flow.times.indices.map { flow.states[$0, row, component] }
      }
      let style = LineStyle(color: Palette.color(starts[row] < 0 ? 0 : 1).opacity(0.8), width: 1)
      panel =
        n == 1
        ? panel.line(x: flow.times, y: path(0), style: style)
        : panel.line(x: path(0), y: path(1), style: style)
    }
    guard n == 2 else { return Figure(panels: [panel]) }
    let ends = flow.states(at: 100)
    return Figure(panels: [
      panel.scatter(
        ends, classes: starts.elements.map { $0 < 0 ? 0 : 1 }, names: ["x < 0", "x ≥ 0"])
    ])
  }
}
