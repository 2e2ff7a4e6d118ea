import Tensors
import Testing

@testable import Calculus

@Suite struct StorageOrderTests {
  @Test func theBatchIsTheFastestAxis() {
    #expect(StorageOrder.axes([Extents.rows, 3, 4]) == [1, 2, 0])
    #expect(StorageOrder.extents([2, Extents.rows, 4]) == [2, 4, -1])
    // 4 rows, 1 row, and a line of rows: negative distances are multiples of the rows.
    #expect(StorageOrder.strides([3, -1, 4]) == [-4, 1, -1])
    #expect(StorageOrder.strides([3, 4]) == [4, 1])
    #expect(StorageOrder.strides([-2, 5]) == [1, -2])
  }

  @Test func reshapesThatKeepTheOrderAgree() {
    #expect(StorageOrder.agrees([-1, 6], [-1, 2, 3]))
    #expect(StorageOrder.agrees([-1], [-1, 1]) && StorageOrder.agrees([4, -1], [-4]))
    #expect(StorageOrder.agrees([2, 3], [6]))
    #expect(!StorageOrder.agrees([-1, 3], [-3]))
    #expect(!StorageOrder.agrees([2, -1, 3], [-2, 3]))
  }

  /// A program whose caller has the batch last computes the same as one whose caller has it first.
  @Test(arguments: [1, 2, 5, 40]) func bothPlacesOfTheBatchAgree(rows: Int) {
    let graph = Graph(inputs: [[Extents.rows, 3], [3, 4], [Extents.rows, 2, 2]]) { v in
      let y = (v[0] • v[1]).tanh()
      return [y, (y.reshaped(to: [Extents.rows, 2, 2]) • v[2]).sum(over: 1), y.sum(over: 0)]
    }
    let inputs = OperationCase.directions(
      [[rows, 3], [3, 4], [rows, 2, 2]], seed: 1, as: Double.self)
    let expected = Program<Double>(graph)(inputs)
    let program = Program<Double>(graph, batch: .last)
    let turned = [
      inputs[0].transposed(), inputs[1], inputs[2].reshaped(to: [rows, 4]).transposed(),
    ]
    var results = [12, 8, 4].map { [Double](repeating: 0, count: $0 == 4 ? 4 : $0 / 3 * rows * 3) }
    results[0] = [Double](repeating: 0, count: 4 * rows)
    results[1] = [Double](repeating: 0, count: 2 * rows)
    let workspace = program.makeWorkspace(rows: rows)
    for (index, input) in turned.enumerated() {
      input.withUnsafeElements { workspace.bind(input: index, $0.baseAddress) }
    }
    withExtendedLifetime(turned) {
      for index in results.indices {
        results[index].withUnsafeMutableBufferPointer {
          workspace.bind(output: index, $0.baseAddress)
        }
      }
      program.prepare(in: workspace)
      program.run(rows: rows, in: workspace)
    }
    #expect(Tensor(results[0], shape: [4, rows]).transposed() == expected[0])
    #expect(Tensor(results[1], shape: [2, rows]).transposed() == expected[1])
    #expect(results[2] == expected[2].elements)
  }
}
