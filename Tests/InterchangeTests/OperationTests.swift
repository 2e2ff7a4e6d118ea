import Calculus
import DataIO
import Interchange
import Tensors
import Testing

/// Every operation of the algebra as ONNX Runtime computes it, against the algebra over tensors.
@Suite(.enabled(if: Python.has("onnx", "onnxruntime"), Python.absence)) struct OperationTests {
  private typealias Function = @Sendable ([Symbol]) -> [Symbol]

  private struct Case {
    let name: String
    let shapes: [[Int]]
    let function: Function
    var indices: Set<Int> = []

    init(
      _ name: String, _ shapes: [[Int]], indices: Set<Int> = [], _ function: @escaping Function
    ) {
      self.name = name
      self.shapes = shapes
      self.function = function
      self.indices = indices
    }
  }

  private static let batch = [Extents.rows, 3]

  private static let elementwise: [Case] =
    UnaryOperation.allCases.map { operation in
      Case("unary-\(operation)", [batch]) { v in
        let isPositive = [.log, .squareRoot, .reciprocal].contains(operation)
        return [(isPositive ? v[0].absolute() + 0.1 : v[0]).map(operation)]
      }
    }
    + BinaryOperation.allCases.map { operation in
      Case("binary-\(operation)", [batch, [3]]) { v in
        [.apply(.binary(operation), to: [operation == .power ? v[0].absolute() : v[0], v[1]])]
      }
    }
    + TernaryOperation.allCases.map { operation in
      Case("ternary-\(operation)", [batch, [3], [Extents.rows, 1]]) { v in
        [.apply(.ternary(operation), to: [v[0].relu(), v[1], v[2]])]
      }
    }

  private static let products: [Case] = [
    Case("product", [batch, [3, 4], [4]]) { [$0[0] • $0[1] + $0[2]] },
    Case("product-right", [batch, [4, 3]]) { [.product($0[0], $0[1], transposingRight: true)] },
    Case("product-left", [batch, batch]) { [.product($0[0], $0[1], transposingLeft: true)] },
    Case("product-both", [[3, 2], [4, 3]]) {
      [.product($0[0], $0[1], transposingLeft: true, transposingRight: true)]
    },
    Case("stack", [[Extents.rows, 2, 3], [Extents.rows, 3, 2]]) { [$0[0] • $0[1]] },
    Case("stack-left", [[Extents.rows, 3, 2], [Extents.rows, 3, 2]]) {
      [.product($0[0], $0[1], transposingLeft: true)]
    },
  ]

  private static let shapes: [Case] = [
    Case("sums", [batch]) { [$0[0].sum(over: 0), $0[0].sum(over: 1), $0[0].mean()] },
    Case("maxima", [batch]) { [$0[0].maximum(over: 0), $0[0].maximum(over: 1)] },
    Case("softmax", [batch]) { [($0[0] - $0[0].logSumExp(over: 1).reshaped(to: [-1, 1])).exp()] },
    Case("extent", [batch]) { [.apply(.extent(axis: 0), to: [$0[0]]) * $0[0]] },
    Case("broadcast", [[1, 3], batch]) { [$0[0].broadcast(like: $0[1])] },
    Case("reshape", [[Extents.rows, 6]]) { [$0[0].reshaped(to: [-2, 3]) + 1] },
    Case("permute", [[Extents.rows, 2, 3]]) { [$0[0].permuted([0, 2, 1])] },
    Case("slice", [[Extents.rows, 5]]) { [$0[0].sliced(1..<4, along: 1)] },
    Case("pad", [batch]) { [$0[0].padded(before: 1, after: 2, along: 1)] },
    Case("concatenate", [batch, [Extents.rows, 2]]) { [.concatenate($0, along: 1)] },
    Case("gather", [[4, 2], [Extents.rows]], indices: [1]) { [$0[0].gathered(at: $0[1])] },
    Case("gather-rows", [batch, [5]], indices: [1]) { [$0[0].gathered(at: $0[1])] },
    Case("scatter", [batch, [Extents.rows], [4, 3]], indices: [1]) {
      [.apply(.scatter, to: $0)]
    },
    Case("constants", [batch]) { [$0[0] + .constant([1, 2, 3], shape: [3]), .constant(2.5)] },
    Case("pooling", [[Extents.rows, 5, 4, 2]]) {
      [$0[0].averagePooled(window: 2), $0[0].maximumPooled(window: 3, stride: 1)]
    },
    Case("derivatives", [batch, [3, 2]]) { v in
      // What a field with a gradient in it is made of.
      let graph = Graph(inputs: [batch, [3, 2]]) { [(($0[0] • $0[1]).gelu()).sum(over: 1)] }
      return graph.pullback()(v + [.constant(1).broadcast(like: v[0].sum(over: 1))])
    },
  ]

  private static let convolutions: [Case] = [(1, 0, 1), (2, 1, 1), (3, 2, 2)].flatMap { geometry in
    let (stride, zeros, dilation) = geometry
    let form = ConvolutionForm(axes: [
      .init(image: 9, kernel: 3, stride: stride, padding: .zeros(zeros), dilation: dilation),
      .init(image: 6, kernel: 2, stride: stride, padding: .same, dilation: dilation),
    ])
    let image = [Extents.rows, 9, 6, 2]
    let output = [Extents.rows, form.axes[0].output, form.axes[1].output, 3]
    let kernel = [3, 2, 2, 3]
    func one(_ role: ConvolutionForm.Role, _ shapes: [[Int]]) -> Case {
      Case("convolution-\(role)-\(stride)", shapes) {
        [.apply(.convolution(ConvolutionForm(role, axes: form.axes)), to: $0)]
      }
    }
    return [
      one(.output, [image, kernel]), one(.image, [output, kernel]), one(.kernel, [image, output]),
    ]
  }

  private static let cases = elementwise + products + shapes + convolutions

  @Test func `in single precision`() throws {
    try compare(.single, Float.self, within: 1e-6)
  }

  @Test func `in double precision`() throws {
    try compare(.double, Double.self, within: 1.5e-15)
  }

  /// Runs all cases, and compares relative to the largest element of a result, at least 1.
  private func compare<Element: Scalar & StoredElement>(
    _ precision: ONNXPrecision, _ element: Element.Type, within tolerance: Double
  ) throws {
    let runtime = try ONNXRuntime()
    defer { runtime.remove() }
    var expected: [[[Double]]] = []
    for item in Self.cases {
      let graph = Graph(inputs: item.shapes, item.function)
      let inputs = inputs(of: item, as: element)
      expected.append(graph(inputs).map { $0.elements.map { Double($0) } })
      try runtime.add(
        item.name, ONNXModel(graph, precision: precision),
        inputs.enumerated().map { ("x\($0)", $1) })
    }
    try runtime.run()
    for (item, values) in zip(Self.cases, expected) {
      let found = try runtime.outputs(of: item.name)
      #expect(found.count == values.count, "\(item.name)")
      for (index, value) in values.enumerated() {
        let result = try #require(found["y\(index)"], "\(item.name)")
        let size = max(1, value.map(abs).max() ?? 0)
        let worst = zip(result, value).map { abs($0 - $1) }.max() ?? .infinity
        #expect(result.count == value.count, "\(item.name)")
        #expect(worst <= tolerance * size, "\(item.name): \(worst) of \(size)")
      }
    }
  }

  /// Elements of the normal law; row numbers halves and beyond the table's ends, too.
  private func inputs<Element: Scalar>(of item: Case, as: Element.Type) -> [Tensor<Element>] {
    var stream = RandomStream(seed: 5)
    return item.shapes.enumerated().map { index, shape in
      let shape = Extents.resolve(shape, rows: 7)
      return Tensor(
        (0..<shape.reduce(1, *)).map { place in
          item.indices.contains(index)
            ? Element([-1, 0, 0.5, 1.49, 2, 2.5, 9][place % 7]) : Element(1.5 * stream.normal())
        }, shape: shape)
    }
  }
}
