public import Figures

extension Comparison {
  /// A chart of how many times faster we are than the fastest other program of each case.
  ///
  /// Bars at 1 are equal, and ratios whose losses do not agree are left out.
  public static func figure(_ comparisons: [Comparison], title: String) -> Figure {
    var fastest: [Comparison] = []
    for comparison in comparisons where comparison.counts {
      if !fastest.contains(where: { $0.identity == comparison.identity }) {
        fastest.append(comparison)
      }
    }
    let places = fastest.indices.map(Double.init)
    var panel = Panel(title: title)
      .axes(
        x: Axis("", padding: 0.02, categories: fastest.map(\.label)),
        y: Axis("their time / ours", scale: .logarithmic)
      )
      .bars(fastest.map(\.ratio), width: 0.7)
      .horizontalLine(at: 1)
    for (place, comparison) in zip(places, fastest) {
      let spread = comparison.spread
      panel = panel.line(
        x: [place, place], y: [spread.lowerBound, spread.upperBound],
        style: LineStyle(color: .gray, width: 2))
    }
    let width = max(460, 60 + 90 * Double(fastest.count))
    return Figure(
      title: "", columns: 1, panelSize: Drawing.Size(width: width, height: 380), panels: [panel])
  }

  private var label: String { "\(identity.workload) \(identity.name) \(peer)" }
}
