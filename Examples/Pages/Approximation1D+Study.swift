import FlowLearn

extension Approximation1D {
  /// Errors and horizons of flows with more and more pieces.
  struct Study: Sendable {
    let pieces: [Int]
    let errors: [Double]
    let horizons: [Double]

    init(pieces: [Int]) {
      let x = Tensor<Double>.linear(from: 0, through: 1, count: 20_001)
      let wanted = target(x)
      let flows = pieces.map(flow(pieces:))
      self.pieces = pieces
      errors = flows.map { flow in
        (Tensor(x.elements.map { flow($0) }) - wanted).absolute().maximum()
      }
      horizons = flows.map(\.horizon)
    }

    /// The slope of log error against log m by least squares, up to 128 pieces.
    var slope: Double {
      logarithmicSlope(pieces.prefix(5).map(Double.init), Array(errors.prefix(5)))
    }

    var figure: Figure {
      let m = pieces.map(Double.init)
      let guide = m.map { errors[0] * (m[0] / $0) * (m[0] / $0) }
      let missing = horizons.map { leastHorizon - $0 }
      return Figure(
        columns: 2,
        panels: [
          Panel(title: "The greatest error").axes(
            x: Axis("pieces m", scale: .logarithmic),
            y: Axis("error", scale: .logarithmic)
          )
          .line(x: m, y: errors, label: "measured", style: LineStyle(marker: .circle))
          .line(x: m, y: guide, label: "m⁻²", style: .guide),
          Panel(title: "The time that the pieces leave of T*").axes(
            x: Axis("pieces m", scale: .logarithmic),
            y: Axis("T* − T", scale: .logarithmic)
          )
          .line(x: m, y: missing, label: "measured", style: LineStyle(marker: .circle))
          .line(
            x: m, y: m.map { missing[0] * m[0] / $0 }, label: "m⁻¹", style: .guide),
        ])
    }
  }

  /// The target, and flows of two, four and eight pieces.
  static var mapsFigure: Figure {
    let x = Tensor<Double>.linear(from: -0.2, through: 1, count: 241).elements
    var panel = Panel(title: "Flows of m pieces through points of F").axes(
      x: Axis("x"), y: Axis("u(x)"))
    for pieces in [2, 4, 8] {
      let flow = flow(pieces: pieces)
      panel = panel.line(
        x: x, y: x.map { flow($0) }, label: "m = \(pieces), T = \(flow.horizon.brief)")
    }
    let inside = x.filter { $0 >= 0 }
    panel = panel.line(
      x: inside, y: target(Tensor(inside)).elements, label: "F", style: .guide)
    return Figure(panels: [panel])
  }

  /// The least error, over flows whose ln u′ is that of F cut off below and above, within a horizon.
  static var budgetFigure: Figure {
    let horizons = Tensor<Double>.linear(from: 0.2, through: 5.6, count: 55).elements
    let errors = horizons.map(leastError(within:))
    return Figure(panels: [
      Panel(title: "With less time than T* the error stays").axes(
        x: Axis("horizon T"), y: Axis("greatest error of the best cut-off slope")
      )
      .line(x: horizons, y: errors)
      .verticalLine(at: leastHorizon, label: "T*", style: .guide)
    ])
  }

  /// Slopes e^{clamp(ln F′, low, high)} with 2 |low| + high = T, at the best height.
  private static func leastError(within horizon: Double) -> Double {
    let count = 400
    let edges = Tensor<Double>.linear(from: 0, through: 1, count: count + 1)
    let middles = (edges.rows(0..<count) + edges.rows(1..<count + 1)) / 2
    let logs = 3 * middles + (3 / (Tensor([3]).exp() - 1)).log()
    let wanted = target(edges).elements
    return stride(from: 0, through: 1, by: 0.01).map { part -> Double in
      let low = -part * horizon / 2
      let steps = logs.clamped(to: low...(horizon + 2 * low)).exp() / Double(count)
      var (sum, gaps) = (0.0, [0.0])
      for (index, step) in steps.elements.enumerated() {
        sum += step
        gaps.append(sum - wanted[index + 1])
      }
      return ((gaps.max() ?? .nan) - (gaps.min() ?? .nan)) / 2
    }.min() ?? .nan
  }
}

/// The slope of log y against log x by least squares: the observed order of a power law.
func logarithmicSlope(_ x: [Double], _ y: [Double]) -> Double {
  let (a, b) = (Tensor(x).log(), Tensor(y).log())
  return (a - a.mean()).dot(b) / (a - a.mean()).squared().sum()
}
