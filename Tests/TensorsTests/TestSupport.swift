import Testing

@testable import Tensors

/// The two precisions, for tests that hold in both.
struct Precision: Sendable, CustomTestStringConvertible {
  let type: any Scalar.Type
  var testDescription: String { type.precisionName }
  static let all = [Precision(type: Float.self), Precision(type: Double.self)]
}

/// The greatest absolute difference of two tensors' elements, in rounding units of their precision.
func distance<Element: Scalar>(_ a: Tensor<Element>, _ b: Tensor<Element>) -> Double {
  #expect(a.shape == b.shape)
  guard a.count > 0 else { return 0 }
  guard a.isFinite, b.isFinite else { return .infinity }
  return Double((a - b).absolute().maximum() / Element.ulpOfOne)
}

/// A matrix of normal numbers, always the same for a seed.
func normalMatrix<Element: Scalar>(
  _ rows: Int, _ columns: Int, seed: UInt64 = 1, _ type: Element.Type = Element.self
) -> Tensor<Element> {
  var stream = RandomStream(seed: seed)
  return .normal(shape: [rows, columns], using: &stream)
}

/// A tensor of the numbers from 1 on in row-major order.
func counting<Element: Scalar>(
  _ shape: Int..., type: Element.Type = Element.self
) -> Tensor<Element> {
  Tensor((0..<shape.reduce(1, *)).map { Element($0 + 1) }, shape: shape)
}

/// A bound in rounding units that grows as rounding errors do: with the square root of the size.
func roundings(_ factor: Double, size n: Int) -> Double {
  factor * (1 + Double(n).squareRoot())
}
