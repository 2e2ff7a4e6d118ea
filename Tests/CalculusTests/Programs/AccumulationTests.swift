import Calculus
import Tensors
import Testing

/// Sums of products are made in place: in the memory of one, without a pass for the additions.
@Suite struct AccumulationTests {
  /// Σ x_kᵀ y_k, the gradient of an unrolled network's weights, beside a sum of column sums.
  private func gradient(terms: Int) -> Graph {
    Graph(inputs: Array(repeating: [Extents.rows, 3], count: 2 * terms)) { v in
      var weights = Symbol.product(v[0], v[1], transposingLeft: true)
      var bias = v[1].sum(over: 0)
      for k in 1..<terms {
        weights = weights + .product(v[2 * k], v[2 * k + 1], transposingLeft: true)
        bias = bias + v[2 * k + 1].sum(over: 0)
      }
      return [weights, bias]
    }
  }

  @Test(arguments: [2, 3, 400])
  func sumsAreMadeInPlace(terms: Int) {
    let graph = gradient(terms: terms)
    let inputs = OperationCase.directions(
      Array(repeating: [5, 3], count: 2 * terms), seed: 8, as: Double.self)
    let expected = graph(inputs)
    for accumulating in [Set<Int>(), [0], [0, 1]] {
      let lines = Program<Double>(graph, accumulating: accumulating, batch: .last)
      #expect(lines.stepCount == 2 * terms)
      #expect(lines.workspaceBytes(rows: 5) == 0)
      let program = Program<Double>(graph, accumulating: accumulating)
      let start = expected.map { Tensor<Double>(repeating: 2, shape: $0.shape) }
      let results = Runner(program, inputs, rows: 5).run(from: start)
      for (number, (a, b)) in zip(results, expected).enumerated() {
        let offset = accumulating.contains(number) ? 2.0 : 0
        #expect(largestDifference(a, b + offset) < 1e-14 * Double(terms))
      }
    }
  }

  /// A sum that is used twice, or that does not change from run to run, is not overwritten.
  @Test func sharedSumsStay() {
    let shapes = [[Extents.rows, 3], [3, 3], [3, 3]]
    let graph = Graph(inputs: shapes) { v in
      let fixed = v[1] • v[2]
      let square = Symbol.product(v[0], v[0], transposingLeft: true)
      let sum = fixed + square
      let other = v[2] • v[1]
      let more = (other + v[1] • v[1]) + square
      return [sum, more • v[1] + more, fixed • square + fixed]
    }
    for held in [Set<Int>(), [1, 2]] {
      let inputs = OperationCase.directions([[7, 3], [3, 3], [3, 3]], seed: 2, as: Double.self)
      let run = Runner(Program<Double>(graph, held: held), inputs, rows: 7)
      let expected = graph(inputs)
      let empty = expected.map { Tensor<Double>.zeros($0.shape) }
      let first = run.run(from: empty)
      for (a, b) in zip(first, expected) { #expect(largestDifference(a, b) < 1e-14) }
      #expect(run.run(from: empty, preparing: false) == first)
    }
  }

  /// A batch of states to which products are added keeps its rows apart.
  @Test func statesAccumulate() {
    let graph = Graph(inputs: [[Extents.rows, 3], [3, 3], [3, 3]]) { v in
      [v[0] • v[1] + v[0] • v[2] + (v[0] • v[1]).sin() • v[2]]
    }
    let program = Program<Double>(graph)
    let inputs = OperationCase.directions([[7, 3], [3, 3], [3, 3]], seed: 6, as: Double.self)
    #expect(largestDifference(program(inputs)[0], graph(inputs)[0]) < 1e-14)
  }

  /// The gradient by what was sliced is put together part by part: no part is padded to the whole.
  @Test(arguments: [3, 60])
  func slicesArePutTogether(count: Int) {
    let graph = Graph(inputs: [[Extents.rows, count], [count]]) { v in
      let parts = (0..<count).map { v[0].component($0).sin() * v[1].component($0) }
      return [parts.dropFirst().reduce(parts[0], +).sum(over: -1)]
    }.pullback()
    let inputs = OperationCase.directions([[5, count], [count], [5]], seed: 3, as: Double.self)
    let expected = graph(inputs)
    for accumulating in [Set<Int>(), [0, 1]] {
      let program = Program<Double>(graph, accumulating: accumulating)
      // The parts, their sines, and what comes back by each.
      let perRow = (program.workspaceBytes(rows: 1001) - program.workspaceBytes(rows: 1)) / 1000
      #expect(perRow <= 3 * 8 * (count + 12))
      let start = expected.map { Tensor<Double>(repeating: 2, shape: $0.shape) }
      for (a, b) in zip(Runner(program, inputs, rows: 5).run(from: start), expected) {
        #expect(largestDifference(a, accumulating.isEmpty ? b : b + 2.0) < 1e-14)
      }
    }
  }
}
