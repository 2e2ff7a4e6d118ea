import DataIO
import Interchange

/// The columns of a table as a graph takes them.
struct ONNXTable {
  /// The graph's inputs.
  var inputs: [ONNXValue] = []
  /// The name of the features in double precision; shape `[rows, features]`.
  var features = ""
  /// The name of truth values that say which rows have a gap, shape `[rows, 1]`; nil where gaps are
  /// filled.
  var gaps: String?
}

extension ONNXGraphBuilder {
  /// Adds what an encoder does to the columns of a table.
  mutating func add(
    _ encoder: TableEncoder, taking form: TabularModel.ONNXInputs
  ) -> ONNXTable {
    var table = ONNXTable()
    let fills = encoder.missing == .fillMean
    switch form {
    case .matrix:
      let name = take("features")
      table.inputs = [
        ONNXValue(
          name: name, type: .float64, shape: [.named("rows"), .fixed(encoder.featureCount)],
          documentation: "the features, in order: \(encoder.featureNames.joined(separator: ", "))")
      ]
      table.features = fills ? filled(name, by: encoder.columns.flatMap(\.fillings)) : name
    case .columns:
      table.inputs = encoder.columns.enumerated().map { input($1, at: $0) }
      let parts = zip(encoder.columns, table.inputs).map { column, input in
        features(of: column, input.name, fills: fills)
      }
      table.features =
        parts.count == 1
        ? parts[0] : add("Concat", parts, [ONNXAttribute("axis", .integer(1))])
    }
    if !fills { table.gaps = gaps(in: table.features) }
    return table
  }

  private mutating func input(_ column: FeatureColumn, at place: Int) -> ONNXValue {
    // An empty name would stand for a value that is not given.
    let name = take(column.name.isEmpty ? "column\(place)" : column.name)
    let shape = [ONNXValue.Extent.named("rows"), .fixed(1)]
    switch column.kind {
    case .numeric:
      return ONNXValue(name: name, type: .float64, shape: shape, documentation: "a number")
    case .categorical(let categories, _):
      return ONNXValue(
        name: name, type: .text, shape: shape,
        documentation: "one of: \(categories.joined(separator: ", "))")
    }
  }

  /// The features of one column in double precision.
  private mutating func features(
    of column: FeatureColumn, _ name: String, fills: Bool
  ) -> String {
    switch column.kind {
    case .numeric: return fills ? filled(name, by: column.fillings) : name
    case .categorical(let categories, let mostFrequent):
      let unseen = -1
      let gap = fills && !categories.isEmpty ? mostFrequent : -2
      let code = add(
        "LabelEncoder", [name],
        [
          ONNXAttribute("keys_strings", .texts(categories + [""])),
          ONNXAttribute("values_int64s", .integers(Array(categories.indices) + [gap])),
          ONNXAttribute("default_int64", .integer(unseen)),
        ], domain: "ai.onnx.ml")
      let codes = constant(
        .int64(categories.indices.map(Int64.init)), shape: [1, categories.count])
      let hits = add("Equal", [code, codes])
      let ones = add("Cast", [hits], [ONNXAttribute("to", .integer(ONNXType.float64.rawValue))])
      guard !fills else { return ones }
      let isGap = add("Equal", [code, constant(.int64([Int64(gap)]), shape: [])])
      return add("Where", [isGap, number(.nan), ones])
    }
  }

  /// NaN replaced, column by column.
  private mutating func filled(_ name: String, by numbers: [Double]) -> String {
    let row = constant(.float64(numbers), shape: [1, numbers.count])
    return add("Where", [add("IsNaN", [name]), row, name])
  }

  /// Whether a row has a feature that is not a number.
  private mutating func gaps(in features: String) -> String {
    let missing = add("IsNaN", [features])
    let counted = add(
      "Cast", [missing], [ONNXAttribute("to", .integer(ONNXType.float64.rawValue))])
    let most = add(
      "ReduceMax", [counted],
      [ONNXAttribute("axes", .integers([1])), ONNXAttribute("keepdims", .integer(1))])
    return add("Cast", [most], [ONNXAttribute("to", .integer(ONNXType.bool.rawValue))])
  }

  /// A number in double precision.
  mutating func number(_ value: Double) -> String { constant(.float64([value]), shape: []) }
}

extension FeatureColumn {
  /// What stands for the features of a missing value.
  fileprivate var fillings: [Double] {
    switch kind {
    case .numeric(let mean): [mean]
    case .categorical(let categories, let mostFrequent):
      categories.indices.map { $0 == mostFrequent ? 1 : 0 }
    }
  }
}
