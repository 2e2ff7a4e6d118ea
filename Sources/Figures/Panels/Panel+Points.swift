extension Panel {
  /// The panel with a cloud of points.
  ///
  /// - Parameters:
  ///   - x: the points' first numbers; shape `[n]`.
  ///   - y: the points' second numbers; shape `[n]`.
  ///   - label: the cloud's name in the legend.
  ///   - style: colour, form, size.
  /// - Returns: the panel with this on top.
  /// - Precondition: `x` and `y` have the same count.
  public func scatter(
    x: [Double], y: [Double], label: String? = nil, style: PointStyle = .regular
  ) -> Panel {
    requireSameCount("y", y, "x", x.count)
    return addingSeries(style.color) { color in
      PointMark(
        x: x, y: y, label: label, marker: style.marker ?? .circle, diameter: style.size,
        color: color.opacity(style.opacity))
    }
  }

  /// The panel with points whose colour and form tell their class.
  ///
  /// Class `k` takes the palette's colour `k`, the same as in `regions`.
  ///
  /// - Parameters:
  ///   - x: the points' first numbers; shape `[n]`.
  ///   - y: the points' second numbers; shape `[n]`.
  ///   - classes: the points' classes; shape `[n]`.
  ///   - names: the classes' names in the legend, by class; empty: no legend.
  ///   - style: form and size for all classes where given.
  /// - Returns: the panel with this on top.
  /// - Precondition: `x`, `y` and `classes` have the same count.
  public func scatter(
    x: [Double], y: [Double], classes: [Int], names: [String] = [], style: PointStyle = .regular
  ) -> Panel {
    requireSameCount("y", y, "x", x.count)
    requireSameCount("x", x, "classes", classes.count)
    var panel = self
    for kind in Set(classes).sorted() {
      let members = classes.indices.filter { classes[$0] == kind }
      panel = panel.adding(
        PointMark(
          x: members.map { x[$0] }, y: members.map { y[$0] },
          label: names.indices.contains(kind) ? names[kind] : nil,
          marker: style.marker ?? .filled(kind), diameter: style.size,
          color: (style.color ?? Palette.color(kind)).opacity(style.opacity)))
    }
    return panel
  }

  /// The panel with points whose colour tells a number.
  ///
  /// - Parameters:
  ///   - x: the points' first numbers; shape `[n]`.
  ///   - y: the points' second numbers; shape `[n]`.
  ///   - values: what the colours tell; shape `[n]`.
  ///   - map: the colours.
  ///   - limits: the numbers of the first and the last colour; nothing: the extremes of the values.
  ///   - style: form and size.
  /// - Returns: the panel with this on top.
  /// - Precondition: the arrays have the same count.
  public func scatter(
    x: [Double], y: [Double], values: [Double], map: ColorMap = .viridis,
    limits: ClosedRange<Double>? = nil, style: PointStyle = .regular
  ) -> Panel {
    requireSameCount("y", y, "x", x.count)
    requireSameCount("values", values, "x", x.count)
    return adding(
      ValuePointMark(
        x: x, y: y, values: values, marker: style.marker ?? .circle, style: style,
        scale: ColorScale(map: map, limits: limits, values: values)))
  }
}
