public import Calculus
public import DataIO
import Models
public import ODE

extension FlowArchitecture {
  /// The architecture as JSON, for configurations and model files.
  public var json: JSONValue {
    [
      "hidden": .array(hidden.map(JSONValue.integer)), "activation": .string(activation.rawValue),
      "augmentation": .integer(augmentation), "time": .bool(dependsOnTime), "solver": solver.json,
    ]
  }

  /// The architecture that JSON describes.
  ///
  /// - Throws: where the JSON is not what ``json`` writes, or a number is out of bounds.
  public init(json: JSONValue) throws(JSONShapeError) {
    let reader = JSONReader(json)
    let hidden = try reader.ints("hidden")
    guard hidden.count <= 1000, hidden.allSatisfy((1...100_000).contains) else {
      throw try reader.at("hidden").error("at most 1000 widths, each from 1 to 100000")
    }
    self.init(
      hidden: hidden, activation: try reader.choice("activation"),
      augmentation: try reader.int("augmentation", in: 0...100_000),
      dependsOnTime: try reader.bool("time"), solver: try FlowSolver(try reader.at("solver")))
  }
}

extension FlowSolver {
  /// The solver as JSON: the method by its name.
  public var json: JSONValue {
    switch self {
    case .fixed(let scheme):
      [
        "steps": "fixed", "method": .string(scheme.method.name),
        "step_count": .integer(scheme.steps),
        "horizon": [.number(scheme.start), .number(scheme.end)], "control": scheme.control.json,
      ]
    }
  }

  /// The solver that JSON describes.
  ///
  /// - Throws: where the JSON is not what ``json`` writes, or names a method that is not known.
  public init(json: JSONValue) throws(JSONShapeError) {
    try self.init(JSONReader(json))
  }

  init(_ reader: JSONReader) throws(JSONShapeError) {
    guard try reader.string("steps") == "fixed" else {
      throw try reader.at("steps").error("\"fixed\"")
    }
    let horizon = try reader.numbers("horizon")
    guard horizon.count == 2 else { throw try reader.at("horizon").error("two times") }
    self = .fixed(
      FlowScheme(
        method: try reader.method("method"),
        steps: try reader.int("step_count", in: 1...1_000_000),
        from: horizon[0], to: horizon[1], control: try ControlShape(try reader.at("control"))))
  }
}

extension ControlShape {
  /// The control's shape as JSON.
  public var json: JSONValue {
    switch self {
    case .constant: ["shape": "constant"]
    case .piecewiseConstant(let pieces): ["shape": "piecewise", "pieces": .integer(pieces)]
    case .piecewiseLinear(let pieces): ["shape": "linear", "pieces": .integer(pieces)]
    }
  }

  /// The control's shape that JSON describes.
  ///
  /// - Throws: where the JSON is not what ``json`` writes.
  public init(json: JSONValue) throws(JSONShapeError) {
    try self.init(JSONReader(json))
  }

  init(_ reader: JSONReader) throws(JSONShapeError) {
    switch try reader.string("shape") {
    case "constant": self = .constant
    case "piecewise": self = .piecewiseConstant(pieces: try reader.int("pieces", in: 1...100_000))
    case "linear": self = .piecewiseLinear(pieces: try reader.int("pieces", in: 1...100_000))
    case let word:
      throw try reader.at("shape").error(
        "one of constant, piecewise, linear, not \"\(word)\"")
    }
  }
}

extension JSONReader {
  /// A whole number within bounds.
  func int(_ key: String, in range: ClosedRange<Int>) throws(JSONShapeError) -> Int {
    let number = try int(key)
    guard range.contains(number) else {
      throw try at(key).error(
        "from \(range.lowerBound) to \(range.upperBound), not \(number)")
    }
    return number
  }

  /// A method by its name.
  func method(_ key: String) throws(JSONShapeError) -> ButcherTableau {
    let name = try string(key)
    guard let method = ButcherTableau.named(name) else {
      let names = ButcherTableau.all.map(\.name).joined(separator: ", ")
      throw try at(key).error("one of the methods \(names), not \"\(name)\"")
    }
    return method
  }
}
