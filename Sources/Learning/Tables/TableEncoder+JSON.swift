public import DataIO

extension TableEncoder {
  /// The encoder as JSON, for a model file.
  public var json: JSONValue {
    [
      "target": .string(target), "task": .string(task.rawValue),
      "missing": .string(missing.rawValue), "columns": .array(columns.map(\.json)),
    ]
  }

  /// The encoder that JSON describes.
  ///
  /// - Throws: where the JSON is not what ``json`` writes.
  public init(json: JSONValue) throws(JSONShapeError) {
    try self.init(JSONReader(json))
  }

  init(_ reader: JSONReader) throws(JSONShapeError) {
    var columns: [FeatureColumn] = []
    for element in try reader.elements("columns") { columns.append(try FeatureColumn(element)) }
    guard !columns.isEmpty else { throw try reader.at("columns").error("at least one column") }
    guard Set(columns.map(\.name)).count == columns.count else {
      throw try reader.at("columns").error("columns of different names")
    }
    self.init(
      target: try reader.string("target"), task: try reader.choice("task"),
      missing: try reader.choice("missing"), columns: columns)
  }
}

extension FeatureColumn {
  var json: JSONValue {
    switch kind {
    case .numeric(let mean):
      ["name": .string(name), "kind": "number", "mean": .number(mean)]
    case .categorical(let categories, let mostFrequent):
      [
        "name": .string(name), "kind": "category",
        "categories": .array(categories.map(JSONValue.string)),
        "most_frequent": .integer(mostFrequent),
      ]
    }
  }

  init(_ reader: JSONReader) throws(JSONShapeError) {
    let name = try reader.string("name")
    switch try reader.string("kind") {
    case "number":
      self.init(name: name, kind: .numeric(mean: try reader.number("mean")))
    case "category":
      let categories = try reader.strings("categories")
      let mostFrequent = try reader.int("most_frequent")
      guard categories.isEmpty || categories.indices.contains(mostFrequent) else {
        throw try reader.at("most_frequent").error("the place of one of the categories")
      }
      guard Set(categories).count == categories.count else {
        throw try reader.at("categories").error("different categories")
      }
      self.init(name: name, kind: .categorical(categories, mostFrequent: mostFrequent))
    default:
      throw try reader.at("kind").error("\"number\" or \"category\"")
    }
  }
}
