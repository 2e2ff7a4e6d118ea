/// How a line is drawn.
public struct LineStyle: Sendable, Equatable {
  /// The rhythm of a line.
  public enum Dash: Sendable, Equatable {
    /// Without gaps.
    case solid
    /// Long strokes.
    case dashed
    /// Dots.
    case dotted
    /// Strokes and dots in turn.
    case dashDotted
  }

  /// The colour; nothing: the next of the palette.
  public var color: Color?
  /// The width; points.
  public var width: Double
  /// The rhythm.
  public var dash: Dash
  /// What stands at each point; nothing: the line alone.
  public var marker: Marker?

  /// A solid line in the next colour unless said otherwise.
  public init(
    color: Color? = nil, width: Double = 1.75, dash: Dash = .solid, marker: Marker? = nil
  ) {
    self.color = color
    self.width = width
    self.dash = dash
    self.marker = marker
  }

  /// A solid line.
  public static let solid = LineStyle()
  /// A line of long strokes.
  public static let dashed = LineStyle(dash: .dashed)
  /// A line of dots.
  public static let dotted = LineStyle(dash: .dotted)
  /// A thin grey line that leads the eye without claiming it.
  public static let guide = LineStyle(color: .gray, width: 1.25, dash: .dashed)
  /// A thin line, for many of them in one panel.
  public static let thin = LineStyle(width: 0.9)

  func stroke(default color: Color) -> Drawing.Stroke {
    let dashes: [Double] =
      switch dash {
      case .solid: []
      case .dashed: [4 * width, 2.5 * width]
      case .dotted: [width, 2 * width]
      case .dashDotted: [4 * width, 2 * width, width, 2 * width]
      }
    return Drawing.Stroke(self.color ?? color, width: width, dashes: dashes)
  }
}

/// The form of a point.
public enum Marker: Sendable, Equatable, CaseIterable {
  /// A disc.
  case circle
  /// A triangle on its base.
  case triangle
  /// A square on its side.
  case square
  /// A square on its corner.
  case diamond
  /// Two slanted strokes.
  case cross
  /// An upright and a level stroke.
  case plus

  /// The filled form of a category; the four repeat.
  static func filled(_ index: Int) -> Marker {
    let forms: [Marker] = [.circle, .triangle, .square, .diamond]
    return forms[cyclic(index, forms.count)]
  }

  /// The outline about the origin, of the area of a disc of the diameter; a disc and strokes have
  /// none.
  func outline(diameter: Double) -> [Drawing.Point] {
    // The corners' distance from the centre, in diameters, that gives the area of the disc.
    switch self {
    case .circle, .cross, .plus:
      return []
    case .square:
      let half = 0.4431 * diameter
      return [.init(-half, -half), .init(half, -half), .init(half, half), .init(-half, half)]
    case .diamond:
      let half = 0.6267 * diameter
      return [.init(0, -half), .init(half, 0), .init(0, half), .init(-half, 0)]
    case .triangle:
      let reach = 0.7776 * diameter
      return [
        .init(0, -reach), .init(0.866 * reach, 0.5 * reach), .init(-0.866 * reach, 0.5 * reach),
      ]
    }
  }
}

/// How points are drawn.
public struct PointStyle: Sendable, Equatable {
  /// The colour; nothing: the next of the palette, or that of the class or the value.
  public var color: Color?
  /// The form; nothing: a disc, or that of the class.
  public var marker: Marker?
  /// The diameter; points.
  public var size: Double
  /// How much a point covers what lies below, from 0 to 1.
  public var opacity: Double

  /// Discs in the next colour unless said otherwise.
  public init(
    color: Color? = nil, marker: Marker? = nil, size: Double = 5.5, opacity: Double = 0.85
  ) {
    self.color = color
    self.marker = marker
    self.size = size
    self.opacity = opacity
  }

  /// Discs of the usual size.
  public static let regular = PointStyle()
  /// Small, paler discs, for clouds of many points.
  public static let small = PointStyle(size: 3, opacity: 0.6)
}
