extension Panel {
  /// The panel with a line through points of space, seen from a distance: what is far is paler and
  /// thinner.
  ///
  /// A panel with such lines shows a box with three axes, scaled so that each range fills its side,
  /// in place of the plane axes; plane marks in the same panel are not drawn.
  ///
  /// - Parameters:
  ///   - x: the points' first numbers; shape `[n]`.
  ///   - y: the points' second numbers; shape `[n]`.
  ///   - z: the points' third numbers; shape `[n]`.
  ///   - label: the line's name in the legend.
  ///   - style: colour, width, rhythm.
  /// - Returns: the panel with this on top.
  /// - Precondition: the arrays have the same count.
  public func polyline3D(
    x: [Double], y: [Double], z: [Double], label: String? = nil, style: LineStyle = .solid
  ) -> Panel {
    requireSameCount("y", y, "x", x.count)
    requireSameCount("z", z, "x", x.count)
    var panel = self
    var scene = self.scene ?? Scene()
    if style.color == nil { panel.seriesCount += 1 }
    let stroke = style.stroke(default: Palette.color(seriesCount))
    scene.curves.append(Scene.Curve(points: [x, y, z], label: label, stroke: stroke))
    panel.scene = scene
    return panel
  }

  /// The panel seen from elsewhere, with names for the three axes of space.
  ///
  /// - Parameters:
  ///   - azimuth: the eye's turn about the third axis, counted from the first; degrees.
  ///   - elevation: the eye's height over the plane of the first two axes; degrees.
  ///   - labels: the names of the axes.
  /// - Returns: the panel with this on top.
  public func view(
    azimuth: Double = -60, elevation: Double = 25,
    labels: (x: String, y: String, z: String) = ("", "", "")
  ) -> Panel {
    var panel = self
    var scene = self.scene ?? Scene()
    scene.camera = Camera(azimuth: azimuth, elevation: elevation)
    scene.labels = [labels.x, labels.y, labels.z]
    panel.scene = scene
    return panel
  }
}
