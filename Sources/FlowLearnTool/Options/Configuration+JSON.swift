import Arguments
import FlowLearn

extension Configuration {
  /// The options in a JSON file: one object, the options' names its keys.
  init(reading path: Path) throws(ToolError) {
    let bytes = try path.bytes()
    let value: JSONValue
    do {
      value = try JSONValue(parsing: bytes, source: path.description)
    } catch {
      throw .data(error)
    }
    guard let object = value.object else {
      throw .unusable(path, "a configuration is a JSON object: {\"epochs\": 50, ...}")
    }
    var values: [String: OptionValue] = [:]
    for member in object.members {
      guard let option = OptionValue(member.value) else {
        throw .unusable(path, "\"\(member.key)\" is an object, which no option takes")
      }
      values[member.key] = option
    }
    self.init(source: path.description, values: values)
  }
}

extension OptionValue {
  /// The value that JSON says; nil for an object.
  init?(_ json: JSONValue) {
    switch json {
    case .null: self = .null
    case .bool(let value): self = .boolean(value)
    case .integer(let value): self = .integer(value)
    case .number(let value): self = .number(value)
    case .string(let value): self = .text(value)
    case .array(let elements):
      let values = elements.compactMap(OptionValue.init)
      guard values.count == elements.count else { return nil }
      self = .list(values)
    case .object: return nil
    }
  }

  /// The value as JSON.
  var json: JSONValue {
    switch self {
    case .null: .null
    case .boolean(let value): .bool(value)
    case .integer(let value): .integer(value)
    case .number(let value): .number(value)
    case .text(let value): .string(value)
    case .list(let values): .array(values.map(\.json))
    }
  }
}

extension ResolvedOptions {
  /// The options as a JSON object that `--config` reads again, without those that are about this
  /// call alone, such as where the output goes.
  func json(without omitted: Set<String>) -> JSONObject {
    var object = JSONObject()
    for entry in entries where !omitted.contains(entry.name) {
      object[entry.name] = entry.value.json
    }
    return object
  }
}
