import Calculus
import Tensors
import Testing

@Suite struct SymbolTests {
  /// A chain of a hundred thousand operations is freed without a stack of that depth.
  @Test func longChainsAreFreed() {
    let graph = Graph(inputs: [[]]) { v in
      var x = v[0]
      for _ in 0..<100_000 { x = x.sin() }
      return [x]
    }
    #expect(graph.operationCount == 100_000)
  }
}
