/// An eye far away that looks at the unit cube about the origin.
struct Camera: Sendable, Equatable {
  var azimuth = -60.0
  var elevation = 25.0

  /// The page's directions (right, up) and the depth towards the eye of a point of the cube.
  func view(_ p: SIMD3<Double>) -> (right: Double, up: Double, depth: Double) {
    let (sineA, cosineA) = sineAndCosine(degrees: azimuth)
    let (sineE, cosineE) = sineAndCosine(degrees: elevation)
    let ahead = cosineA * p.x + sineA * p.y
    return (
      right: cosineA * p.y - sineA * p.x, up: cosineE * p.z - sineE * ahead,
      depth: cosineE * ahead + sineE * p.z
    )
  }
}

/// Curves in a box of space, seen by a camera.
struct Scene: Sendable {
  struct Curve: Sendable {
    /// The coordinates; shape `[3, n]`.
    var points: [[Double]]
    var label: String?
    var stroke: Drawing.Stroke
  }

  var curves: [Curve] = []
  var camera = Camera()
  var labels = ["", "", ""]

  var legend: [LegendEntry] { curves.flatMap { legendEntries($0.label, .line($0.stroke, nil)) } }

  /// The ranges of the three coordinates.
  var limits: [(lower: Double, upper: Double)] {
    (0..<3).map { axis in
      var span = Span()
      for curve in curves {
        for value in curve.points[axis] { span.include(value) }
      }
      return span.widened(scale: .linear)
    }
  }

  func shapes(in rect: Drawing.Rect) -> [Drawing.Shape] {
    let projection = Projection(camera: camera, limits: limits, rect: rect)
    let box = SceneBox(projection: projection, labels: labels)
    return box.backShapes() + fadedCurves(projection) + box.textShapes()
  }

  /// What a legend should not cover: the curves and the words, but not the box.
  func obstacles(in rect: Drawing.Rect) -> [Drawing.Shape] {
    shapes(in: rect).dropFirst(SceneBox.backShapeCount).map { $0 }
  }

  /// How many steps of fading there are between the far and the near corner of the box.
  private static let shades = 10

  /// The curves cut into runs of equal shade, far runs first.
  private func fadedCurves(_ projection: Projection) -> [Drawing.Shape] {
    var runs: [(shade: Int, curve: Int, line: [Drawing.Point])] = []
    for (index, curve) in curves.enumerated() {
      var pen: [Drawing.Point] = []
      var shade = 0
      func finish() {
        if pen.count >= 2 { runs.append((shade, index, pen)) }
        pen = []
      }
      for (x, (y, z)) in zip(curve.points[0], zip(curve.points[1], curve.points[2])) {
        guard let (point, nearness) = projection.place(SIMD3(x, y, z)) else {
          finish()
          continue
        }
        let next = min(Int(nearness * Double(Self.shades)), Self.shades - 1)
        if pen.isEmpty { shade = next }
        if let last = pen.last, last.distance(to: point) < 0.15 { continue }
        pen.append(point)
        if next != shade {
          finish()
          shade = next
          pen = [point]
        }
      }
      finish()
    }
    return shapes(of: runs)
  }

  private func shapes(
    of runs: [(shade: Int, curve: Int, line: [Drawing.Point])]
  ) -> [Drawing.Shape] {
    (0..<Self.shades).flatMap { shade in
      curves.indices.compactMap { index -> Drawing.Shape? in
        let lines = runs.filter { $0.shade == shade && $0.curve == index }
          .map { $0.line.simplified(within: 0.1) }
        guard !lines.isEmpty else { return nil }
        let nearness = (Double(shade) + 0.5) / Double(Self.shades)
        var stroke = curves[index].stroke
        stroke.color = stroke.color.mixed(with: .white, amount: 0.7 * (1 - nearness))
        stroke.width *= 0.6 + 0.6 * nearness
        return .path(Drawing.Path(lines), fill: nil, stroke: stroke)
      }
    }
  }
}

/// The map from a box of space to a rectangle of the page.
struct Projection {
  let camera: Camera
  let limits: [(lower: Double, upper: Double)]
  private let scale: Double
  private let center: Drawing.Point

  /// The cube's projection as large as fits the rectangle, less a rim for the numbers.
  init(camera: Camera, limits: [(lower: Double, upper: Double)], rect: Drawing.Rect) {
    self.camera = camera
    self.limits = limits
    let views = Projection.corners.map { camera.view($0) }
    let width = 2 * (views.map { abs($0.right) }.max() ?? 1)
    let height = 2 * (views.map { abs($0.up) }.max() ?? 1)
    let room = Drawing.Rect(
      x: rect.x + 46, y: rect.y + 4, width: rect.width - 92, height: rect.height - 40)
    scale = max(1, min(room.width / width, room.height / height))
    center = Drawing.Point(room.midX, room.midY)
  }

  /// The corners of the unit cube about the origin.
  static let corners: [SIMD3<Double>] = (0..<8).map { bits in
    SIMD3(
      bits & 1 == 0 ? -0.5 : 0.5, bits & 2 == 0 ? -0.5 : 0.5, bits & 4 == 0 ? -0.5 : 0.5)
  }

  /// The place of a point of the cube on the page.
  func page(_ p: SIMD3<Double>) -> Drawing.Point {
    let view = camera.view(p)
    return Drawing.Point(center.x + scale * view.right, center.y - scale * view.up)
  }

  /// The place of a number on a side of the cube, from -0.5 to 0.5 within the limits.
  func side(_ value: Double, axis: Int) -> Double {
    let (lower, upper) = limits[axis]
    return (value / 2 - lower / 2) / (upper / 2 - lower / 2) - 0.5
  }

  /// The place of a point of the data on the page, and how near it is: 0 for the far corner of the
  /// box, 1 for the near one.
  func place(_ value: SIMD3<Double>) -> (Drawing.Point, nearness: Double)? {
    let p = SIMD3(side(value.x, axis: 0), side(value.y, axis: 1), side(value.z, axis: 2))
    let point = page(p)
    guard point.x.isFinite, point.y.isFinite else { return nil }
    let farthest = Projection.corners.map { camera.view($0).depth }.max() ?? 1
    let nearness = (camera.view(p).depth / farthest + 1) / 2
    return (point, min(max(nearness, 0), 1))
  }
}
