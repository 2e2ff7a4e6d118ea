/// The box around a scene: its far sides, and the numbers and names of its axes.
struct SceneBox {
  var projection: Projection
  var labels: [String]

  /// The corner farthest from the eye, whose three sides stand behind everything.
  private var far: SIMD3<Double> {
    Projection.corners.min {
      projection.camera.view($0).depth < projection.camera.view($1).depth
    } ?? SIMD3(repeating: -0.5)
  }

  /// How many shapes `backShapes()` gives.
  static let backShapeCount = 2

  /// The three far faces: their outlines and the grid lines of the ticks.
  func backShapes() -> [Drawing.Shape] {
    var grid: [[Drawing.Point]] = []
    var outline: [[Drawing.Point]] = []
    for axis in 0..<3 {
      for other in 0..<3 where other != axis {
        let across = 3 - axis - other
        for tick in ticks(axis) {
          var start = far
          start[axis] = projection.side(tick.value, axis: axis)
          var end = start
          end[across] = -far[across]
          grid.append([projection.page(start), projection.page(end)])
        }
        var start = far
        start[other] = -far[other]
        var end = start
        end[axis] = -far[axis]
        outline.append([projection.page(start), projection.page(end)])
      }
      var end = far
      end[axis] = -far[axis]
      outline.append([projection.page(far), projection.page(end)])
    }
    return [
      .path(Drawing.Path(grid), fill: nil, stroke: .init(Theme.gridLine, width: 0.8)),
      .path(Drawing.Path(outline), fill: nil, stroke: .init(Color(hex: 0xbdbdbd), width: 0.8)),
    ]
  }

  /// The numbers and the name of each axis along one edge of the outline.
  func textShapes() -> [Drawing.Shape] {
    (0..<3).flatMap { axis -> [Drawing.Shape] in
      let (start, end) = edge(of: axis)
      let away = outward(from: projection.page(start), to: projection.page(end))
      let edgeTicks = ticks(axis)
      var shapes = edgeTicks.map { tick -> Drawing.Shape in
        var place = start
        place[axis] = projection.side(tick.value, axis: axis)
        return text(tick.label, at: projection.page(place), away: away, distance: 9)
      }
      guard !labels[axis].isEmpty else { return shapes }
      let widest = edgeTicks.map { TextMetrics.width($0.label, size: Self.textSize) }.max() ?? 0
      // Past the numbers: their width counts as far as they stand sideways, else their height.
      let distance = 15 + abs(away.x) * widest + abs(away.y) * Self.textSize
      let middle = projection.page((start + end) / 2)
      shapes.append(text(labels[axis], at: middle, away: away, distance: distance))
      return shapes
    }
  }

  private static let textSize = Theme.tickSize - 1

  /// As many ticks as have room along the edge.
  private func ticks(_ axis: Int) -> [Ticks.Major] {
    let (lower, upper) = projection.limits[axis]
    let (start, end) = edge(of: axis)
    let length = projection.page(start).distance(to: projection.page(end))
    let most = max(2, min(6, Int(min(length, 1000) / 30)))
    return Ticks.linear(from: lower, to: upper, atMost: most).major
  }

  /// An edge along the axis on the rim of the box as seen: level edges on the near rim of the floor,
  /// the upright one at the left.
  private func edge(of axis: Int) -> (SIMD3<Double>, SIMD3<Double>) {
    var start: SIMD3<Double>
    if axis == 2 {
      let candidates = Projection.corners.filter { $0.z < 0 }
      start = candidates.min { projection.page($0).x < projection.page($1).x } ?? far
    } else {
      start = -far
      start.z = projection.camera.elevation >= 0 ? -0.5 : 0.5
      start[axis] = -0.5
    }
    var end = start
    start[axis] = -0.5
    end[axis] = 0.5
    return (start, end)
  }

  /// The unit direction at a right angle to an edge that points away from the middle of the box.
  private func outward(from start: Drawing.Point, to end: Drawing.Point) -> Drawing.Point {
    let length = max(start.distance(to: end), 1e-9)
    let normal = Drawing.Point((start.y - end.y) / length, (end.x - start.x) / length)
    let center = projection.page(SIMD3(repeating: 0))
    let side = normal.x * (start.x - center.x) + normal.y * (start.y - center.y)
    return side < 0 ? Drawing.Point(-normal.x, -normal.y) : normal
  }

  private func text(
    _ string: String, at place: Drawing.Point, away: Drawing.Point, distance: Double
  ) -> Drawing.Shape {
    let size = Self.textSize
    return .text(
      Drawing.Text(
        string,
        at: .init(place.x + distance * away.x, place.y + distance * away.y + 0.36 * size),
        size: size, color: Theme.text,
        anchor: away.x < -0.3 ? .end : away.x > 0.3 ? .start : .middle))
  }
}
