extension Panel {
  /// The panel with a line through points.
  ///
  /// - Parameters:
  ///   - x: the points' first numbers; shape `[n]`.
  ///   - y: the points' second numbers; shape `[n]`. One that is not finite breaks the line.
  ///   - label: the line's name in the legend.
  ///   - style: colour, width, rhythm, markers.
  /// - Returns: the panel with this on top.
  /// - Precondition: `x` and `y` have the same count.
  public func line(
    x: [Double], y: [Double], label: String? = nil, style: LineStyle = .solid
  ) -> Panel {
    requireSameCount("y", y, "x", x.count)
    return addingSeries(style.color) { color in
      LineMark(x: x, y: y, label: label, style: style, stroke: style.stroke(default: color))
    }
  }

  /// The panel with the area between two curves, as for a mean and its spread.
  ///
  /// - Parameters:
  ///   - x: the places; shape `[n]`.
  ///   - lower: the lower curve; shape `[n]`.
  ///   - upper: the upper curve; shape `[n]`.
  ///   - label: the band's name in the legend.
  ///   - color: the colour, drawn pale; nothing: that of the line added last.
  /// - Returns: the panel with this on top.
  /// - Precondition: the arrays have the same count.
  public func band(
    x: [Double], lower: [Double], upper: [Double], label: String? = nil, color: Color? = nil
  ) -> Panel {
    requireSameCount("lower", lower, "x", x.count)
    requireSameCount("upper", upper, "x", x.count)
    let tone = (color ?? Palette.color(max(0, seriesCount - 1))).opacity(0.22)
    return adding(BandMark(x: x, lower: lower, upper: upper, label: label, color: tone))
  }

  /// The panel with upright bars that stand on zero.
  ///
  /// - Parameters:
  ///   - heights: where the bars end; shape `[n]`.
  ///   - x: the bars' middles; shape `[n]`. Nothing: 0, 1, 2, …, where the names of an axis stand.
  ///   - width: the bars' width in the numbers of the axis.
  ///   - label: the bars' name in the legend.
  ///   - color: the colour; nothing: the next of the palette.
  /// - Returns: the panel with this on top.
  /// - Precondition: `x` and `heights` have the same count.
  public func bars(
    _ heights: [Double], at x: [Double]? = nil, width: Double = 0.8, label: String? = nil,
    color: Color? = nil
  ) -> Panel {
    let places = x ?? heights.indices.map(Double.init)
    requireSameCount("heights", heights, "x", places.count)
    return addingSeries(color) { color in
      BarMark(x: places, heights: heights, width: width, label: label, color: color)
    }
  }

  /// The panel with a level line across it.
  public func horizontalLine(
    at y: Double, label: String? = nil, style: LineStyle = .guide
  ) -> Panel {
    referenceLine(.horizontal, at: y, label: label, style: style)
  }

  /// The panel with an upright line across it.
  public func verticalLine(
    at x: Double, label: String? = nil, style: LineStyle = .guide
  ) -> Panel {
    referenceLine(.vertical, at: x, label: label, style: style)
  }

  private func referenceLine(
    _ direction: ReferenceLine.Direction, at value: Double, label: String?, style: LineStyle
  ) -> Panel {
    addingSeries(style.color) { color in
      ReferenceLine(
        direction: direction, value: value, label: label, stroke: style.stroke(default: color))
    }
  }

  /// The panel with words at a place in the data.
  ///
  /// - Parameters:
  ///   - string: the words, on one line.
  ///   - x: the place's first number.
  ///   - y: the place's second number.
  ///   - anchor: which end of the words lies there.
  ///   - color: the colour of the words.
  /// - Returns: the panel with this on top.
  public func text(
    _ string: String, x: Double, y: Double, anchor: Drawing.Text.Anchor = .start,
    color: Color = Color(hex: 0x262626)
  ) -> Panel {
    adding(TextMark(string: string, x: x, y: y, anchor: anchor, color: color))
  }
}
