import FlowLearn

/// What a model is: its network, its preprocessing.
struct ModelInspection: Inspectable {
  private let source: ModelSource

  init(_ source: ModelSource) {
    self.source = source
  }

  private var model: TabularModel { source.model }

  var json: JSONValue {
    [
      "model": .string(source.path.text), "task": .string(model.task.rawValue),
      "target": .string(model.encoder.target),
      "classes": .array(model.classes.map(JSONValue.string)),
      "parameters": .integer(model.parameterCount), "configuration": model.configuration,
      "preprocessing": model.preprocessing,
    ]
  }

  var text: String {
    var facts = TextTable([.left, .left])
    facts.append("model", source.path.text)
    let version = source.metadata["version"].map { ", written by flowlearn \($0)" } ?? ""
    facts.append("task", "\(model.task.rawValue) of \(model.encoder.target)\(version)")
    if !model.classes.isEmpty {
      facts.append("classes", listed(model.classes))
    }
    let architecture = model.architecture
    let features = model.encoder.featureCount
    let dimension = features + architecture.augmentation
    facts.append(
      "state", "\(features.of("feature")) + \(architecture.augmentation) augmented = \(dimension)")
    facts.append("field", field(dimension))
    facts.append("control", architecture.solver.control.words)
    facts.append("solver", architecture.solver.words)
    facts.append(
      "parameters", "\(model.parameterCount.grouped) (\(model.precision.rawValue) precision)")
    facts.append("missing values", model.encoder.missing.words)
    return facts.text + "\n\n" + columns.text
  }

  private func field(_ dimension: Int) -> String {
    let inputs = dimension + (model.architecture.dependsOnTime ? 1 : 0)
    let widths = [inputs] + model.architecture.hidden + [dimension]
    let time = model.architecture.dependsOnTime ? ", with time" : ""
    return widths.map(String.init).joined(separator: "-")
      + " \(model.architecture.activation.rawValue)\(time)"
  }

  private var columns: TextTable {
    let shown = model.encoder.columns.prefix(40)
    var table = TextTable([.left, .left, .left])
    table.append("column", "kind", "")
    for column in shown {
      switch column.kind {
      case .numeric(let mean):
        table.append(column.name, "number", "mean \(mean.significant(6))")
      case .categorical(let categories, _):
        table.append(column.name, "category", listed(categories))
      }
    }
    let rest = model.encoder.columns.count - shown.count
    if rest > 0 { table.append("... \(rest) more") }
    return table
  }
}

/// A few names of a list, the rest counted.
func listed(_ names: [String], limit: Int = 8) -> String {
  let shown = names.prefix(limit).joined(separator: ", ")
  return names.count > limit ? "\(shown), ... (\(names.count))" : shown
}

extension ControlShape {
  /// The shape in words.
  var words: String {
    switch self {
    case .constant: "constant"
    case .piecewiseConstant(let pieces): "constant on \(pieces.of("piece"))"
    case .piecewiseLinear(let pieces): "linear on \(pieces.of("piece"))"
    }
  }
}

extension FlowSolver {
  /// Method and steps in words.
  var words: String {
    let times = "from t = \(span.start.significant(6)) to \(span.end.significant(6))"
    switch self {
    case .fixed(let scheme): return "\(scheme.method.name), \(scheme.steps.of("step")) \(times)"
    case .adaptive(let scheme):
      let tolerance = scheme.steps.relative.significant(3)
      return "\(scheme.method.name), steps to a relative tolerance of \(tolerance) \(times)"
    }
  }
}

extension MissingPolicy {
  /// The policy in words.
  var words: String {
    switch self {
    case .refuse: "an error"
    case .dropRows: "the row is left out"
    case .fillMean: "filled with the mean or the most frequent category"
    }
  }
}
