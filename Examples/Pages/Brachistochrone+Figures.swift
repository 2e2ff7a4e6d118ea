import FlowLearn

extension Brachistochrone {
  /// The paths, y downwards.
  static func pathsFigure(_ polygons: [Polygon], _ extremal: Extremal) -> Figure {
    Figure(
      panelSize: Drawing.Size(width: 520, height: 360),
      panels: [
        Panel(title: "Down from (0, 0) to (π, 2)")
          .axes(x: Axis("x"), y: Axis("y, downwards").reversed())
          .line(x: [0, .pi], y: [0, 2], label: "straight, T = 1.185 π", style: .guide)
          .line(
            x: polygons[0].x, y: polygons[0].y, label: "polygon of 10 sides",
            style: LineStyle(marker: .circle)
          )
          .line(x: polygons[3].x, y: polygons[3].y, label: "polygon of 80 sides")
          .line(x: extremal.x, y: extremal.y, label: "Pontryagin", style: .dashed)
          .equalAspect()
      ])
  }

  /// How much longer polygons take.
  static func orderFigure(_ counts: [Double], _ errors: [Double]) -> Figure {
    Figure(panels: [
      Panel(title: "What polygons lose").axes(
        x: Axis("sides N", scale: .logarithmic), y: Axis("T − π", scale: .logarithmic)
      )
      .line(x: counts, y: errors, label: "measured", style: LineStyle(marker: .circle))
      .line(
        x: counts, y: counts.map { errors[0] * (counts[0] / $0) * (counts[0] / $0) },
        label: "N⁻²", style: .guide)
    ])
  }

  /// Snell's constant along the paths.
  static func snellFigure(_ polygons: [Polygon], _ extremal: Extremal) -> Figure {
    func middles(_ x: [Double]) -> [Double] { zip(x, x.dropFirst()).map { ($0 + $1) / 2 } }
    return Figure(panels: [
      Panel(title: "Snell: sin φ / √y is constant").axes(
        x: Axis("x"), y: Axis("sin φ / √y", limits: 0.6...0.8)
      )
      .line(
        x: middles(polygons[0].x), y: polygons[0].snell, label: "10 sides",
        style: LineStyle(marker: .circle)
      )
      .line(x: middles(polygons[3].x), y: polygons[3].snell, label: "80 sides")
      .line(
        x: Array(extremal.x.dropFirst()), y: extremal.snell, label: "Pontryagin", style: .dashed)
    ])
  }
}
