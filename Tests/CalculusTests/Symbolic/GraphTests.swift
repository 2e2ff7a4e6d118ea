import Calculus
import Tensors
import Testing

@Suite struct GraphTests {
  private let batch = [Extents.rows, 3]

  @Test func equalExpressionsAreOneNode() {
    let graph = Graph(inputs: [batch, batch]) { v in
      let (a, b) = ((v[0] * v[1]).sin(), (v[0] * v[1]).sin())
      return [a + b, (v[0] * v[1]).sin().exp()]
    }
    // A product, its sine, the sum and the exponential.
    #expect(graph.operationCount == 4)
  }

  @Test func unusedNodesAreGone() {
    let graph = Graph(inputs: [batch, batch]) { v in
      _ = v[0].exp().sum()
      return [v[1].sin()]
    }
    #expect(graph.operationCount == 1)
    #expect(graph.inputShapes == [batch, batch])
  }

  /// Inputs of one shape stay apart.
  @Test func inputsAreNotShared() {
    let graph = Graph(inputs: [[], []]) { [$0[0] - $0[1]] }
    #expect(Program<Double>(graph)([Tensor(5), Tensor(3)])[0].elements == [2])
  }

  /// A graph called on symbols is recorded again, node for node.
  @Test(arguments: operationCases)
  func replayingGivesTheSameGraph(_ item: OperationCase) {
    let graph = item.graph
    let again = Graph(inputs: graph.inputShapes) { graph($0) }
    #expect(again.operationCount == graph.operationCount)
    #expect(again.outputShapes == graph.outputShapes)
    let inputs = item.inputs(rows: 3, seed: 5, as: Double.self)
    #expect(Program<Double>(again)(inputs) == Program<Double>(graph)(inputs))
  }

  /// A graph is row-wise as long as nothing is taken over the batch.
  @Test func operationsOverTheBatchAreSeen() {
    func isRowWise(_ shapes: [[Int]], _ body: ([Symbol]) -> Symbol) -> Bool {
      Graph(inputs: shapes) { [body($0)] }.isRowWise
    }
    #expect(isRowWise([batch, [3, 2]]) { ($0[0] • $0[1]).logSumExp(over: -1) })
    #expect(isRowWise([batch, [3, 2]]) { ($0[1].transposed() • $0[0].transposed()).transposed() })
    #expect(isRowWise([batch]) { $0[0].reshaped(to: [-3]).sin().reshaped(to: batch) })
    #expect(isRowWise([[4, 2], [Extents.rows]]) { $0[0].gathered(at: $0[1]) })
    #expect(isRowWise([batch, [3, 3]]) { $0[0] * $0[1].squared().sum() })
    #expect(!isRowWise([batch]) { $0[0] - $0[0].mean(over: 0) })
    #expect(!isRowWise([batch]) { $0[0] / $0[0].squared().sum() })
    #expect(!isRowWise([batch]) { $0[0].maximum(over: 0) })
    #expect(!isRowWise([batch]) { $0[0] • .product($0[0], $0[0], transposingLeft: true) })
    #expect(!isRowWise([batch, [2]]) { $0[0].gathered(at: $0[1]) })
    #expect(!isRowWise([batch]) { $0[0].transposed().reshaped(to: batch) })
  }

  @Test func symbolsOfAnotherTraceAreRefused() async {
    await #expect(processExitsWith: .failure) {
      _ = Graph(inputs: [[2]]) { outer in
        [Graph(inputs: [[2]]) { [outer[0] * $0[0]] }([outer[0]])[0]]
      }
    }
    await #expect(processExitsWith: .failure) {
      _ = Graph(inputs: [[2]]) { [$0[0].sin()] }([Tensor<Double>]())
    }
  }
}
