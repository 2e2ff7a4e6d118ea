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
    try compare(Float.self, within: 3e-6)
  }

  @Test func `in double precision`() throws {
    try compare(Double.self, within: 5e-15)
  }

  private func compare<Element: Scalar & StoredElement>(
    _ element: Element.Type, within tolerance: Double
  ) throws {
    let runtime = try ONNXRuntime()
    defer { runtime.remove() }
    var expected: [String: [Double]] = [:]
    for (name, shape) in Self.controls {
      let scheme = FlowScheme(
        method: .dormandPrince, steps: 7, from: 0.3, to: 2.5, control: shape)
      let control = control(shape, as: element)
      var stream = RandomStream(seed: 9)
      let x = Tensor<Element>.normal(shape: [5, 2], using: &stream)
      let nodes = (0..<shape.nodeCount).map { node in
        Parameters(
          Field().parameters.segments.map { segment in
            Tensor(Array(control.nodes.row(node).elements[segment.range]), shape: segment.shape)
          })
      }
      let end = scheme.end(of: Field(), from: x, along: nodes)
      for limit in [0, 1000] {
        let model = ONNXModel(
          flow: Field(), along: control, method: .dormandPrince, steps: 7, producer: "test",
          version: "1", unrolling: limit)
        #expect(model.graph.nodes.contains { $0.type == "Scan" } == (limit == 0))
        try runtime.add("\(name)-\(limit)", model, [("states", x)])
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

  /// Parameters at all nodes, the length of the pendulum positive.
  private func control<Element: Scalar>(
    _ shape: ControlShape, as: Element.Type
  ) -> ControlPath<Element> {
    var stream = RandomStream(seed: 7)
    let count = Field().parameters.count
    let numbers = (0..<shape.nodeCount * count).map { place in
      let number = 0.4 * stream.normal()
      return Element(place % count == 0 ? 0.5 + abs(number) : number)
    }
    return ControlPath(
      nodes: Tensor(numbers, shape: [shape.nodeCount, count]), shape: shape, from: 0.3, to: 2.5)
  }
}
