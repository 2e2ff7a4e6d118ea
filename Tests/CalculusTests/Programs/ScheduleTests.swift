import Calculus
import Tensors
import Testing

/// The order of computation keeps values for a short time, and takes time in proportion to the graph.
@Suite struct ScheduleTests {
  private static let rows = Extents.rows

  /// h ← h + (h W + x_k u) / 10 over the columns of x; the loss Σ (h_k · c - x_k)².
  private func network(length: Int) -> Graph {
    Graph(inputs: [[Extents.rows, length], [8, 8], [8], [8, 1]]) { v in
      var h = v[0].component(0) * v[2]
      var loss = Symbol.constant(0)
      for k in 0..<length {
        h = h + 0.1 * (h • v[1] + v[0].component(k) * v[2])
        loss = loss + (h • v[3] - v[0].component(k)).squared()
      }
      return [loss.reshaped(to: [Extents.rows])]
    }
  }

  /// An unrolled network's values are used soon after they are made: what its length adds to the
  /// memory is what the pullback must keep, one state a step.
  @Test func unrolledNetworksTakeLittleMemory() {
    let (short, long) = (network(length: 20), network(length: 120))
    #expect(bytes(lines(short)) == bytes(lines(long)))
    let gradients = [short, long].map { lines($0.pullback(wrt: [1, 2, 3])) }
    // A state, an error and an input a step.
    #expect(bytes(gradients[1]) - bytes(gradients[0]) <= 100 * (8 + 1 + 1) * 4)
  }

  /// A program whose caller keeps the batch last: nothing is turned.
  private func lines(_ graph: Graph) -> Program<Float> { Program(graph, batch: .last) }

  private func bytes(_ program: Program<Float>) -> Int {
    program.workspaceBytes(rows: 1001) / 1000 - program.workspaceBytes(rows: 1) / 1000
  }

  /// Operations over one space make one pass, whatever is computed between them; the last product
  /// before it is a part of it.
  @Test func elementwiseOperationsGather() {
    let graph = Graph(inputs: [[Self.rows, 4], [4, 4], [4, 4]]) { v in
      let a = (v[0] • v[1]).tanh()
      let b = (v[0] • v[2]).sigmoid()
      return [a * b + a]
    }
    #expect(lines(graph).stepCount == 2)
    let branches = Graph(inputs: [[Self.rows, 4], [4, 4]]) { v in
      let x = v[0] • v[1]
      return [x.sin() • v[1] + x.cos() • v[1] + x.tanh() • v[1]]
    }
    // A pass that computes the first product and three functions of it, and three products: the sums
    // are made in place.
    #expect(lines(branches).stepCount == 4)
  }

  /// Programs may have more values than a 16-bit number counts.
  @Test func programsMayBeLarge() {
    let count = 70_000
    let graph = Graph(inputs: [[]] + Array(repeating: [2], count: count)) { v in
      [v.dropFirst().reduce(v[0]) { $0 + $1 }]
    }
    var inputs = [Tensor<Double>(1)]
    inputs += (0..<count).map { Tensor([Double($0), 1]) }
    let sum = Double(count) * Double(count - 1) / 2
    #expect(Program<Double>(graph)(inputs)[0].elements == [1 + sum, 1 + Double(count)])
  }

  /// Ten times the operations take about ten times as long to trace, differentiate and compile.
  @Test func planningIsLinear() {
    let clock = ContinuousClock()
    func time(_ length: Int) -> Duration {
      (0..<3).map { _ in
        clock.measure {
          let halves = Linearization(network(length: length), wrt: [1, 2, 3])
          _ = Program<Float>(halves.primal)
          _ = Program<Float>(halves.pullback, accumulating: [0, 1, 2])
        }
      }.min() ?? .zero
    }
    _ = time(10)
    // Graphs that do not fit the cache take up to three times as long for an operation.
    #expect(time(1000) < time(100) * 40)
  }
}
