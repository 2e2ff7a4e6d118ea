import DataIO
import Testing

/// Models as Python's `onnx` reads them.
@Suite struct ONNXModelTests {
  /// y = label of x, and z the elements of w that a condition asks for.
  private static let model = ONNXModel(
    graph: ONNXGraph(
      name: "g",
      nodes: [
        ONNXNode(
          "LabelEncoder", ["x"], to: ["code"],
          attributes: [
            ONNXAttribute("keys_strings", .texts(["a", "é"])),
            ONNXAttribute("values_int64s", .integers([3, -4])),
            ONNXAttribute("default_int64", .integer(-1)),
          ], domain: "ai.onnx.ml"),
        ONNXNode(
          "If", ["yes"], to: ["y"],
          attributes: [
            ONNXAttribute("then_branch", .graph(branch("w"))),
            ONNXAttribute("else_branch", .graph(branch("v"))),
          ]),
        ONNXNode("LeakyRelu", ["y"], to: ["z"], attributes: [ONNXAttribute("alpha", .float(0.5))]),
      ],
      initializers: [
        ONNXTensor(name: "w", .float32([1, -2, 0.1]), shape: [3]),
        ONNXTensor(name: "v", .float64([1e300]), shape: []),
        ONNXTensor(name: "n", .int64([.min, .max]), shape: [2, 1]),
        ONNXTensor(name: "s", .text(["", "ü"]), shape: [2]),
      ],
      inputs: [
        ONNXValue(
          name: "x", type: .text, shape: [.named("rows"), .fixed(1)], documentation: "a letter"),
        ONNXValue(name: "yes", type: .bool, shape: []),
      ],
      outputs: [ONNXValue(name: "z", type: .float32, shape: [.fixed(3)])]),
    producer: "test", version: "0.9", documentation: "words",
    metadata: [.init("classes", "[\"a\"]"), .init("empty", "")])

  private static func branch(_ value: String) -> ONNXGraph {
    ONNXGraph(
      name: "branch", nodes: [ONNXNode("Identity", [value], to: ["out"])],
      outputs: [ONNXValue(name: "out", type: .float32, shape: [.fixed(3)])])
  }

  /// Says what is in a model, each thing in a line.
  private static let script = """
    import sys, onnx
    from onnx import numpy_helper
    m = onnx.load(sys.argv[1])
    print(m.ir_version, m.producer_name, m.producer_version, m.doc_string)
    print([(o.domain, o.version) for o in m.opset_import])
    print([(p.key, p.value) for p in m.metadata_props])
    g = m.graph
    for n in g.node:
        print(n.op_type, n.domain, list(n.input), list(n.output), [a.name for a in n.attribute])
    values = [onnx.helper.get_attribute_value(a) for a in g.node[0].attribute]
    print(list(values[0]), list(values[1]), values[2])
    print(g.node[1].attribute[1].g.node[0].input[0], g.node[2].attribute[0].f)
    for t in g.initializer:
        a = numpy_helper.to_array(t)
        print(t.name, a.dtype, a.shape, a.ravel().tolist())
    for v in list(g.input) + list(g.output):
        t = v.type.tensor_type
        print(v.name, t.elem_type, [d.dim_param or d.dim_value for d in t.shape.dim], v.doc_string)
    """

  @Test(.enabled(if: Python.has("onnx"), Python.absence))
  func `everything is where Python looks for it`() throws {
    let scratch = try Scratch()
    try scratch.write(Self.model.bytes, to: "m.onnx")
    let run = try Python.run(Self.script, [scratch.path("m.onnx")])
    #expect(run.code == 0)
    #expect(
      run.output == """
        8 test 0.9 words
        [('', 17), ('ai.onnx.ml', 3)]
        [('classes', '["a"]'), ('empty', '')]
        LabelEncoder ai.onnx.ml ['x'] ['code'] ['keys_strings', 'values_int64s', 'default_int64']
        If  ['yes'] ['y'] ['then_branch', 'else_branch']
        LeakyRelu  ['y'] ['z'] ['alpha']
        [b'a', b'\\xc3\\xa9'] [3, -4] -1
        v 0.5
        w float32 (3,) [1.0, -2.0, 0.10000000149011612]
        v float64 () [1e+300]
        n int64 (2, 1) [-9223372036854775808, 9223372036854775807]
        s object (2,) ['', 'ü']
        x 8 ['rows', 1] a letter
        yes 9 []\u{20}
        z 1 [3]\u{20}

        """)
  }

  /// The parts of the smallest model, byte for byte as the format's description numbers them.
  @Test func `the bytes of a model`() {
    let model = ONNXModel(
      graph: ONNXGraph(name: "g", nodes: [ONNXNode("Abs", ["x"], to: ["y"])]), producer: "p",
      version: "1")
    let node: [UInt8] = [0x0a, 1, 0x78, 0x12, 1, 0x79, 0x22, 3, 0x41, 0x62, 0x73]
    let graph: [UInt8] = [0x0a, UInt8(node.count)] + node + [0x12, 1, 0x67]
    #expect(
      model.bytes == [0x08, 8, 0x12, 1, 0x70, 0x1a, 1, 0x31, 0x3a, UInt8(graph.count)] + graph
        + [0x42, 4, 0x0a, 0, 0x10, 17])
  }
}
