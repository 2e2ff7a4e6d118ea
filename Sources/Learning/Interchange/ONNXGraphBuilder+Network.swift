import Calculus
import DataIO
import Interchange
import Models
import ODE
import Tensors

extension ONNXGraphBuilder {
  /// Features in double precision, each with mean 0 and standard deviation 1.
  mutating func standardized(_ features: String, by standardizer: Standardizer) -> String {
    let count = standardizer.means.count
    let means = initializer(
      named: "features.means", .float64(standardizer.means), shape: [count])
    let scales = initializer(
      named: "features.scales", .float64(standardizer.scales), shape: [count])
    return add("Div", [add("Sub", [features, means]), scales])
  }

  /// Adds a network: its flow, and what is read off the end.
  ///
  /// - Returns: the name of the predictions, in the network's precision.
  mutating func add<Element: Scalar>(
    _ network: FlowNetwork<Element>, _ parameters: Tensor<Element>, _ scheme: FlowScheme,
    of features: String
  ) -> String {
    let precision = ONNXPrecision.of(Element.self)
    let values = parameters.elements.map { Double($0) }
    let names = network.storedParts.map { part in
      initializer(
        named: part.name, precision.elements(part.ranges.flatMap { values[$0] }),
        shape: part.shape)
    }
    var states = features
    if precision == .single { states = cast(states, to: .float32) }
    let added = network.architecture.augmentation
    if added > 0 { states = add("Pad", [states, integers([0, 0, 0, added])]) }
    let segments = network.field.parameters.segments.count
    let end = add(
      scheme, of: network.field, from: states, parameters: Array(names[..<segments]),
      precision: precision)
    return add(network.predictionGraph, inputs: [end] + names[segments...], precision: precision)[0]
  }

  /// Adds what a classifier says: probabilities, and the most probable label.
  mutating func addLabels(
    of classes: [String], _ probabilities: String, precision: ONNXPrecision, gaps: String?
  ) -> [ONNXValue] {
    let best = add(
      "ArgMax", [probabilities],
      [ONNXAttribute("axis", .integer(1)), ONNXAttribute("keepdims", .integer(0))])
    let texts = initializer(named: "classes", .text(classes), shape: [classes.count])
    var label = add("Gather", [texts, best])
    var values = probabilities
    if let gaps {
      let flat = add("Squeeze", [gaps, integers([1])])
      label = add("Where", [flat, constant(.text([""]), shape: []), label])
      values = add("Where", [gaps, constant(precision.elements([.nan]), shape: []), values])
    }
    return [
      output("label", of: label, .text, [.named("rows")], "the most probable class"),
      output(
        "probabilities", of: values, precision.type, [.named("rows"), .fixed(classes.count)],
        "the probability of each class: \(classes.joined(separator: ", "))"),
    ]
  }

  /// Adds what a regression says: the numbers whose standardised form is given.
  mutating func addNumbers(
    _ values: String, by standardizer: Standardizer, gaps: String?
  ) -> [ONNXValue] {
    let count = standardizer.means.count
    let means = initializer(named: "target.means", .float64(standardizer.means), shape: [count])
    let scales = initializer(named: "target.scales", .float64(standardizer.scales), shape: [count])
    var numbers = add("Add", [add("Mul", [cast(values, to: .float64), scales]), means])
    if let gaps { numbers = add("Where", [gaps, number(.nan), numbers]) }
    return [
      output(
        "prediction", of: numbers, .float64, [.named("rows"), .fixed(count)],
        "the predicted number")
    ]
  }

  private mutating func cast(_ name: String, to type: ONNXType) -> String {
    add("Cast", [name], [ONNXAttribute("to", .integer(type.rawValue))])
  }

  private mutating func output(
    _ name: String, of value: String, _ type: ONNXType, _ shape: [ONNXValue.Extent],
    _ documentation: String
  ) -> ONNXValue {
    ONNXValue(
      name: add("Identity", [value], named: take(name)), type: type, shape: shape,
      documentation: documentation)
  }
}

extension ONNXPrecision {
  /// The precision of a type of numbers.
  static func of<Element: Scalar>(_ element: Element.Type) -> ONNXPrecision {
    Element.self == Double.self ? .double : .single
  }
}
