import FlowLearn

/// A trajectory drawn: its components against time, and its path through the space of the first two or
/// three of them; of several rows, the first component of each, and all paths.
struct TrajectoryPlot {
  let trajectory: Trajectory<Double>
  let name: String
  let components: [String]

  /// More lines than this are hard to tell apart.
  private static let mostLines = 8

  /// The picture.
  var svg: String { Figure(columns: 2, panels: panels).svg() }

  private var rows: Range<Int> {
    0..<min(trajectory.outcomes.count, TrajectoryPlot.mostLines)
  }

  /// The times of a row whose states are finite: those before a failure.
  private func count(ofRow row: Int) -> Int {
    trajectory.times.indices.prefix { index in
      components.indices.allSatisfy { trajectory.states[index, row, $0].isFinite }
    }.count
  }

  private func values(_ component: Int, _ row: Int) -> [Double] {
    (0..<count(ofRow: row)).map { trajectory.states[$0, row, component] }
  }

  private func times(_ row: Int) -> [Double] {
    Array(trajectory.times.prefix(count(ofRow: row)))
  }

  private var panels: [Panel] {
    let isOne = rows.count == 1
    var series = Panel(title: name)
      .axes(x: Axis("t"), y: Axis(isOne ? "state" : components[0]))
    if isOne {
      for component in components.indices.prefix(TrajectoryPlot.mostLines) {
        series = series.line(
          x: times(0), y: values(component, 0), label: components[component])
      }
    } else {
      for row in rows {
        series = series.line(x: times(row), y: values(0, row), label: "row \(row + 1)")
      }
    }
    var path = Panel(title: isOne ? "Path" : "Paths")
    switch components.count {
    case 1: return [series]
    case 2:
      path = path.axes(x: Axis(components[0]), y: Axis(components[1]))
      for row in rows { path = path.line(x: values(0, row), y: values(1, row)) }
    default:
      for row in rows {
        path = path.polyline3D(x: values(0, row), y: values(1, row), z: values(2, row))
      }
      path = path.view(labels: (components[0], components[1], components[2]))
    }
    return [series, path]
  }
}
