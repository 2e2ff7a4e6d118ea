public import Figures

extension Comparison {
  /// A chart of how many times faster we are: than the fastest program that runs a library, and than
  /// the fastest written by hand for one case, whose name begins with `c-`.
  ///
  /// Bars at 1 are equal; a grey line is the spread. Ratios whose losses do not agree are left out.
  public static func figure(_ comparisons: [Comparison]) -> Figure {
    let counted = comparisons.filter(\.counts)
    let libraries = fastest(counted.filter { !$0.peer.hasPrefix("c-") })
    let byHand = fastest(counted.filter { $0.peer.hasPrefix("c-") })
    let panels = [
      panel("Times faster than the fastest library", libraries),
      panel("Times faster than C written for the case", byHand),
    ]
    let count = max(libraries.count, byHand.count)
    let shown = zip(panels, [libraries, byHand]).filter { !$0.1.isEmpty }.map(\.0)
    return Figure(
      columns: 1,
      panelSize: Drawing.Size(width: max(460, 100 + 34 * Double(count)), height: 420),
      panels: shown)
  }

  /// The first comparison of each case: they come from their fastest to their slowest.
  private static func fastest(_ comparisons: [Comparison]) -> [Comparison] {
    var seen: Set<CaseIdentity> = []
    return comparisons.filter { seen.insert($0.identity).inserted }
  }

  private static func panel(_ title: String, _ comparisons: [Comparison]) -> Panel {
    let lowest = comparisons.map(\.spread.lowerBound).min() ?? 1
    let highest = comparisons.map(\.spread.upperBound).max() ?? 1
    var panel = Panel(title: title)
      .axes(
        x: Axis(padding: 0.02, categories: comparisons.map(\.label)),
        y: Axis(
          "their time / ours", scale: .logarithmic,
          limits: min(lowest / 1.5, 0.5)...max(highest * 1.5, 2))
      )
      .bars(comparisons.map(\.ratio), width: 0.7)
      .horizontalLine(at: 1)
    for (place, comparison) in comparisons.enumerated() {
      let spread = comparison.spread
      panel = panel.line(
        x: [Double(place), Double(place)], y: [spread.lowerBound, spread.upperBound],
        style: LineStyle(color: .gray, width: 2))
    }
    return panel
  }

  private var label: String {
    let name = identity.name.split(separator: "_").prefix(3).joined(separator: " ")
    let tolerance = identity.tolerance.map { " \($0)" } ?? ""
    let width = identity.precision == "float64" ? "f64" : "f32"
    return "\(identity.workload) \(name)\(tolerance) \(width) t\(identity.threads)"
  }
}
