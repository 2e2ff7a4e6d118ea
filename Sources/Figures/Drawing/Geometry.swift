extension Drawing {
  /// A place on the page; points.
  public struct Point: Sendable, Hashable {
    /// The distance from the left edge.
    public var x: Double
    /// The distance from the top edge.
    public var y: Double

    /// The place `(x, y)`.
    public init(_ x: Double, _ y: Double) {
      self.x = x
      self.y = y
    }

    func distance(to other: Point) -> Double {
      let dx = other.x - x
      let dy = other.y - y
      return (dx * dx + dy * dy).squareRoot()
    }
  }

  /// A width and a height; points.
  public struct Size: Sendable, Hashable {
    /// The horizontal extent.
    public var width: Double
    /// The vertical extent.
    public var height: Double

    /// An extent of `width` by `height`.
    public init(width: Double, height: Double) {
      self.width = width
      self.height = height
    }
  }

  /// A rectangle along the page's edges; points.
  public struct Rect: Sendable, Hashable {
    /// The left edge.
    public var x: Double
    /// The top edge.
    public var y: Double
    /// The horizontal extent.
    public var width: Double
    /// The vertical extent.
    public var height: Double

    /// The rectangle whose top left corner is `(x, y)`.
    public init(x: Double, y: Double, width: Double, height: Double) {
      self.x = x
      self.y = y
      self.width = width
      self.height = height
    }
  }
}

extension Drawing.Rect {
  /// The smallest rectangle that holds both corners, whichever corners they are.
  init(corner a: Drawing.Point, corner b: Drawing.Point) {
    self.init(
      x: Swift.min(a.x, b.x), y: Swift.min(a.y, b.y), width: abs(a.x - b.x), height: abs(a.y - b.y))
  }

  var maxX: Double { x + width }
  var maxY: Double { y + height }
  var midX: Double { x + width / 2 }
  var midY: Double { y + height / 2 }

  var corners: [Drawing.Point] {
    [.init(x, y), .init(maxX, y), .init(maxX, maxY), .init(x, maxY)]
  }

  func insetBy(_ margin: Double) -> Drawing.Rect {
    Drawing.Rect(
      x: x + margin, y: y + margin, width: max(0, width - 2 * margin),
      height: max(0, height - 2 * margin))
  }

  func contains(_ point: Drawing.Point) -> Bool {
    point.x >= x && point.x <= maxX && point.y >= y && point.y <= maxY
  }

  func intersects(_ other: Drawing.Rect) -> Bool {
    x < other.maxX && other.x < maxX && y < other.maxY && other.y < maxY
  }

  func intersection(_ other: Drawing.Rect) -> Drawing.Rect? {
    guard intersects(other) else { return nil }
    return Drawing.Rect(
      corner: .init(max(x, other.x), max(y, other.y)),
      corner: .init(min(maxX, other.maxX), min(maxY, other.maxY)))
  }

  /// The part of the segment that lies in the rectangle (Liang and Barsky's parametric clip).
  func clip(
    _ a: Drawing.Point, _ b: Drawing.Point
  ) -> (start: Drawing.Point, end: Drawing.Point)? {
    let dx = b.x - a.x
    let dy = b.y - a.y
    var enter = 0.0
    var leave = 1.0
    for (rate, room) in [(-dx, a.x - x), (dx, maxX - a.x), (-dy, a.y - y), (dy, maxY - a.y)] {
      if rate == 0 {
        guard room >= 0 else { return nil }
      } else if rate < 0 {
        enter = max(enter, room / rate)
      } else {
        leave = min(leave, room / rate)
      }
    }
    guard enter <= leave else { return nil }
    let start = enter == 0 ? a : Drawing.Point(a.x + enter * dx, a.y + enter * dy)
    let end = leave == 1 ? b : Drawing.Point(a.x + leave * dx, a.y + leave * dy)
    return (start, end)
  }
}
