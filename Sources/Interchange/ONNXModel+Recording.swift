public import Calculus
public import DataIO
public import ODE
public import Tensors

extension ONNXModel {
  /// A model of a recorded function: a layer, a field, a loss.
  ///
  /// ```swift
  /// let graph = Graph(inputs: [[Extents.rows, 2], [2, 3]]) { v in [(v[0] • v[1]).tanh()] }
  /// let model = ONNXModel(
  ///   recording: graph, inputs: ["x", "weight"], outputs: ["y"], precision: .single,
  ///   producer: "mine", version: "1")
  /// ```
  ///
  /// - Parameters:
  ///   - graph: the function.
  ///   - inputs: the names of what it takes, in order; different from each other.
  ///   - outputs: the names of its results, in order; different from each other and from the inputs'.
  ///   - precision: the precision of all its numbers.
  ///   - producer: the program that writes the model.
  ///   - version: its version.
  /// - Precondition: there is a name for each input and each result.
  public init(
    recording graph: Graph, inputs: [String], outputs: [String], precision: ONNXPrecision,
    producer: String, version: String
  ) {
    precondition(
      inputs.count == graph.inputShapes.count && outputs.count == graph.outputShapes.count,
      "\(inputs.count) and \(outputs.count) names given for \(graph.inputShapes.count) inputs and "
        + "\(graph.outputShapes.count) results")
    var builder = ONNXGraphBuilder()
    let values = zip(inputs, graph.inputShapes).map { name, shape in
      ONNXValue(name: builder.take(name), type: precision.type, shape: shape.map(ONNXValue.extent))
    }
    let names = outputs.map { builder.take($0) }
    let made = builder.add(graph, inputs: values.map(\.name), precision: precision)
    let results = zip(zip(names, made), graph.outputShapes).map { names, shape in
      ONNXValue(
        name: builder.add("Identity", [names.1], named: names.0), type: precision.type,
        shape: shape.map(ONNXValue.extent))
    }
    self.init(
      graph: builder.graph(named: "function", inputs: values, outputs: results),
      producer: producer, version: version)
  }

  /// A model of a flow: it takes `states` at the beginning, shape `[rows, dimension]`, and gives `end`,
  /// those at the end.
  ///
  /// - Parameters:
  ///   - field: the field, any that is written over the algebra.
  ///   - control: its parameters over the horizon.
  ///   - method: the method of the steps.
  ///   - steps: how many equal steps there are.
  ///   - producer: the program that writes the model.
  ///   - version: its version.
  ///   - limit: the most evaluations of the field that are written out; more become a loop.
  /// - Precondition: the method is an explicit one.
  public init<Element: Scalar>(
    flow field: some ControlledField, along control: ControlPath<Element>, method: SteppingMethod,
    steps: Int, producer: String, version: String,
    unrolling limit: Int = ONNXGraphBuilder.unrolledEvaluations
  ) {
    let scheme = FlowScheme(
      method: method, steps: steps, from: control.start, to: control.end, control: control.shape)
    let precision: ONNXPrecision = Element.self == Double.self ? .double : .single
    var builder = ONNXGraphBuilder()
    let input = ONNXValue(
      name: builder.take("states"), type: precision.type,
      shape: [.named("rows"), .fixed(field.dimension)])
    let output = builder.take("end")
    let parameters = field.parameters.segments.map { segment in
      let values = (0..<control.shape.nodeCount).flatMap { node in
        control.nodes.row(node).elements[segment.range].map { Double($0) }
      }
      return builder.initializer(
        named: segment.name, precision.elements(values),
        shape: [control.shape.nodeCount] + segment.shape)
    }
    let end = builder.add(
      scheme, of: field, from: input.name, parameters: parameters, precision: precision,
      unrolling: limit)
    let result = ONNXValue(
      name: builder.add("Identity", [end], named: output), type: precision.type,
      shape: input.shape)
    self.init(
      graph: builder.graph(named: "flow", inputs: [input], outputs: [result]),
      producer: producer, version: version)
  }
}

extension ONNXValue {
  /// An extent, of which the batch's may be a multiple.
  fileprivate static func extent(_ extent: Int) -> Extent {
    extent >= 0 ? .fixed(extent) : .named(extent == -1 ? "rows" : "rows\(-extent)")
  }
}
