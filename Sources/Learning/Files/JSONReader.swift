import DataIO

/// A place in a JSON value where something else stands than is needed.
public struct JSONShapeError: Error, Sendable, Hashable {
  /// The keys and indices that lead to the place, as in `columns[2].name`.
  public let path: String
  /// What is needed there.
  public let expected: String

  /// An error at a place.
  public init(path: String, expected: String) {
    self.path = path
    self.expected = expected
  }
}

extension JSONShapeError: CustomStringConvertible {
  /// One sentence: the place, and what is needed there.
  public var description: String {
    "\(path.isEmpty ? "the value" : path) should be \(expected)"
  }
}

/// A value within a JSON document, and the way to it.
struct JSONReader {
  let value: JSONValue
  let path: String

  init(_ value: JSONValue, path: String = "") {
    self.value = value
    self.path = path
  }

  func error(_ expected: String) -> JSONShapeError {
    JSONShapeError(path: path, expected: expected)
  }

  /// The value of a key.
  func at(_ key: String) throws(JSONShapeError) -> JSONReader {
    let path = path.isEmpty ? key : "\(path).\(key)"
    guard let object = value.object else { throw error("an object") }
    guard let value = object[key] else {
      throw JSONShapeError(path: path, expected: "there")
    }
    return JSONReader(value, path: path)
  }

  func string(_ key: String) throws(JSONShapeError) -> String {
    let reader = try at(key)
    guard let text = reader.value.string else { throw reader.error("a string") }
    return text
  }

  func bool(_ key: String) throws(JSONShapeError) -> Bool {
    let reader = try at(key)
    guard let value = reader.value.bool else { throw reader.error("true or false") }
    return value
  }

  func int(_ key: String) throws(JSONShapeError) -> Int {
    let reader = try at(key)
    guard let number = reader.value.int else { throw reader.error("a whole number") }
    return number
  }

  func number(_ key: String) throws(JSONShapeError) -> Double {
    let reader = try at(key)
    guard let number = reader.value.double else { throw reader.error("a number") }
    return number
  }

  /// One of an enumeration's words.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String
  ) throws(JSONShapeError) -> Choice where Choice.RawValue == String {
    let word = try string(key)
    guard let choice = Choice(rawValue: word) else {
      let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw try at(key).error("one of \(words), not \"\(word)\"")
    }
    return choice
  }

  func elements(_ key: String) throws(JSONShapeError) -> [JSONReader] {
    let reader = try at(key)
    guard let array = reader.value.array else { throw reader.error("an array") }
    return array.enumerated().map { JSONReader($1, path: "\(reader.path)[\($0)]") }
  }

  func strings(_ key: String) throws(JSONShapeError) -> [String] {
    var result: [String] = []
    for element in try elements(key) {
      guard let text = element.value.string else { throw element.error("a string") }
      result.append(text)
    }
    return result
  }

  func numbers(_ key: String) throws(JSONShapeError) -> [Double] {
    var result: [Double] = []
    for element in try elements(key) {
      guard let number = element.value.double else { throw element.error("a number") }
      result.append(number)
    }
    return result
  }

  func ints(_ key: String) throws(JSONShapeError) -> [Int] {
    var result: [Int] = []
    for element in try elements(key) {
      guard let number = element.value.int else { throw element.error("a whole number") }
      result.append(number)
    }
    return result
  }
}
