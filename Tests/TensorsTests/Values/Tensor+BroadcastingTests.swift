import Testing

@testable import Tensors

@Suite struct TensorBroadcastingTests {
  /// Pairs of shapes and the shape they combine to.
  static let shapes: [([Int], [Int], [Int])] = [
    ([2, 3], [2, 3], [2, 3]), ([2, 3], [3], [2, 3]), ([3], [2, 3], [2, 3]),
    ([2, 3], [2, 1], [2, 3]), ([2, 1], [1, 3], [2, 3]), ([2, 3], [], [2, 3]),
    ([], [2, 3], [2, 3]), ([4, 1, 3], [2, 1], [4, 2, 3]), ([1], [5], [5]), ([1, 1], [5], [1, 5]),
    ([0, 3], [3], [0, 3]), ([0], [1], [0]), ([2, 1, 4, 1], [3, 1, 5], [2, 3, 4, 5]),
  ]

  /// The element of a tensor at an index of a larger shape, by the definition.
  static func element(_ a: Tensor<Double>, at index: [Int]) -> Double {
    var offset = 0
    for (extent, i) in zip(a.shape, index.suffix(a.rank)) {
      offset = offset * extent + (extent == 1 ? 0 : i)
    }
    return a.elements[offset]
  }

  static func indices(of shape: [Int]) -> [[Int]] {
    shape.reduce([[]]) { heads, extent in heads.flatMap { head in (0..<extent).map { head + [$0] } }
    }
  }

  @Test(arguments: shapes) func operandsAreRepeatedToFit(a: [Int], b: [Int], expected: [Int]) {
    let x = Tensor((0..<a.reduce(1, *)).map(Double.init), shape: a)
    let y = Tensor((0..<b.reduce(1, *)).map { Double($0) + 0.5 }, shape: b)
    let difference = x - y
    #expect(difference.shape == expected)
    let wanted = Self.indices(of: expected).map {
      Self.element(x, at: $0) - Self.element(y, at: $0)
    }
    #expect(difference.elements == wanted)
  }

  @Test(arguments: shapes) func inPlaceAgrees(a: [Int], b: [Int], expected: [Int]) {
    guard a == expected else { return }
    let y = Tensor((0..<b.reduce(1, *)).map { Double($0) + 0.5 }, shape: b)
    let x = Tensor((0..<a.reduce(1, *)).map(Double.init), shape: a)
    var z = x
    z /= y
    #expect(z == x / y)
  }

  @Test func aTensorIsRepeatedAlongNewAndUnitAxes() {
    let a = Tensor([1.0, 2], shape: [2, 1])
    #expect(a.broadcast(to: [2, 2, 3]).elements == [1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2])
  }

  #if os(Linux) || os(macOS)
  @Test func shapesThatDoNotFitStop() async {
    await #expect(processExitsWith: .failure) {
      _ = Tensor<Double>.zeros([2, 3]) + Tensor<Double>.zeros([2])
    }
    await #expect(processExitsWith: .failure) {
      var a = Tensor<Double>.zeros([3])
      a += Tensor<Double>.zeros([2, 3])
    }
  }
  #endif
}
