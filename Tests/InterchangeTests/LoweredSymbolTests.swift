import Calculus
import Tensors
import Testing

@testable import Interchange

@Suite struct LoweredSymbolTests {
  private func numbers(_ shape: [Int], seed: UInt64) -> Tensor<Double> {
    var stream = RandomStream(seed: seed)
    return Tensor.normal(shape: shape, using: &stream)
  }

  /// The expressions have the values of the operations that they stand for.
  @Test(arguments: UnaryOperation.allCases)
  func `functions keep their values`(_ function: UnaryOperation) {
    let graph = Graph(inputs: [[Extents.rows, 40]]) { [$0[0].map(function)] }
    let x = numbers([25, 40], seed: 1) * 3
    let values = graph([x])[0].elements
    for precision in [ONNXPrecision.single, .double] {
      let found = graph.lowered(for: precision)([x])[0].elements
      for (value, lowered) in zip(values, found) where value.isFinite {
        #expect(abs(lowered - value) <= 2e-15 * max(1, abs(value)), "\(function)")
      }
    }
  }

  /// The operations that runtimes lack in double precision are gone, and those that they have are left.
  @Test func `what is lowered depends on the precision`() {
    let graph = Graph(inputs: [[Extents.rows, 2]]) { [$0[0].softplus() + $0[0].gelu().tanh()] }
    func functions(_ precision: ONNXPrecision) -> Set<UnaryOperation> {
      Set(
        graph.lowered(for: precision).nodes.compactMap { node in
          if case .unary(let function) = node.operation { function } else { nil }
        })
    }
    #expect(functions(.single) == [.softplus, .erf, .tanh])
    #expect(functions(.double).isDisjoint(with: [.softplus, .erf, .gelu, .silu]))
    #expect(functions(.double).contains(.tanh))
  }

  /// A convolution as products, in all roles, with strides, zeros around and dilation, is the
  /// convolution.
  @Test(arguments: [
    ConvolutionForm.Padding.none, .same, .zeros(2),
  ])
  func `convolutions keep their values`(_ padding: ConvolutionForm.Padding) {
    for (stride, dilation) in [(1, 1), (2, 1), (3, 2)] {
      let form = ConvolutionForm(axes: [
        .init(image: 8, kernel: 3, stride: stride, padding: padding, dilation: dilation),
        .init(image: 7, kernel: 2, stride: stride, padding: padding, dilation: dilation),
      ])
      let image = numbers([3, 8, 7, 2], seed: 1)
      let kernel = numbers([3, 2, 2, 4], seed: 2)
      let output = numbers([3, form.axes[0].output, form.axes[1].output, 4], seed: 3)
      let cases: [(ConvolutionForm.Role, Tensor<Double>, Tensor<Double>)] = [
        (.output, image, kernel), (.image, output, kernel), (.kernel, image, output),
      ]
      for (role, a, b) in cases {
        let form = ConvolutionForm(role, axes: form.axes)
        let value = Tensor.apply(.convolution(form), to: [a, b])
        let found = form.expression(a, b)
        #expect(found.shape == value.shape)
        #expect((found - value).absolute().elements.max() ?? 1 < 3e-14, "\(role) \(stride)")
      }
    }
  }
}
