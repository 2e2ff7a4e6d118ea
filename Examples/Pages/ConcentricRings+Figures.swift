import FlowLearn

/// What the flows do to the rings.
extension ConcentricRings {
  /// The decisions of the best line, of the flow of the plane, and of the flow with room above it.
  static func decisions(
    _ rings: Rings, _ line: LogisticRegression, _ flat: FlowClassifier<Double>,
    _ lifted: FlowClassifier<Double>, _ pool: ForkJoinPool
  ) -> Figure {
    let plane = Plane(x: -2.6...2.6, y: -2.6...2.6, side: 161)
    let shown = 0..<600
    func panel(_ title: String, _ score: [Double]) -> Panel {
      Panel(title: title).axes(x: Axis("z₁"), y: Axis("z₂")).regions(plane.grid(score))
        .scatter(rings.points.rows(shown), classes: Array(rings.classes[shown]))
        .equalAspect()
    }
    func outerness(_ model: FlowClassifier<Double>) -> [Double] {
      (model.probabilities(plane.points, pool: pool).column(1) - 0.5).elements
    }
    return Figure(
      columns: 3, panelSize: Drawing.Size(width: 330, height: 340),
      panels: [
        panel("The best line", line.logits(plane.points)),
        panel("A flow of the plane", outerness(flat)),
        panel("A flow with one dimension more", outerness(lifted)),
      ])
  }

  /// The flow of the plane: its stream lines, and the points that it carries.
  static func planeFlow(
    _ rings: Rings, _ model: FlowClassifier<Double>, _ pool: ForkJoinPool
  ) -> Figure {
    let shown = 0..<600
    let flow = carried(rings.points.rows(shown), model, times: 5, pool)
    let reach = flow.states.absolute().maximum() * 1.08
    let plane = Plane(x: -reach...reach, y: -reach...reach, side: 61)
    let velocity = model.flow.velocities(at: 0, plane.points)
    let field = VectorGrid(
      u: plane.grid(velocity.column(0).elements), v: plane.grid(velocity.column(1).elements))
    let readOut = plane.grid(model.readOut(plane.points).elements)
    var figure = Figure(
      title: "In the plane, the inner ring (blue) stays inside the outer (orange)",
      columns: 3,
      panelSize: Drawing.Size(width: 310, height: 320))
    let axes = (x: Axis("x₁", limits: plane.x), y: Axis("x₂", limits: plane.y))
    let stream = LineStyle(color: Color(hex: 0x9a9a9a), width: 0.8)
    figure.add(
      Panel(title: "The learned field").axes(x: axes.x, y: axes.y)
        .streamlines(field, density: 1.1, style: LineStyle(color: Palette.green, width: 1))
        .equalAspect())
    for (index, time) in flow.times.enumerated() {
      let isLast = index == flow.times.count - 1
      var panel = Panel(title: "t = \(time.brief)").axes(x: axes.x, y: axes.y)
        .streamlines(field, density: 0.6, style: stream)
        .scatter(flow.states(at: index), classes: Array(rings.classes[shown]))
      if isLast {
        panel = panel.contour(
          readOut, levels: [0], style: LineStyle(color: .black, width: 1.5), labels: .hidden)
      }
      figure.add(panel.equalAspect())
    }
    return figure
  }

  /// The flow with one dimension more, seen along the read-out's plane, and some of its paths.
  ///
  /// The height is the signed distance from the plane where the read-out decides.
  static func lift(
    _ rings: Rings, _ model: FlowClassifier<Double>, _ pool: ForkJoinPool
  ) -> Figure {
    let shown = 0..<600
    let flow = carried(rings.points.rows(shown), model, times: 41, pool)
    let normal = model.readOutParameters.weights.norm
    var figure = Figure(
      title: "With one dimension more, one ring is lifted over the other", columns: 3,
      panelSize: Drawing.Size(width: 310, height: 300))
    let heights = flow.times.indices.map { model.readOut(flow.states(at: $0)) / normal }
    let reach = 1.08 * (heights.map { $0.absolute().maximum() }.max() ?? 1)
    let width = 1.08 * flow.states.columns(0..<1).absolute().maximum()
    for index in stride(from: 0, through: 40, by: 10) {
      let x = flow.states(at: index)
      figure.add(
        Panel(title: "t = \(flow.times[index].brief)")
          .axes(
            x: Axis("x₁", limits: -width...width),
            y: Axis("height above the read-out's plane", limits: -reach...reach)
          )
          .scatter(
            Tensor(stacking: [x.column(0), heights[index]], along: 1),
            classes: Array(rings.classes[shown]), names: index == 40 ? Rings.names : []
          )
          .horizontalLine(at: 0, style: LineStyle(color: .black, width: 1.5)))
    }
    figure.add(pathsInSpace(flow, rings))
    return figure
  }

  private static func pathsInSpace(_ flow: Trajectory<Double>, _ rings: Rings) -> Panel {
    var panel = Panel(title: "Paths").view(
      azimuth: -50, elevation: 20, labels: (x: "x₁", y: "x₂", z: "x₃"))
    for row in 0..<80 {
      func path(_ component: Int) -> [Double] {
        flow.times.indices.map { flow.states[$0, row, component] }
      }
      let style = LineStyle(color: Palette.color(rings.classes[row]), width: 1)
      panel = panel.polyline3D(x: path(0), y: path(1), z: path(2), style: style)
    }
    return panel
  }

  private static func carried(
    _ points: Tensor<Double>, _ model: FlowClassifier<Double>, times: Int, _ pool: ForkJoinPool
  ) -> Trajectory<Double> {
    let span = model.network.architecture.solver.span
    return Integrator().trajectory(
      of: model.flow, from: model.states(points), over: span, at: span.times(times), on: pool)
  }
}

extension FlowClassifier<Double> {
  /// The logit that the read-out gives a state at the end of the flow; shape `[rows]`.
  fileprivate func readOut(_ x: Tensor<Double>) -> Tensor<Double> {
    let (weights, biases) = readOutParameters
    return (x • weights + biases).reshaped(to: [x.shape[0]])
  }
}
