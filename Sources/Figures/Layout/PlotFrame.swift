/// The map from one axis' numbers to places on the page.
struct AxisMap: Sendable, Equatable {
  let scale: Axis.Scale
  let lower: Double
  let upper: Double
  /// The place of the lower limit; points.
  let start: Double
  /// The place of the upper limit; points.
  let end: Double
  private let from: Double
  private let to: Double

  init(scale: Axis.Scale, lower: Double, upper: Double, start: Double, end: Double) {
    self.scale = scale
    self.lower = lower
    self.upper = upper
    self.start = start
    self.end = end
    from = scale.coordinate(of: lower)
    to = scale.coordinate(of: upper)
  }

  /// The place of a value: `start` and `end` exactly for the limits; halves keep huge ranges finite.
  func place(of value: Double) -> Double {
    let coordinate = scale.coordinate(of: value)
    return start + (coordinate / 2 - from / 2) / (to / 2 - from / 2) * (end - start)
  }

  /// The value at a place, the inverse of `place(of:)`.
  func value(at place: Double) -> Double {
    let share = (place - start) / (end - start)
    return scale.value(at: from * (1 - share) + to * share)
  }
}

/// The rectangle in which data are drawn, with the maps of its two axes.
struct PlotFrame: Sendable, Equatable {
  let rect: Drawing.Rect
  let x: AxisMap
  let y: AxisMap

  /// The place of a pair of numbers; nothing when either has no place on its axis.
  func point(_ x: Double, _ y: Double) -> Drawing.Point? {
    let point = Drawing.Point(self.x.place(of: x), self.y.place(of: y))
    return point.x.isFinite && point.y.isFinite ? point : nil
  }

  /// The polyline through pairs of numbers, broken where a pair has no place, cut off far outside
  /// the frame, and without vertices that nobody could see.
  func path(x: [Double], y: [Double]) -> Drawing.Path {
    var pen = Pen(region: rect.insetBy(-1.5 * max(rect.width, rect.height)))
    for (a, b) in zip(x, y) { pen.move(to: point(a, b)) }
    return pen.finished()
  }

  /// A place near the frame for every pair of numbers, for outlines that must not break.
  func nearbyPoint(_ x: Double, _ y: Double) -> Drawing.Point? {
    guard let point = point(x, y) else { return nil }
    let reach = rect.insetBy(-1.5 * max(rect.width, rect.height))
    return Drawing.Point(
      min(max(point.x, reach.x), reach.maxX), min(max(point.y, reach.y), reach.maxY))
  }
}

/// Draws polylines vertex by vertex inside a region.
struct Pen {
  private let region: Drawing.Rect
  private var lines: [[Drawing.Point]] = []
  private var current: [Drawing.Point] = []
  private var last: Drawing.Point?

  /// Vertices closer than this to the one before are left out; points.
  private static let resolution = 0.15

  init(region: Drawing.Rect) {
    self.region = region
  }

  /// Draws on to a vertex, or lifts the pen where there is none.
  mutating func move(to next: Drawing.Point?) {
    defer { last = next }
    guard let next else { return lift() }
    guard let last else {
      if region.contains(next) { current = [next] }
      return
    }
    guard let part = region.clip(last, next) else { return lift() }
    if current.isEmpty { current = [part.start] }
    append(part.end)
    if part.end != next { lift() }
  }

  /// The polylines drawn; those of a single vertex are left out.
  mutating func finished() -> Drawing.Path {
    lift()
    return Drawing.Path(lines.map { $0.simplified(within: 0.06) })
  }

  private mutating func append(_ point: Drawing.Point) {
    // The last vertex is provisional: it is overwritten while the line stays within reach of the
    // vertex before, so the end of a line is never lost.
    if current.count >= 2,
      current[current.count - 2].distance(to: current[current.count - 1]) < Self.resolution
    {
      current[current.count - 1] = point
    } else {
      current.append(point)
    }
  }

  private mutating func lift() {
    if current.count >= 2 { lines.append(current) }
    current = []
  }
}
