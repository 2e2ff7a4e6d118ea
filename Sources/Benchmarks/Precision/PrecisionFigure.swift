public import Figures

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension PrecisionPoint {
  /// Two panels a system: the error against the time, and against the evaluations.
  ///
  /// Lines fall to the right; the best is that nearest to the lower left.
  public static func figure(_ points: [PrecisionPoint]) -> Figure {
    var panels: [Panel] = []
    for system in distinct(points.map(\.system)) {
      let own = points.filter { $0.system == system && $0.error > 0 && $0.error < 1 }
      guard !own.isEmpty else { continue }
      panels.append(
        panel("\(system): error against time", "ms", own) { $0.seconds * 1e3 })
      panels.append(
        panel("\(system): error against evaluations", "evaluations", own) { Double($0.evaluations) }
      )
    }
    return Figure(columns: 2, panels: panels)
  }

  private static func panel(
    _ title: String, _ label: String, _ points: [PrecisionPoint], _ work: (PrecisionPoint) -> Double
  ) -> Panel {
    var panel = Panel(title: title)
      .axes(
        x: Axis(label, scale: .logarithmic), y: Axis("relative error", scale: .logarithmic))
    for program in distinct(points.map { "\($0.peer) \($0.method)" }) {
      let line = points.filter { "\($0.peer) \($0.method)" == program }
        .sorted { $0.tolerance > $1.tolerance }
      let isOurs = line[0].peer == ours
      panel = panel.line(
        x: line.map(work), y: line.map(\.error), label: isOurs ? line[0].method : program,
        style: LineStyle(width: isOurs ? 2.2 : 1.2, dash: isOurs ? .solid : .dashed))
    }
    return panel
  }

  /// Names in the order in which they come first.
  static func distinct(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }
}

/// What a method takes for an error, read off its points between tolerances.
public struct PrecisionSummary: Sendable, Equatable {
  /// The system.
  public let system: String
  /// The method, its program's name before it where that is another.
  public let method: String
  /// The milliseconds and the evaluations for relative errors of 1e-4, 1e-6 and 1e-8; nil where they
  /// were not reached.
  public let milliseconds: [Double?]
  public let evaluations: [Double?]

  /// The errors.
  public static let errors = [1e-4, 1e-6, 1e-8]

  /// The summaries of all methods, system by system.
  public static func all(_ points: [PrecisionPoint]) -> [PrecisionSummary] {
    PrecisionPoint.distinct(points.map(\.system)).flatMap { system in
      let own = points.filter { $0.system == system }
      return PrecisionPoint.distinct(own.map { "\($0.peer) \($0.method)" }).map { program in
        let line = own.filter { "\($0.peer) \($0.method)" == program }
        let isOurs = line[0].peer == PrecisionPoint.ours
        return PrecisionSummary(
          system: system, method: isOurs ? line[0].method : program,
          milliseconds: errors.map { work(line, for: $0) { $0.seconds * 1e3 } },
          evaluations: errors.map { work(line, for: $0) { Double($0.evaluations) } })
      }
    }
  }

  /// The work for an error, on the straight line between the two points around it in logarithms.
  private static func work(
    _ line: [PrecisionPoint], for error: Double, _ work: (PrecisionPoint) -> Double
  ) -> Double? {
    let sorted = line.filter { $0.error > 0 }.sorted { $0.tolerance > $1.tolerance }
    for (a, b) in zip(sorted, sorted.dropFirst()) where a.error >= error && b.error <= error {
      guard a.error != b.error else { return work(b) }
      let share = log(a.error / error) / log(a.error / b.error)
      return exp(log(work(a)) + share * (log(work(b)) - log(work(a))))
    }
    return nil
  }
}
