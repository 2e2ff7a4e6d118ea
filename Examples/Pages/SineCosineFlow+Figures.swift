import FlowLearn

/// What the slides show of the flow.
extension SineCosineFlow {
  static let names = ["x₁(T) ≤ 0", "x₁(T) > 0"]
  private static let axes = (x: Axis("x₁"), y: Axis("x₂"))

  /// The points of both classes at the times of a trajectory, the last with the line x₁ = 0.
  static func carriedPoints(_ flow: Trajectory<Double>, _ classes: [Int]) -> Figure {
    var figure = Figure(
      title: "The flow carries two classes to the two sides of a line", columns: 3,
      panelSize: Drawing.Size(width: 300, height: 290))
    let shown = 0..<3000
    for (index, time) in flow.times.enumerated() {
      let isLast = index == flow.times.count - 1
      var panel = Panel(title: isLast ? "t = T = \(time.brief)" : "t = \(time.brief)")
        .scatter(
          flow.states(at: index).rows(shown), classes: Array(classes[shown]),
          names: isLast ? names : [])
      // Until the flow stretches the disc, all panels show the same square.
      let isRound = time < 2
      panel = panel.axes(
        x: Axis("x₁", limits: isRound ? -1.8...1.8 : nil),
        y: Axis("x₂", limits: isRound ? -1.8...1.8 : nil))
      if isRound { panel = panel.equalAspect() }
      if isLast { panel = panel.verticalLine(at: 0, style: LineStyle(color: .black, width: 1.5)) }
      figure.add(panel)
    }
    return figure
  }

  /// Both decisions in the plane of z: by the best line, and by the flow with its read-out.
  ///
  /// Outside of the disc there are points that reach infinity before T: they have no class.
  static func decisions(
    _ z: Tensor<Double>, _ classes: [Int], _ line: LogisticRegression, _ field: FlowField<Double>,
    _ pool: ForkJoinPool
  ) -> Figure {
    let plane = Plane(x: -1.6...1.6, y: -1.6...1.6, side: 161)
    let ends = integrator(steps: 400).trajectory(
      of: field, from: plane.points, over: span, on: pool)
    let flowed = ends.states(at: 0).column(0).elements
    let shown = 0..<1000
    func panel(_ title: String, _ score: [Double]) -> Panel {
      Panel(title: title).axes(x: Axis("z₁"), y: Axis("z₂")).regions(plane.grid(score))
        .scatter(
          z.rows(shown), classes: Array(classes[shown]),
          style: PointStyle(marker: .circle, size: 3.6, opacity: 0.9)
        )
        .equalAspect()
    }
    return Figure(
      columns: 2, panelSize: Drawing.Size(width: 400, height: 400),
      panels: [
        panel("The best line on z", line.logits(plane.points)),
        panel("The line x₁ = 0 after the flow, seen on z", flowed)
          .text("no x(T)", x: -1.55, y: 1.46).text("no x(T)", x: 1.55, y: -1.53, anchor: .end),
      ])
  }

  /// Some trajectories, in the plane and against time.
  static func paths(
    _ field: FlowField<Double>, from z: Tensor<Double>, _ classes: [Int], _ pool: ForkJoinPool
  ) -> Figure {
    let flow = integrator(steps: 800).trajectory(
      of: field, from: z, over: span, at: span.times(201), on: pool)
    var plane = Panel(title: "Trajectories from t = 0 (dots) to T").axes(x: axes.x, y: axes.y)
    var overTime = Panel(title: "What the read-out sees").axes(x: Axis("t"), y: axes.x)
    for row in 0..<z.shape[0] {
      let x1 = flow.times.indices.map { flow.states[$0, row, 0] }
      let x2 = flow.times.indices.map { flow.states[$0, row, 1] }
      let style = LineStyle(color: Palette.color(classes[row]).opacity(0.65), width: 1)
      plane = plane.line(x: x1, y: x2, style: style)
      overTime = overTime.line(x: flow.times, y: x1, style: style)
    }
    plane = plane.scatter(
      z, classes: Array(classes[0..<z.shape[0]]), names: names,
      style: PointStyle(marker: .circle, size: 4.5, opacity: 1))
    let line = LineStyle(color: .black, width: 1.5)
    return Figure(
      columns: 2, panelSize: Drawing.Size(width: 440, height: 380),
      panels: [plane.verticalLine(at: 0, style: line), overTime.horizontalLine(at: 0, style: line)])
  }

  /// The error of RK4 at T by step doubling, and the order that it shows.
  ///
  /// With e(N) = |x_N(T) − x_2N(T)|, a method of order four has e(N) ≈ C N⁻⁴ at each point; C differs
  /// by many powers of ten from point to point, so errors are averaged as geometric means. The order is
  /// minus the slope of the line through (log N, log e(N)) by least squares.
  struct Convergence {
    let steps = [100, 200, 400, 800]
    let errors: [Double]

    init(_ field: FlowField<Double>, from z: Tensor<Double>, pool: ForkJoinPool) {
      let ends = (steps + [1600]).map { count in
        SineCosineFlow.integrator(steps: count).trajectory(of: field, from: z, over: span, on: pool)
          .states(at: 0)
      }
      errors = zip(ends, ends.dropFirst()).map { coarse, fine in
        let distances = (coarse - fine).squared().sum(over: 1).squareRoot()
        return Tensor([distances.log().mean()]).exp().elements[0]
      }
    }

    var order: Double {
      let x = Tensor(steps.map(Double.init)).log()
      let y = Tensor(errors).log()
      return -(x - x.mean()).dot(y) / (x - x.mean()).squared().sum()
    }

    var figure: Figure {
      let n = steps.map(Double.init)
      let slope = n.map { errors[0] * (n[0] / $0) * (n[0] / $0) * (n[0] / $0) * (n[0] / $0) }
      return Figure(panels: [
        Panel(title: "RK4 converges with order \(order.brief)")
          .axes(
            x: Axis("steps N", scale: .logarithmic),
            y: Axis("distance between N and 2N steps", scale: .logarithmic)
          )
          .line(x: n, y: errors, label: "measured", style: LineStyle(marker: .circle))
          .line(x: n, y: slope, label: "N⁻⁴", style: .guide)
      ])
    }
  }
}
