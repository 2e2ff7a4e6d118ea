import Calculus
import DataIO
import Interchange
import ODE
import Tensors
import Testing

/// Flows of a field that no layer is of, written out and as loops, as ONNX Runtime computes them.
@Suite(.enabled(if: Python.has("onnx", "onnxruntime"), Python.absence)) struct FlowTests {
  /// A pendulum with friction, pushed by a small network.
  private struct Field: ControlledField {
    let dimension = 2
    let parameters = ParameterLayout(["length": [], "in": [3, 4], "out": [4, 2]])

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      let push = (A.concatenate([x, t.cos()], along: -1) • theta[1]).gelu() • theta[2]
      let fall = -(x.component(0).sin() / theta[0]) - 0.1 * x.component(1)
      return .concatenate([x.component(1), fall], along: -1) + push
    }
  }

  private static let controls: [(name: String, shape: ControlShape)] = [
    ("constant", .constant), ("pieces", .piecewiseConstant(pieces: 3)),
    ("linear", .piecewiseLinear(pieces: 2)),
  ]

  @Test func `in single precision`() throws {
    try compare(.single, Float.self, within: 3e-6)
  }

  @Test func `in double precision`() throws {
    try compare(.double, Double.self, within: 5e-15)
  }

  private func compare<Element: Scalar & StoredElement>(
    _ precision: ONNXPrecision, _ element: Element.Type, within tolerance: Double
  ) throws {
    let runtime = try ONNXRuntime()
    defer { runtime.remove() }
    var expected: [String: [Double]] = [:]
    for (name, shape) in Self.controls {
      let scheme = FlowScheme(
        method: .dormandPrince, steps: 7, from: 0.3, to: 2.5, control: shape)
      let parameters = parameters(scheme, as: element)
      var stream = RandomStream(seed: 9)
      let x = Tensor<Element>.normal(shape: [5, 2], using: &stream)
      let nodes = (0..<shape.nodeCount).map { node in
        Parameters(parameters.map { $0.row(node) })
      }
      let end = scheme.end(of: Field(), from: x, along: nodes)
      for limit in [0, 1000] {
        let model = model(scheme, parameters, precision, unrolling: limit)
        #expect(model.graph.nodes.contains { $0.type == "Scan" } == (limit == 0))
        try runtime.add("\(name)-\(limit)", model, [("x", x)])
        expected["\(name)-\(limit)"] = end.elements.map { Double($0) }
      }
    }
    try runtime.run()
    for (name, values) in expected {
      let found = try #require(try runtime.outputs(of: name)["end"])
      let worst = zip(found, values).map { abs($0 - $1) }.max() ?? .infinity
      #expect(found.count == values.count)
      #expect(worst <= tolerance, "\(name): \(worst)")
    }
  }

  /// Parameters at all nodes, one tensor for each segment.
  private func parameters<Element: Scalar>(
    _ scheme: FlowScheme, as: Element.Type
  ) -> [Tensor<Element>] {
    var stream = RandomStream(seed: 7)
    return Field().parameters.segments.map { segment in
      let shape = [scheme.control.nodeCount] + segment.shape
      let numbers = Tensor<Element>.normal(shape: shape, using: &stream)
      return segment.name == "length" ? numbers.absolute() + Element(0.5) : numbers * Element(0.4)
    }
  }

  private func model<Element: Scalar>(
    _ scheme: FlowScheme, _ parameters: [Tensor<Element>], _ precision: ONNXPrecision,
    unrolling limit: Int
  ) -> ONNXModel {
    var builder = ONNXGraphBuilder()
    let input = ONNXValue(
      name: builder.take("x"), type: precision.type, shape: [.named("rows"), .fixed(2)])
    let names = zip(Field().parameters.segments, parameters).map { segment, values in
      builder.initializer(
        named: segment.name, precision.elements(values.elements.map { Double($0) }),
        shape: values.shape)
    }
    let end = builder.add(
      scheme, of: Field(), from: input.name, parameters: names, precision: precision,
      unrolling: limit)
    let output = ONNXValue(
      name: builder.add("Identity", [end], named: builder.take("end")), type: precision.type,
      shape: input.shape)
    return ONNXModel(
      graph: builder.graph(named: "flow", inputs: [input], outputs: [output]), producer: "test",
      version: "1")
  }
}
