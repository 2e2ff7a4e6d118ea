import Calculus
public import DataIO
public import ODE

extension FlowSolver {
  /// The solver as JSON: the method by its name.
  public var json: JSONValue {
    switch self {
    case .fixed(let scheme):
      scheme.json
    case .adaptive(let scheme):
      [
        "steps": "adaptive", "method": .string(scheme.method.name),
        "relative_tolerance": .number(scheme.steps.relative),
        "absolute_tolerance": .number(scheme.steps.absolute),
        "maximum_steps": .integer(scheme.steps.maximumSteps),
        "adjoint": .string(scheme.adjoint.rawValue),
        "costate_norm": .string(scheme.costateNorm.rawValue),
        "horizon": [.number(scheme.span.start), .number(scheme.span.end)],
        "control": scheme.control.json,
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
    switch try reader.string("steps") {
    case "fixed": self = .fixed(try FlowScheme(reader))
    case "adaptive": self = .adaptive(try AdaptiveScheme(reader))
    case let word:
      throw try reader.at("steps").error("one of fixed, adaptive, not \"\(word)\"")
    }
  }
}

extension FlowScheme {
  /// The scheme as JSON; a coupling where there is one.
  fileprivate var json: JSONValue {
    let common: JSONValue = [
      "steps": "fixed", "method": .string(method.name), "step_count": .integer(steps),
      "horizon": [.number(start), .number(end)], "control": control.json,
    ]
    guard let coupling, var object = common.object else { return common }
    object["coupling"] = .number(coupling)
    return .object(object)
  }

  fileprivate init(_ reader: JSONReader) throws(JSONShapeError) {
    let horizon = try reader.horizon()
    let control = try ControlShape(try reader.at("control"))
    let method = try reader.method("method")
    try reader.check(method, follows: control)
    self.init(
      method: method, steps: try reader.int("step_count", in: 1...1_000_000),
      from: horizon.start, to: horizon.end, control: control,
      coupling: try reader.coupling())
  }
}

extension AdaptiveScheme {
  fileprivate init(_ reader: JSONReader) throws(JSONShapeError) {
    let method = try reader.method("method")
    guard method.hasErrorEstimate else {
      throw try reader.at("method").error("a method with an error estimate, not \(method.name)")
    }
    let relative = try reader.number("relative_tolerance")
    let absolute = try reader.number("absolute_tolerance")
    guard relative >= 0, relative.isFinite, absolute > 0, absolute.isFinite else {
      throw try reader.at("absolute_tolerance").error("tolerances above 0")
    }
    var steps = AdaptiveControl(relative: relative, absolute: absolute)
    steps.maximumSteps = try reader.int("maximum_steps", in: 1...1_000_000_000)
    let horizon = try reader.horizon()
    let control = try ControlShape(try reader.at("control"))
    try reader.check(method, follows: control)
    self.init(
      method: method, steps: steps, from: horizon.start, to: horizon.end, control: control,
      adjoint: try reader.choice("adjoint"),
      costateNorm: reader.value.object?["costate_norm"] == nil
        ? .withoutParameters : try reader.choice("costate_norm"))
  }
}

extension JSONReader {
  /// A whole number within bounds.
  func int(_ key: String, in range: ClosedRange<Int>) throws(JSONShapeError) -> Int {
    let number = try int(key)
    guard range.contains(number) else {
      throw try at(key).error("from \(range.lowerBound) to \(range.upperBound), not \(number)")
    }
    return number
  }

  /// The coupling of reversible steps, where there is one.
  fileprivate func coupling() throws(JSONShapeError) -> Double? {
    guard value.object?["coupling"] != nil else { return nil }
    let coupling = try number("coupling")
    guard coupling > 0, coupling <= 1 else {
      throw try at("coupling").error("above 0 and at most 1, not \(coupling)")
    }
    return coupling
  }

  /// A method by its name.
  fileprivate func method(_ key: String) throws(JSONShapeError) -> SteppingMethod {
    let name = try string(key)
    // Those of separable and of dissipative fields are not for models.
    guard let method = (SteppingMethod.all + [.automatic]).first(where: { $0.name == name }) else {
      let names = SteppingMethod.all.map(\.name).joined(separator: ", ")
      throw try at(key).error("one of the methods \(names), not \"\(name)\"")
    }
    return method
  }

  /// Checks that a method can follow controls of a shape.
  fileprivate func check(
    _ method: SteppingMethod, follows control: ControlShape
  ) throws(JSONShapeError) {
    guard method.follows(control) else {
      throw try at("method").error(
        "a method for a control that is linear between nodes, not \(method.name)")
    }
  }

  /// The two finite times of a horizon.
  fileprivate func horizon() throws(JSONShapeError) -> (start: Double, end: Double) {
    let times = try numbers("horizon")
    guard times.count == 2, times.allSatisfy(\.isFinite) else {
      throw try at("horizon").error("two finite times")
    }
    return (times[0], times[1])
  }
}
