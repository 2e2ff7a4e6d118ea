import FlowLearn

/// What a simulation writes: the states of rows at times that were asked for and at their events.
struct SimulatedStates {
  let components: [String]
  /// The names of the events that were looked for; none where none were.
  let events: [String]
  /// Whether lines and objects say which row they are of.
  let numbersRows: Bool
  let trajectory: Trajectory<Double>
  /// Estimates of the states' errors, of their shape; nil where none were asked for.
  let errors: Tensor<Double>?
  /// Whether only events are written.
  let onlyEvents: Bool

  struct Line {
    let time: Double
    let state: [Double]
    /// Estimates of its errors; none at events.
    var errors: [Double] = []
    /// The number of the event that is there.
    var event: Int?
  }

  private var rows: Int { trajectory.outcomes.count }

  /// The lines of a row in the order of time; those after a failure are left out.
  func lines(ofRow row: Int) -> [Line] {
    let found = trajectory.ends.occurrences(ofRow: row).map {
      Line(time: $0.time, state: $0.state, event: $0.event)
    }
    guard !onlyEvents else { return found }
    let times = trajectory.times
    let direction = (times.last ?? 0) < (times.first ?? 0) ? -1.0 : 1.0
    var lines: [Line] = []
    var next = found.startIndex
    for (index, time) in times.enumerated() {
      let state = components.indices.map { trajectory.states[index, row, $0] }
      guard state.allSatisfy(\.isFinite) else { break }
      while next < found.count, direction * (time - found[next].time) > 0 {
        lines.append(found[next])
        next += 1
      }
      let own = errors.map { errors in components.indices.map { errors[index, row, $0] } }
      lines.append(Line(time: time, state: state, errors: own ?? []))
    }
    return lines + found[next...]
  }

  /// A line a time, with the row and the event that is there where there are such.
  func csv() -> [UInt8] {
    let errorNames = errors == nil ? [] : components.map { "\($0)_error" }
    var writer = CSVWriter(
      header: (numbersRows ? ["row"] : []) + ["t"] + components + errorNames
        + (events.isEmpty ? [] : ["event"]))
    for row in 0..<rows {
      for line in lines(ofRow: row) {
        var cells: [CSVWriter.Cell] = numbersRows ? [.integer(row + 1)] : []
        cells += ([line.time] + line.state).map(CSVWriter.Cell.number)
        let own = line.errors.map(CSVWriter.Cell.number)
        cells += own.isEmpty ? errorNames.map { _ in .missing } : own
        if !events.isEmpty { cells.append(line.event.map { .text(events[$0]) } ?? .missing) }
        writer.append(cells)
      }
    }
    return writer.takeBytes()
  }

  /// The same as one JSON object.
  func json() -> [UInt8] {
    var value: JSONObject = ["components": .array(components.map(JSONValue.string))]
    if numbersRows {
      value["rows"] = .array((0..<rows).map { .object(object(ofRow: $0)) })
    } else {
      for member in object(ofRow: 0).members { value[member.key] = member.value }
    }
    return Array((JSONValue.object(value).text() + "\n").utf8)
  }

  private func object(ofRow row: Int) -> JSONObject {
    let lines = lines(ofRow: row)
    let sampled = lines.filter { $0.event == nil }
    let work = trajectory.ends.statistics[row]
    var value: JSONObject = [
      "times": .array(sampled.map { .number($0.time) }),
      "states": .array(sampled.map { $0.stateValue }),
      "outcome": .string(trajectory.outcomes[row].description),
      "steps": .integer(work.accepted), "rejected_steps": .integer(work.rejected),
      "evaluations": .integer(work.evaluations),
    ]
    if errors != nil {
      value["errors"] = .array(sampled.map { .array($0.errors.map(JSONValue.number)) })
    }
    if !events.isEmpty {
      value["events"] = .array(
        lines.compactMap { line in
          line.event.map {
            ["event": .string(events[$0]), "time": .number(line.time), "state": line.stateValue]
          }
        })
    }
    return value
  }
}

extension SimulatedStates.Line {
  fileprivate var stateValue: JSONValue { .array(state.map(JSONValue.number)) }
}
