/// A figure after layout: plain shapes at fixed places, ready for a backend to draw.
///
/// Coordinates are in points (SVG user units), the origin at the top left, `y` downwards. A backend
/// paints the shapes in order, later ones over earlier ones. It needs no knowledge of axes or data.
public struct Drawing: Sendable, Equatable {
  /// The extent of the page; points.
  public var size: Size
  /// What the drawing is called, for readers who cannot see it.
  public var title: String
  /// What the drawing shows, for readers who cannot see it.
  public var summary: String
  /// What to paint, in order.
  public var shapes: [Shape]

  /// A page of the given size with shapes on it.
  public init(size: Size, title: String, summary: String, shapes: [Shape]) {
    self.size = size
    self.title = title
    self.summary = summary
    self.shapes = shapes
  }
}

extension Drawing {
  /// One thing to paint.
  public enum Shape: Sendable, Equatable {
    /// Polylines or polygons, filled, stroked, or both.
    case path(Path, fill: Color?, stroke: Stroke?)
    /// The same marker at many places.
    case markers([Point], Marker, diameter: Double, fill: Color)
    /// An image stretched over a rectangle.
    case image(IndexedImage, over: Rect)
    /// One line of text.
    case text(Text)
    /// Shapes of which only the part inside a rectangle shows.
    case clipped([Shape], to: Rect)
  }

  /// Several polylines that share one style.
  public struct Path: Sendable, Equatable {
    /// The polylines, each a list of vertices.
    public var lines: [[Point]]
    /// Whether each polyline returns to its first vertex.
    public var isClosed: Bool

    /// Polylines, open unless said otherwise.
    public init(_ lines: [[Point]], isClosed: Bool = false) {
      self.lines = lines
      self.isClosed = isClosed
    }
  }

  /// How an outline is drawn.
  public struct Stroke: Sendable, Equatable {
    /// The colour of the outline.
    public var color: Color
    /// The width of the outline; points.
    public var width: Double
    /// The lengths of dashes and gaps in turn; points.
    ///
    /// None: a solid line.
    public var dashes: [Double]

    /// A solid or dashed outline.
    public init(_ color: Color, width: Double = 1, dashes: [Double] = []) {
      self.color = color
      self.width = width
      self.dashes = dashes
    }
  }

  /// One line of text, placed by its baseline.
  public struct Text: Sendable, Equatable {
    /// Which point of the text lies at its place.
    public enum Anchor: Sendable, Equatable {
      /// The left end of the baseline.
      case start
      /// The middle of the baseline.
      case middle
      /// The right end of the baseline.
      case end
    }

    /// The characters.
    public var string: String
    /// Where the anchor lies.
    public var place: Point
    /// The font size; points.
    public var size: Double
    /// The colour of the characters.
    public var color: Color
    /// Which point of the text lies at `place`.
    public var anchor: Anchor
    /// Whether the face is bold.
    public var isBold: Bool
    /// A clockwise rotation about `place`; degrees.
    public var angle: Double
    /// The colour of a rim around the characters that lifts them off what lies below.
    public var halo: Color?

    /// Text in the regular face, level, without a rim unless said otherwise.
    public init(
      _ string: String, at place: Point, size: Double, color: Color, anchor: Anchor = .start
    ) {
      self.string = string
      self.place = place
      self.size = size
      self.color = color
      self.anchor = anchor
      isBold = false
      angle = 0
      halo = nil
    }
  }
}
