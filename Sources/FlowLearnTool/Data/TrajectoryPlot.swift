import FlowLearn

/// A trajectory drawn: its components against time, and its path through the space of the first two or
/// three of them.
struct TrajectoryPlot {
  let trajectory: Trajectory<Double>
  let name: String
  let components: [String]

  /// More lines than this are hard to tell apart.
  private static let mostLines = 8

  /// The picture.
  var svg: String { Figure(columns: 2, panels: panels).svg() }

  /// The times whose states are finite: those before a failure.
  private var count: Int {
    trajectory.times.indices.prefix { index in
      components.indices.allSatisfy { trajectory.states[index, 0, $0].isFinite }
    }.count
  }

  private func values(_ component: Int) -> [Double] {
    (0..<count).map { trajectory.states[$0, 0, component] }
  }

  private var panels: [Panel] {
    let times = Array(trajectory.times.prefix(count))
    var series = Panel(title: name).axes(x: Axis("t"), y: Axis("state"))
    for component in components.indices.prefix(TrajectoryPlot.mostLines) {
      series = series.line(x: times, y: values(component), label: components[component])
    }
    let path = Panel(title: "Path")
    switch components.count {
    case 1: return [series]
    case 2:
      return [
        series,
        path.axes(x: Axis(components[0]), y: Axis(components[1])).line(x: values(0), y: values(1)),
      ]
    default:
      return [
        series,
        path.polyline3D(x: values(0), y: values(1), z: values(2))
          .view(labels: (components[0], components[1], components[2])),
      ]
    }
  }
}
