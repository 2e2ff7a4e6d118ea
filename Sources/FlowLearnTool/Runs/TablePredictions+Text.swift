import FlowLearn

extension TablePredictions {
  /// The predictions as delimited text: ids, the label or number under the target's name, the
  /// probability of each class; one line for each row of the table, with empty cells for rows that
  /// have no prediction.
  func csv(ids: [Table.Column], target: String, rowCount: Int) -> [UInt8] {
    var writer = CSVWriter(header: unique(ids.map(\.name) + heads(target)))
    var next = 0
    for row in 0..<rowCount {
      let front = ids.map { $0.cell(row) }
      if next < rows.count, rows[next] == row {
        writer.append(front + cells(next))
        next += 1
      } else {
        writer.append(front + heads(target).map { _ in .missing })
      }
    }
    return writer.takeBytes()
  }

  /// The predictions as JSON: an array with an object for each row that has one.
  func json(ids: [Table.Column], rowCount: Int) -> JSONValue {
    .array(
      rows.indices.map { index in
        var object: JSONObject = ["row": .integer(rows[index])]
        for column in ids { object[column.name] = column.cell(rows[index]).json }
        switch values {
        case .numbers(let numbers): object["prediction"] = .number(numbers[index])
        case .labels(let labels, let probabilities, let classes):
          object["prediction"] = .string(labels[index])
          var chances = JSONObject()
          for (column, name) in classes.enumerated() {
            chances[name] = .number(probabilities[index, column])
          }
          object["probabilities"] = .object(chances)
        }
        return .object(object)
      })
  }

  private func heads(_ target: String) -> [String] {
    switch values {
    case .numbers: [target]
    case .labels(_, _, let classes): [target] + classes.map { "p_\($0)" }
    }
  }

  private func cells(_ index: Int) -> [CSVWriter.Cell] {
    switch values {
    case .numbers(let numbers): [.number(numbers[index])]
    case .labels(let labels, let probabilities, let classes):
      [.text(labels[index])] + classes.indices.map { .number(probabilities[index, $0]) }
    }
  }

  /// The names, a later one of the same name with a number behind it.
  private func unique(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.map { name in
      var candidate = name
      var number = 2
      while !seen.insert(candidate).inserted {
        candidate = "\(name)_\(number)"
        number += 1
      }
      return candidate
    }
  }
}

extension CSVWriter.Cell {
  /// The cell as JSON.
  var json: JSONValue {
    switch self {
    case .number(let value): .number(value)
    case .integer(let value): .integer(value)
    case .text(let text): .string(text)
    case .missing: .null
    }
  }
}
