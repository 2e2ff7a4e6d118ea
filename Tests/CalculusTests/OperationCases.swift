import Calculus
import Tensors
import Testing

/// A function of tensors together with points at which it is smooth: what the laws of derivatives are
/// tested on.
struct OperationCase: Sendable, CustomTestStringConvertible {
  let name: String
  let shapes: [[Int]]
  let function: @Sendable ([Symbol]) -> [Symbol]
  /// The interval from which the inputs' elements are drawn.
  var interval: ClosedRange<Double> = -1.5...1.5
  /// Inputs that are indices: they have no derivative.
  var indices: [Int] = []

  init(
    _ name: String, _ shapes: [[Int]], in interval: ClosedRange<Double> = -1.5...1.5,
    indices: [Int] = [], _ function: @escaping @Sendable ([Symbol]) -> [Symbol]
  ) {
    self.name = name
    self.shapes = shapes
    self.function = function
    self.interval = interval
    self.indices = indices
  }

  var testDescription: String { name }

  var graph: Graph { Graph(inputs: shapes, function) }

  /// The inputs that can be differentiated.
  var differentiable: [Int] { shapes.indices.filter { !indices.contains($0) } }

  /// Inputs for a batch of `rows` rows.
  func inputs<Element: Scalar>(rows: Int, seed: UInt64, as: Element.Type) -> [Tensor<Element>] {
    var generator = SplitMix(state: seed)
    return shapes.enumerated().map { index, shape in
      Tensor(shape: Extents.resolve(shape, rows: rows)) { elements in
        for place in elements.indices {
          elements[place] =
            indices.contains(index)
            ? Element(Int(generator.uniform() * 3))
            : Element(
              interval.lowerBound
                + (interval.upperBound - interval.lowerBound) * generator.uniform())
        }
      }
    }
  }

  /// Random directions with the shapes of the given tensors.
  static func directions<Element: Scalar>(
    _ shapes: [[Int]], seed: UInt64, as: Element.Type
  ) -> [Tensor<Element>] {
    var generator = SplitMix(state: seed)
    return shapes.map { shape in
      Tensor(shape: shape) { elements in
        for place in elements.indices { elements[place] = Element(2 * generator.uniform() - 1) }
      }
    }
  }
}

/// Sixty-four random bits from a counter: enough for test points, and the same everywhere.
struct SplitMix {
  var state: UInt64

  mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    z ^= z >> 31
    return Double(z >> 11) * 0x1p-53
  }
}

private let batch = [Extents.rows, 3]

/// Every operation of the algebra, and some compositions.
let operationCases: [OperationCase] =
  UnaryOperation.allCases.map { operation in
    let isPositive = [.log, .squareRoot].contains(operation)
    let hasKink = [.absolute, .sign, .relu, .step, .reciprocal].contains(operation)
    return OperationCase(
      "\(operation)", [batch], in: isPositive || hasKink ? 0.3...2 : -1.5...1.5
    ) { [$0[0].map(operation)] }
  }
  + [
    OperationCase("absolute, negative side", [batch], in: -2...(-0.3)) { [$0[0].absolute()] },
    OperationCase("relu, negative side", [batch], in: -2...(-0.3)) { [$0[0].relu()] },
    OperationCase("add", [batch, [3]]) { [$0[0] + $0[1]] },
    OperationCase("subtract a column", [batch, [Extents.rows, 1]]) { [$0[0] - $0[1]] },
    OperationCase("multiply by a number", [batch, []]) { [$0[0] * $0[1]] },
    OperationCase("divide", [batch, batch], in: 0.5...2) { [$0[0] / $0[1]] },
    OperationCase("vector over column", [[3], [Extents.rows, 1]], in: 0.5...2) { [$0[0] / $0[1]] },
    OperationCase("maximum", [batch, [3]]) { [Symbol.maximum($0[0], $0[1])] },
    OperationCase("minimum", [batch, batch]) { [Symbol.minimum($0[0], $0[1])] },
    OperationCase("power", [batch, [3]], in: 0.5...2) { [$0[0].power($0[1])] },
    OperationCase("cube", [batch]) { [$0[0].power(3)] },
    OperationCase("select", [batch, batch, [3]]) {
      [Symbol.select(.isLess($0[0], $0[1]), $0[1], $0[2])]
    },
    OperationCase("comparisons are flat", [batch, batch]) {
      [Symbol.isLessOrEqual($0[0], $0[1]) + Symbol.isEqual($0[0], $0[1]) + $0[0]]
    },
    OperationCase("multiply and add", [batch, [3], [Extents.rows, 1]]) { [$0[0] * $0[1] + $0[2]] },
    OperationCase("outer broadcast", [[2, 1], [1, 3]]) { [$0[0] * $0[1]] },
    OperationCase("three axes, mixed spreads", [[Extents.rows, 2, 3], [2, 1], [3]]) {
      [$0[0] * $0[1] + $0[2].sin()]
    },
    OperationCase("sum over components", [batch]) { [$0[0].squared().sum(over: -1)] },
    OperationCase("sum over rows", [batch]) { [$0[0].squared().sum(over: 0)] },
    OperationCase("mean over everything", [batch]) { [($0[0].squared()).mean()] },
    OperationCase("mean over rows", [batch]) { [$0[0].exp().mean(over: 0)] },
    OperationCase("maximum over components", [batch]) { [$0[0].maximum(over: 1)] },
    OperationCase("maximum over rows", [batch]) { [$0[0].maximum(over: 0)] },
    OperationCase("logSumExp", [batch]) { [$0[0].logSumExp(over: 1)] },
    OperationCase("product with a matrix", [batch, [3, 4]]) { [$0[0] • $0[1]] },
    OperationCase("product with bias", [batch, [3, 4], [4]]) { [($0[0] • $0[1] + $0[2]).tanh()] },
    OperationCase("product, right transposed", [batch, [4, 3]]) {
      [Symbol.product($0[0], $0[1], transposingRight: true)]
    },
    OperationCase("product over the batch", [batch, [Extents.rows, 2]]) {
      [Symbol.product($0[0], $0[1], transposingLeft: true)]
    },
    OperationCase("product, both transposed", [[3, 2], [4, 3]]) {
      [Symbol.product($0[0], $0[1], transposingLeft: true, transposingRight: true)]
    },
    OperationCase("stack of products", [[Extents.rows, 2, 3], [Extents.rows, 3, 2]]) {
      [$0[0] • $0[1]]
    },
    OperationCase("stack, left transposed", [[Extents.rows, 3, 2], [Extents.rows, 3, 2]]) {
      [Symbol.product($0[0], $0[1], transposingLeft: true)]
    },
    OperationCase("stack, right transposed", [[Extents.rows, 2, 3], [Extents.rows, 2, 3]]) {
      [Symbol.product($0[0], $0[1], transposingRight: true)]
    },
    OperationCase("stack times matrix", [[Extents.rows, 2, 3], [3, 2], [2]]) {
      [$0[0] • $0[1] + $0[2]]
    },
    OperationCase("transpose", [[2, 3]]) { [$0[0].transposed().sin()] },
    OperationCase("permute", [[Extents.rows, 2, 3]]) { [$0[0].permuted([0, 2, 1]).sin()] },
    OperationCase("reshape", [[Extents.rows, 6]]) {
      [$0[0].reshaped(to: [Extents.rows, 2, 3]).squared()]
    },
    OperationCase("slice", [[Extents.rows, 5]]) { [$0[0].sliced(1..<3, along: 1).exp()] },
    OperationCase("components", [batch]) { [$0[0].component(2) * $0[0].component(0).sin()] },
    OperationCase("pad", [batch]) { [$0[0].padded(before: 1, after: 2, along: 1).cos()] },
    OperationCase("concatenate", [batch, [Extents.rows, 2]]) {
      [Symbol.concatenate([$0[0], $0[1].sin(), $0[0]], along: 1)]
    },
    OperationCase("gather", [[4, 2], [Extents.rows]], indices: [1]) { [$0[0].gathered(at: $0[1])] },
    OperationCase("broadcast like", [[3], batch]) { [$0[0].broadcast(like: $0[1])] },
    OperationCase("detach", [batch]) { [$0[0] * 2 + $0[0].squared().detached() * 0] },
    OperationCase("two outputs", [batch, [3, 3]]) { v in
      let h = (v[0] • v[1]).tanh()
      return [h, h.sum(over: -1).exp()]
    },
    OperationCase("convolution", [[Extents.rows, 5, 4, 3], [3, 2, 3, 2]]) {
      [$0[0].convolved(with: $0[1])]
    },
    OperationCase("convolution of the same extent", [[Extents.rows, 4, 5, 2], [3, 3, 2, 5], [5]]) {
      [($0[0].convolved(with: $0[1], padding: .same) + $0[2]).tanh()]
    },
    OperationCase("convolution, strides and dilations", [[Extents.rows, 7, 9, 2], [2, 3, 2, 3]]) {
      let down = ConvolutionForm.Axis(
        image: 7, kernel: 2, stride: 2, padding: .zeros(2), dilation: 3)
      let across = ConvolutionForm.Axis(image: 9, kernel: 3, stride: 3, padding: .same, dilation: 2)
      return [$0[0].convolved(with: $0[1], along: [down, across])]
    },
    OperationCase("convolution of sequences", [[Extents.rows, 8, 2], [3, 2, 2]]) {
      [$0[0].convolved(with: $0[1], stride: 2, padding: .zeros(2))]
    },
    OperationCase("convolution of a fixed number of images", [[3, 4, 4, 2], [2, 2, 2, 2]]) {
      [$0[0].convolved(with: $0[1], padding: .same)]
    },
    OperationCase("average pooling", [[Extents.rows, 5, 6, 2]]) {
      [$0[0].averagePooled(window: 2).sin()]
    },
    OperationCase("average pooling, overlapping", [[Extents.rows, 7, 2]]) {
      [$0[0].averagePooled(window: 3, stride: 2).sin()]
    },
    OperationCase("maximum pooling", [[Extents.rows, 4, 5, 2]]) {
      [$0[0].maximumPooled(window: 2).sin()]
    },
    OperationCase("maximum pooling, overlapping", [[Extents.rows, 5, 4, 1]]) {
      [$0[0].maximumPooled(window: 3, stride: 1).sin()]
    },
    OperationCase("time in a field", [[Extents.rows, 1], [Extents.rows, 2], [2, 2]]) { v in
      [(v[1] • v[2]).tanh() * v[0].sin() + v[1].component(0) * v[1].component(1)]
    },
  ]
