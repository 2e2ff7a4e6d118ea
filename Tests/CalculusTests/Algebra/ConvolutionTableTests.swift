import Calculus
import Tensors
import Testing

/// Convolutions, pooling and their gradients against numbers that another program computed.
///
/// The program is PyTorch 2.15 in double precision: `conv2d`, `conv1d`, `avg_pool2d`, `max_pool2d` and
/// their backward passes. The operands are small quarters, so that every result is exact; the tables
/// hold results times 16, or times 144.
@Suite struct ConvolutionTableTests {
  /// The operand whose i-th element is ((a i mod m) - c) / 4.
  private func quarters(_ shape: [Int], _ a: Int, _ m: Int, _ c: Int) -> Tensor<Double> {
    let count = shape.reduce(1, *)
    return Tensor((0..<count).map { Double(a * $0 % m - c) / 4 }, shape: shape)
  }

  private func check(
    _ image: [Int], _ kernel: [Int], _ table: [[Int]], _ function: @escaping ([Symbol]) -> Symbol
  ) {
    let graph = Graph(inputs: [[Extents.rows] + image, kernel]) { [function($0)] }
    let x = quarters([2] + image, 7, 11, 5)
    let k = quarters(kernel, 5, 13, 6)
    let y = Program<Double>(graph)([x, k])[0]
    let g = quarters(y.shape, 3, 7, 3)
    let gradients = Program<Double>(graph.pullback())([x, k, g])
    for (result, expected) in zip([y] + gradients, table) {
      #expect(result.elements.map { $0 * 16 } == expected.map(Double.init))
    }
  }

  @Test func convolutionOfImages() {
    check([5, 6, 2], [3, 2, 2, 3], Self.images) { v in
      let down = ConvolutionForm.Axis(image: 5, kernel: 3, stride: 2, padding: .zeros(1))
      let across = ConvolutionForm.Axis(image: 6, kernel: 2, dilation: 2)
      return v[0].convolved(with: v[1], along: [down, across])
    }
  }

  @Test func convolutionOfSequences() {
    check([7, 2], [3, 2, 2], Self.sequences) { v in
      v[0].convolved(with: v[1], stride: 2, padding: .zeros(1))
    }
  }

  @Test(arguments: PoolingCase.all) func pooling(_ item: PoolingCase) {
    let graph = Graph(inputs: [[Extents.rows, 5, 4, 2]]) { [item.function($0[0])] }
    let x = quarters([2, 5, 4, 2], 7, 37, 18)
    let y = Program<Double>(graph)([x])[0]
    let gradient = Program<Double>(graph.pullback())([x, quarters(y.shape, 3, 7, 3)])[0]
    #expect(y.elements.map { ($0 * 144).rounded() } == item.values.map(Double.init))
    #expect(gradient.elements.map { ($0 * 144).rounded() } == item.gradient.map(Double.init))
    for (value, expected) in zip(y.elements, item.values) {
      #expect(abs(value * 144 - Double(expected)) < 1e-12)
    }
  }

  private static let images: [[Int]] = [
    [
      24, -22, -3, 12, 18, -15, -44, 47, -5, 32, -78, -6, 14, 25, -16, -78, 23, 33, 28, -67, -6,
      57, -36, -12, -83, -10, 37, 23, -11, -32, 52, -1, -2, -7, 31, 17, 5, 23, -11, -51, 52, -1,
      -19, -7, 31, 24, -22, -3, -73, 20, 35, -11, -4, 29, 40, -6, -65, 14, 25, -16, -27, -7, 13,
      35, 36, -67, 42, -9, 18, -83, -10, 37,
    ],
    [
      -9, -9, -12, -14, 11, 46, -6, 13, 12, -5, 26, -5, -10, -18, 12, 14, -2, -12, 36, 20, -32, 5,
      -16, 5, -7, -15, -17, -13, -8, 12, -18, -14, 19, -5, -9, 30, 22, 12, 9, 9, 3, -10, -1, -48,
      -31, 5, 13, 5, -12, -14, 20, 16, -6, 13, 5, -20, 26, -5, -23, -5, -17, -13, 15, 17, -18, -14,
      7, -19, -9, 30, -16, -5, 9, 9, -25, -15, -1, -48, -19, 19, 13, 5, 29, 5, 20, 16, 10, 18, 5,
      -20, 9, -18, -23, -5, -9, -5, -15, -17, 7, 15, -10, 17, -7, 14, 28, 5, 9, -30, 15, 17, -9,
      -9, 7, -19, 11, 46, -16, -5, 12, -5,
    ],
    [
      -32, 39, -51, 60, -41, 5, 6, -28, 8, -45, 46, -24, 86, -71, 24, -45, 76, -13, -64, 88, -47,
      14, -7, -7, -51, 69, -35, 5, 2, -43, 8, -12, 10, -24, -24, 46,
    ],
  ]

  private static let sequences: [[Int]] = [
    [
      26, -39, 19, -21, -54, -4, -8, 27, 38, 21, 22, -22, 4, -38, 39, -21,
    ],
    [
      -3, 6, -2, 1, -3, -9, -25, 34, -10, -10, -13, 32, -17, -11, 18, 9, 4, -21, 11, 8, 16, -23, 4,
      7, 28, -25, -3, 6,
    ],
    [
      4, -6, -7, 17, 19, 11, -2, 0, 17, -7, -34, 25,
    ],
  ]
}

/// A kind of pooling, its values and its gradient.
struct PoolingCase: Sendable, CustomTestStringConvertible {
  let name: String
  let function: @Sendable (Symbol) -> Symbol
  let values: [Int]
  let gradient: [Int]

  var testDescription: String { name }

  static let all = [
    PoolingCase(
      name: "averages", function: { $0.averagePooled(window: 2) },
      values: [
        -54, -135, -45, 207, -18, -99, -9, 243, 36, -45, 45, -36, 72, -9, 81, 0,
      ],
      gradient: [
        -27, 0, -27, 0, 27, -9, 27, -9, -27, 0, -27, 0, 27, -9, 27, -9, 18, -18, 18, -18, 9, -27,
        9, -27, 18, -18, 18, -18, 9, -27, 9, -27, 0, 0, 0, 0, 0, 0, 0, 0, 0, 27, 0, 27, -9, 18, -9,
        18, 0, 27, 0, 27, -9, 18, -9, 18, -18, 9, -18, 9, -27, 0, -27, 0, -18, 9, -18, 9, -27, 0,
        -27, 0, 0, 0, 0, 0, 0, 0, 0, 0,
      ]),
    PoolingCase(
      name: "overlapping averages", function: { $0.averagePooled(window: 3, stride: 1) },
      values: [
        -52, 52, 8, 112, 40, -4, 100, 56, -16, -60, 44, 0, 112, -80, 172, -20, 56, -136, 116, -76,
        0, -44, 60, 16,
      ],
      gradient: [
        -12, 0, 0, -4, 0, -4, 12, -4, -4, -8, 12, -24, 12, -24, 16, -16, -4, 4, 8, -4, 8, -4, 12,
        -8, 8, 4, 8, 0, 8, 0, 0, -4, 0, 12, -4, 20, -4, 20, -4, 8, -8, 4, -20, 4, -20, 4, -12, 0,
        4, 0, 0, -8, 0, -8, -4, -8, 8, -12, 4, -8, 4, -8, -4, 4, 16, -16, 24, -12, 24, -12, 8, 4,
        4, -12, 4, 0, 4, 0, 0, 12,
      ]),
    PoolingCase(
      name: "maxima", function: { $0.maximumPooled(window: 2) },
      values: [
        540, 288, 360, 612, 576, 324, 396, 648, 612, 360, 468, 540, 648, 396, 504, 576,
      ],
      gradient: [
        0, 0, 0, 0, 108, -36, 0, 0, 0, 0, -108, 0, 0, 0, 0, 0, 0, 0, 0, 0, 36, -108, 0, 0, 0, -72,
        72, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 108, 0, 0, 0, 0, 0, 72, 0, 0, 0, 0, -36, 0,
        0, 0, 0, 36, -72, 0, 0, 0, 0, 0, 0, 0, 0, 0, -108, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
      ]),
    PoolingCase(
      name: "overlapping maxima", function: { $0.maximumPooled(window: 3, stride: 1) },
      values: [
        540, 648, 540, 648, 576, 648, 576, 648, 576, 648, 576, 648, 648, 396, 648, 576, 648, 396,
        648, 576, 648, 432, 648, 612,
      ],
      gradient: [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -36, 0, 0, 0, 0, 72, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 36,
        0, 0, 0, 0, -72, 0, 0, 0, 0, 0, 0, 0, 0, 0, -108, 0, 0, 0, 0, 0, 108,
      ]),
  ]
}
