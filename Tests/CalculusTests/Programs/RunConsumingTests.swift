import Tensors
import Testing

@testable import Calculus

@Suite struct RunConsumingTests {
  private static let rows = Extents.rows

  private func runs(_ graph: Graph) -> [ElementwiseRun] {
    Schedule(LegalGraph(graph, batch: .last), held: []).main.compactMap { entry in
      guard case .run(let run) = entry else { return nil }
      return run
    }
  }

  /// All that reads a layer's slope: the gradients by the weights on both sides of the layer, the sum that is the
  /// bias's, and what the layer below gets back.
  private func layer(width: Int) -> Graph {
    let shapes = [[Self.rows, 3], [3, width], [Self.rows, width], [Self.rows, 2], [2, width]]
    return Graph(inputs: shapes) { v in
      let (x, below, y, back, above) = (v[0], v[1], v[2], v[3], v[4])
      let slope = (back • above) * (1 - y * y)
      return [
        Symbol.product(slope, below, transposingRight: true),
        Symbol.product(x, slope, transposingLeft: true), slope.sum(over: 0),
        Symbol.product(y, back, transposingLeft: true),
      ]
    }
  }

  @Test func whatReadsALayersSlopeTakesItsRows() throws {
    let run = try #require(runs(layer(width: 24)).first)
    #expect(run.consumers.count == 4)
    #expect(run.feeder != nil)
    #expect(run.local != nil)
    #expect(Program<Float>(layer(width: 24), batch: .last).stepCount == 1)
  }

  /// Runs of few rows are in the cache anyway, wide products want all terms at once, and a value that is
  /// a result is written out.
  @Test func othersStayByThemselves() throws {
    #expect(runs(layer(width: 8)).allSatisfy { $0.consumers.isEmpty })
    let wide = Graph(inputs: [[Self.rows, 24], [24, 9]]) { v in [v[0].tanh() • v[1]] }
    #expect(runs(wide).allSatisfy { $0.consumers.isEmpty })
    let result = Graph(inputs: [[Self.rows, 24], [24, 2]]) { v in
      let y = v[0].tanh()
      return [y, y • v[1]]
    }
    let run = try #require(runs(result).first)
    #expect(run.consumers.count == 1)
    #expect(run.local == nil)
  }

  /// A step that needs more than the run's rows comes after it.
  @Test func operandsAreThereFirst() {
    let graph = Graph(inputs: [[Self.rows, 24], [24, 2]]) { v in
      let y = v[0].tanh()
      let z = y • v[1]
      return [Symbol.product(y, z.exp(), transposingLeft: true)]
    }
    #expect(runs(graph).flatMap(\.consumers).map(\.along) == [.terms])
    let inputs = OperationCase.directions([[50, 24], [24, 2]], seed: 3, as: Double.self)
    #expect(largestDifference(Program<Double>(graph)(inputs)[0], graph(inputs)[0]) < 1e-13)
  }

  /// Rows of one chunk, of many, and longer than a tile; widths that no chunk divides.
  @Test(arguments: [1, 5, 64, 300, 1500], [9, 40, 101])
  func consumersAgreeWithSingleOperations(rows: Int, width: Int) {
    let graph = layer(width: width)
    let shapes = graph.inputShapes.map { Extents.resolve($0, rows: rows) }
    let inputs = OperationCase.directions(shapes, seed: 4, as: Double.self)
    let expected = graph(inputs)
    for (a, b) in zip(Program<Double>(graph)(inputs), expected) {
      #expect(largestDifference(a, b) < 1e-12)
    }
    let adding = Program<Double>(graph, accumulating: [1, 2, 3])
    let start = expected.map { Tensor<Double>(repeating: 2, shape: $0.shape) }
    let sums = Runner(adding, inputs, rows: rows).run(from: start)
    for number in 1...3 {
      #expect(largestDifference(sums[number], expected[number] + 2) < 1e-12)
    }
  }

  /// Vectors of partial sums, joined, are the sums.
  @Test(arguments: [3, 64, 300])
  func partialSumsAreAdded(rows: Int) {
    let graph = layer(width: 40)
    let shapes = graph.inputShapes.map { Extents.resolve($0, rows: rows) }
    let inputs = OperationCase.directions(shapes, seed: 5, as: Double.self)
    let expected = graph(inputs)
    let program = Program<Double>(graph, accumulating: [1, 2, 3], partialSums: true)
    let stride = Double.partialStride
    let start = expected.enumerated().map { number, sum in
      Tensor<Double>.zeros(number == 0 ? sum.shape : [sum.elements.count * stride])
    }
    let partial = Runner(program, inputs, rows: rows).run(from: start)
    for number in 1...3 {
      let count = expected[number].elements.count
      var joined = [Double](repeating: 0, count: count)
      partial[number].withUnsafeElements { partial in
        joined.withUnsafeMutableBufferPointer { joined in
          guard let partial = partial.baseAddress, let joined = joined.baseAddress else { return }
          Double.joinPartial(partial, to: joined, count: count)
        }
      }
      let difference = zip(joined, expected[number].elements).map { abs($0 - $1) }.max() ?? .nan
      #expect(difference < 1e-12)
    }
  }

  /// What the layer below gets back belongs to rows, and depends on no other row in any bit.
  @Test func rowsDoNotDependOnOthers() {
    let graph = layer(width: 101)
    let program = Program<Double>(graph)
    let shapes = graph.inputShapes.map { Extents.resolve($0, rows: 77) }
    let inputs = OperationCase.directions(shapes, seed: 6, as: Double.self)
    let all = program(inputs)[0]
    let some = zip(inputs, graph.inputShapes).map { input, shape in
      shape[0] < 0 ? input.rows(5..<9) : input
    }
    #expect(program(some)[0] == all.rows(5..<9))
  }
}
