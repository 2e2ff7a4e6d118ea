import Calculus
import Tensors
import Testing

@Suite struct LinearizationTests {
  /// The two halves give the results and cotangents of the whole.
  @Test(arguments: operationCases)
  func halvesMakeTheWhole(_ item: OperationCase) {
    let graph = item.graph
    for held in [Set<Int>(), Set(graph.inputShapes.indices.dropFirst())] {
      let halves = Linearization(graph, wrt: item.differentiable, held: held)
      let inputs = item.inputs(rows: 5, seed: 3, as: Double.self)
      let w = OperationCase.directions(
        graph.outputShapes.map { Extents.resolve($0, rows: 5) }, seed: 4, as: Double.self)
      let forward = Program<Double>(halves.primal)(inputs, rows: 5)
      let residuals = Array(forward[graph.outputShapes.count...])
      #expect(residuals.map(\.shape) == halves.residualShapes.map { Extents.resolve($0, rows: 5) })
      let backward = Program<Double>(halves.pullback)(inputs + residuals + w, rows: 5)
      let whole = Program<Double>(graph.pullback(wrt: item.differentiable))(inputs + w, rows: 5)
      for (a, b) in zip(forward, Program<Double>(graph)(inputs, rows: 5)) {
        #expect(largestDifference(a, b) < 1e-14)
      }
      for (a, b) in zip(backward, whole) { #expect(largestDifference(a, b) < 1e-13) }
    }
  }

  /// What is stored for a layer, by its activation: one hidden value where the derivative is made
  /// from it cheaply, two where it is not.
  @Test(arguments: [
    (UnaryOperation.tanh, 1), (.sigmoid, 1), (.relu, 1), (.softplus, 2), (.silu, 2), (.exp, 1),
    (.sin, 2),
  ])
  func residualsAreFew(_ activation: UnaryOperation, _ count: Int) {
    let graph = Graph(inputs: [[Extents.rows, 3], [3, 8], [8], [8, 3]]) { v in
      [(v[0] • v[1] + v[2]).map(activation) • v[3]]
    }
    let halves = Linearization(graph, wrt: [0, 1, 2, 3], held: [1, 2, 3])
    #expect(halves.residualShapes == Array(repeating: [Extents.rows, 8], count: count))
  }

  /// A linear map keeps nothing.
  @Test func linearMapsKeepNothing() {
    let graph = Graph(inputs: [[Extents.rows, 3], [3, 3], [3]]) { v in
      [(v[0] • v[1] + v[2]) * 2 - v[0].component(1)]
    }
    #expect(Linearization(graph, wrt: [0, 1, 2], held: [1, 2]).residualShapes.isEmpty)
  }

  /// What lends its shape alone is not kept.
  @Test func shapesAreNotKept() {
    let graph = Graph(inputs: [[Extents.rows, 3], [3, 4]]) { v in
      [(v[0] • v[1]).sin().sum(over: -1)]
    }
    let sums = Graph(inputs: [[Extents.rows, 3], [3, 4]]) { v in [(v[0] • v[1]).sum(over: -1)] }
    #expect(Linearization(graph, wrt: [0, 1], held: [1]).residualShapes == [[Extents.rows, 4]])
    #expect(Linearization(sums, wrt: [0, 1], held: [1]).residualShapes.isEmpty)
  }

  /// Deep polynomials, each level of which is used twice, are cut in time that grows with their size.
  @Test func deepCheapExpressionsAreCut() {
    let graph = Graph(inputs: [[Extents.rows, 2], []]) { v in
      var x = v[0].sin()
      for _ in 0..<60 { x = v[1] * x * (1 - x) }
      return [x]
    }
    let halves = Linearization(graph, wrt: [0, 1], held: [1])
    #expect(halves.residualShapes.count <= 2)
  }
}
