public import Calculus
public import DataIO
import Models
import ODE

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
