import Tensors
import Testing

@testable import Calculus

@Suite struct RunFeedingTests {
  private static let rows = Extents.rows

  private func entries(_ graph: Graph) -> [Schedule.Entry] {
    Schedule(LegalGraph(graph, batch: .last), held: []).main
  }

  private func fedRuns(_ graph: Graph) -> Int {
    entries(graph).count { entry in
      if case .run(let run) = entry { return run.feeder != nil }
      return false
    }
  }

  /// The first product goes with the activation; the second is the result, and has nobody to feed.
  @Test func perceptronIsTwoSteps() {
    let graph = Graph(inputs: [[Self.rows, 2], [2, 8], [8], [8, 2]]) { v in
      [(v[0] • v[1] + v[2]).tanh() • v[3]]
    }
    #expect(fedRuns(graph) == 1)
    #expect(Program<Float>(graph, batch: .last).stepCount == 2)
  }

  /// A product that somebody else reads, or that is a result, is written out.
  @Test func productsWithOtherReadersStay() {
    let shared = Graph(inputs: [[Self.rows, 3], [3, 3], [3, 2]]) { v in
      let y = v[0] • v[1]
      return [y.exp(), y • v[2]]
    }
    #expect(fedRuns(shared) == 0)
    let result = Graph(inputs: [[Self.rows, 3], [3, 3]]) { v in
      let y = v[0] • v[1]
      return [y, y.exp()]
    }
    #expect(fedRuns(result) == 0)
  }

  /// More rows than a chunk, rows longer than a tile, and few of each give what single operations do.
  @Test(arguments: [1, 3, 64, 300, 5000], [1, 7, 40])
  func fedRunsAgreeWithSingleOperations(rows: Int, width: Int) {
    let graph = Graph(inputs: [[Self.rows, 5], [5, width], [width], [Self.rows, 1]]) { v in
      let y = v[0] • v[1] + v[2]
      return [y.tanh() * v[3] + y * v[2]]
    }
    #expect(fedRuns(graph) == 1)
    let inputs = OperationCase.directions(
      [[rows, 5], [5, width], [width], [rows, 1]], seed: 9, as: Double.self)
    let eager = graph(inputs)[0]
    #expect(largestDifference(Program<Double>(graph)(inputs)[0], eager) < 1e-14)
  }
}
