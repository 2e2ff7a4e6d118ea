import Arguments
import FlowLearn

/// A table that a simulation reads: beginnings, or signals that force a system.
struct SimulationTable {
  private let table: Table

  /// Reads a table of numbers.
  init(reading path: Path) throws(ToolError) {
    let source = try DataSource(reading: path, CSVOptions())
    guard case .table(let reading) = source.rows else {
      throw .unusable(path, "these are images; a simulation reads a table of numbers")
    }
    table = reading.table
    guard table.rowCount > 0 else { throw .unusable(path, "it has no rows") }
  }

  /// Beginnings, one a row: columns of the components' names, the usual numbers where one is missing.
  ///
  /// - Parameters:
  ///   - names: what a beginning consists of.
  ///   - usual: the usual beginning; nil when all columns must be there.
  /// - Returns: the beginnings.
  /// - Throws: `usage` for a column of another name and for one that is missing, `data` for text.
  func beginnings(of names: [String], usual: [Double]?) throws(ToolError) -> [[Double]] {
    for name in table.names where !names.contains(name) {
      throw .usage(
        "\(table.source): column '\(name)' is no component of a beginning (those are "
          + "\(listed(names)))")
    }
    var columns: [[Double]] = []
    for (index, name) in names.enumerated() {
      if table.names.contains(name) {
        columns.append(try numbers(name))
      } else if let usual {
        columns.append([Double](repeating: usual[index], count: table.rowCount))
      } else {
        throw .usage("\(table.source): there is no column '\(name)', which a beginning needs")
      }
    }
    return (0..<table.rowCount).map { row in columns.map { $0[row] } }
  }

  /// Signals that force a system: a column t, others of the names of parameters and components, and
  /// perhaps a column row, which says whose signals they are, counted from 1.
  func forcing(
    of system: DynamicalSystem<Double>, _ interpolation: SampledSignal.Interpolation
  ) throws(ToolError) -> (targets: [ForcedField<Double>.Target], signals: [SampledSignal]) {
    let times = try numbers("t")
    let names = table.names.filter { $0 != "t" && $0 != "row" }
    guard !names.isEmpty else {
      throw .usage("\(table.source): there is no column beside t that forces anything")
    }
    var targets: [ForcedField<Double>.Target] = []
    var columns: [[Double]] = []
    for name in names {
      if system.parameters.contains(where: { $0.name == name }) {
        targets.append(.parameter(name))
      } else if system.components.contains(name) {
        targets.append(.velocity(name))
      } else {
        let known = system.parameters.map(\.name) + system.components
        throw .usage(
          "\(table.source): column '\(name)' is neither a parameter of \(system.name) nor a "
            + "component (those are \(listed(known)))")
      }
      columns.append(try numbers(name))
    }
    var signals: [SampledSignal] = []
    for lines in try groups() {
      let times = lines.map { times[$0] }
      if let place = times.indices.dropFirst().first(where: { times[$0] <= times[$0 - 1] }) {
        throw .usage(
          "\(table.source): line \(lineNumber(lines[place])), column 't': \(times[place].argument) "
            + "does not come after \(times[place - 1].argument): times must increase")
      }
      signals.append(
        SampledSignal(
          times: times, channels: columns.map { column in lines.map { column[$0] } },
          interpolation: interpolation))
    }
    return (targets, signals)
  }

  /// The lines of each row's signals; all lines where there is no column row.
  private func groups() throws(ToolError) -> [[Int]] {
    guard table.names.contains("row") else { return [Array(0..<table.rowCount)] }
    var groups: [[Int]] = []
    for (line, number) in try numbers("row").enumerated() {
      guard let row = Int(exactly: number), row >= 1, row <= groups.count + 1 else {
        throw .usage(
          "\(table.source): line \(lineNumber(line)), column 'row': \(number.argument) where "
            + "\(max(groups.count, 1)) or \(groups.count + 1) is expected: rows come in order, from 1"
        )
      }
      if row == groups.count + 1 { groups.append([]) }
      groups[row - 1].append(line)
    }
    return groups
  }

  private func lineNumber(_ row: Int) -> Int { table.line(ofRow: row) ?? row + 2 }

  private func numbers(_ name: String) throws(ToolError) -> [Double] {
    do {
      return try table.numbers(of: name)
    } catch {
      throw .data(error)
    }
  }
}
