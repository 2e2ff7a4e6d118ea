import Calculus
import Tensors
import Testing

@Suite struct OperationShapeTests {
  private func shape(_ shapes: [[Int]], _ body: ([Symbol]) -> Symbol) -> [Int] {
    Graph(inputs: shapes) { [body($0)] }.outputShapes[0]
  }

  @Test func resultsHaveTheShapesThatTheirOperandsGive() {
    let batch = [Extents.rows, 3]
    #expect(shape([batch, [3, 4]]) { $0[0] • $0[1] } == [Extents.rows, 4])
    #expect(shape([batch, batch]) { .product($0[0], $0[1], transposingLeft: true) } == [3, 3])
    #expect(shape([[Extents.rows, 2, 3], [3, 4]]) { $0[0] • $0[1] } == [Extents.rows, 2, 4])
    #expect(shape([batch]) { $0[0].sum(over: 0) } == [3])
    #expect(shape([batch]) { $0[0].logSumExp(over: -1) } == [Extents.rows])
    #expect(shape([batch]) { $0[0].mean() } == [])
    #expect(shape([batch]) { $0[0].reshaped(to: [-3]) } == [-3])
    #expect(shape([batch]) { $0[0].transposed() } == [3, Extents.rows])
    #expect(shape([batch]) { $0[0].padded(before: 1, after: 2, along: -1) } == [Extents.rows, 6])
    #expect(
      shape([[Extents.rows, 7, 8, 3], [3, 5, 3, 4]]) { $0[0].convolved(with: $0[1], stride: 2) }
        == [Extents.rows, 3, 2, 4])
    #expect(
      shape([[Extents.rows, 7, 3], [4, 3, 2]]) {
        $0[0].convolved(with: $0[1], stride: 3, padding: .same)
      } == [Extents.rows, 3, 2])
    #expect(shape([[Extents.rows, 7, 9, 2]]) { $0[0].averagePooled(window: 3) } == [-1, 2, 3, 2])
    #expect(
      shape([[Extents.rows, 7, 2]]) { $0[0].maximumPooled(window: 3, stride: 2) } == [-1, 3, 2])
    #expect(
      shape([[4, 2, 5], [Extents.rows]]) { $0[0].gathered(at: $0[1]) } == [Extents.rows, 2, 5])
  }

  @Test func impossibleShapesAreRefused() async {
    await #expect(processExitsWith: .failure) {
      _ = Graph(inputs: [[Extents.rows, 3], [2, 4]]) { [$0[0] • $0[1]] }
    }
    await #expect(processExitsWith: .failure) {
      _ = Graph(inputs: [[Extents.rows, 3], [Extents.rows, 3]]) {
        [Symbol.product($0[0], $0[1], transposingRight: true)]
      }
    }
    await #expect(processExitsWith: .failure) {
      _ = Graph(inputs: [[2, 3]]) { [$0[0].padded(before: -1, after: 0, along: 1)] }
    }
    await #expect(processExitsWith: .failure) {
      _ = Graph(inputs: [[2, 3, 4]]) { [$0[0].permuted([0, 1])] }
    }
    await #expect(processExitsWith: .failure) {
      _ = Graph(inputs: [[2, 3]]) { [$0[0].transposed().permuted([0, 2])] }
    }
    await #expect(processExitsWith: .failure) {
      _ = Graph(inputs: [[Extents.rows, 3]]) { [$0[0].sliced(1..<4, along: 1)] }
    }
    await #expect(processExitsWith: .failure) {
      _ = Graph(inputs: [[Extents.rows, 3]]) { [$0[0].reshaped(to: [Extents.rows, 2])] }
    }
    await #expect(processExitsWith: .failure) {
      _ = Graph(inputs: [[0, 3], [2]]) { [$0[0].gathered(at: $0[1])] }
    }
    await #expect(processExitsWith: .failure) {
      _ = Graph(inputs: [[Extents.rows, 5, 5, 3], [3, 3, 2, 4]]) { [$0[0].convolved(with: $0[1])] }
    }
    await #expect(processExitsWith: .failure) {
      _ = Graph(inputs: [[Extents.rows, 2, 2, 3], [3, 3, 3, 4]]) { [$0[0].convolved(with: $0[1])] }
    }
    await #expect(processExitsWith: .failure) {
      _ = Graph(inputs: [[Extents.rows, 5, 3], [3, Extents.rows, 3]]) {
        [$0[0].convolved(with: $0[1])]
      }
    }
    await #expect(processExitsWith: .failure) { _ = Tensor<Double>.zeros([2]) + .zeros([3]) }
  }
}
