import Calculus
import Synchronization
import Tensors
import Testing

@Suite struct ProgramTests {
  /// A program computes what its operations give one by one.
  @Test(arguments: [0, 1, 2, 5, 64, 129])
  func programsAgreeWithSingleOperations(rows: Int) {
    for seed in 0..<(rows < 10 ? 60 : 20) as Range<UInt64> {
      let graph = RandomGraph(seed: seed, operations: 40, isRowWise: false).graph
      // The mean over no rows is not a number, and a maximum not a finite one.
      if rows > 0 {
        #expect(error(graph, rows, seed, Double.self) < 1e-11, "seed \(seed)")
        #expect(error(graph, rows, seed, Float.self) < 1e-2, "seed \(seed)")
      }
      let rowWise = RandomGraph(seed: seed, operations: 60, isRowWise: true).graph
      #expect(error(rowWise, rows, seed, Double.self) < 1e-11, "seed \(seed)")
    }
  }

  private func error<E: Scalar>(_ graph: Graph, _ rows: Int, _ seed: UInt64, _: E.Type) -> Double {
    let inputs = RandomGraph.inputs(rows: rows, seed: seed &+ 1000, as: E.self)
    let eager = graph(inputs)
    let outputs = Program<E>(graph)(inputs)
    var worst = 0.0
    for (a, b) in zip(eager, outputs) {
      guard a.shape == b.shape else { return .infinity }
      for (x, y) in zip(a.elements, b.elements) {
        let difference = abs(Double(x) - Double(y))
        worst = difference <= worst ? worst : (difference.isNaN ? .infinity : difference)
      }
    }
    return worst
  }

  /// Row r of a result is the same, bit for bit, whatever rows surround it.
  @Test func rowsDoNotDependOnTheirNeighbours() {
    for seed in 100..<140 as Range<UInt64> {
      let program = Program<Float>(
        RandomGraph(seed: seed, operations: 50, isRowWise: true).graph)
      let inputs = RandomGraph.inputs(rows: 67, seed: seed, as: Float.self)
      let together = program(inputs)[1]
      for range in [0..<1, 3..<4, 66..<67, 10..<12, 5..<22, 1..<66] {
        let part = inputs.map { $0.shape.first == 67 ? $0.rows(range) : $0 }
        #expect(program(part)[1] == together.rows(range), "seed \(seed), rows \(range)")
      }
    }
  }

  /// Outputs that accumulate add the results to what is there, others overwrite it.
  @Test(arguments: [1, 2, 33])
  func accumulatingOutputsAdd(rows: Int) {
    for seed in 200..<230 as Range<UInt64> {
      let graph = RandomGraph(seed: seed, operations: 30, isRowWise: false).graph
      let inputs = RandomGraph.inputs(rows: rows, seed: seed, as: Double.self)
      let values = Program<Double>(graph)(inputs)
      let sums = Runner(Program(graph, accumulating: [0, 2, 3, 4]), inputs, rows: rows)
        .run(from: values.map { Tensor(repeating: 7, shape: $0.shape) })
      for (number, (value, sum)) in zip(values, sums).enumerated() {
        let expected = [0, 2, 3, 4].contains(number) ? value + 7.0 : value
        #expect(largestDifference(sum, expected) < 1e-12, "seed \(seed), output \(number)")
      }
    }
  }

  /// What rows share is spread over as many rows as a run has, not as its memory has room for.
  @Test func heldOperandsServeRunsOfFewerRows() {
    let graph = Graph(inputs: [[Extents.rows, 2, 3], [3]]) { [$0[0] + $0[1]] }
    let program = Program<Double>(graph, held: [1])
    let workspace = program.makeWorkspace(rows: 8)
    let inputs = OperationCase.directions([[5, 2, 3], [3]], seed: 4, as: Double.self)
    var result = Tensor<Double>.zeros([5, 2, 3])
    inputs[0].withUnsafeElements { x in
      inputs[1].withUnsafeElements { v in
        result.withUnsafeMutableElements { y in
          workspace.bind(input: 0, x.baseAddress)
          workspace.bind(input: 1, v.baseAddress)
          workspace.bind(output: 0, y.baseAddress)
          program.prepare(in: workspace)
          program.run(rows: 5, in: workspace)
        }
      }
    }
    #expect(result == inputs[0] + inputs[1])
  }

  /// Sums and products, with and without a bias, are added in place.
  @Test func productsAndSumsAccumulate() {
    let graph = Graph(inputs: [[Extents.rows, 3], [3, 2], [2]]) { v in
      [
        v[0] • v[1] + v[2], Symbol.product(v[0], v[0], transposingLeft: true),
        v[0].sum(over: 0), v[1].transposed(),
      ]
    }
    let inputs = OperationCase.directions([[5, 3], [3, 2], [2]], seed: 3, as: Double.self)
    let values = Program<Double>(graph)(inputs)
    let sums = Runner(Program(graph, accumulating: [0, 1, 2, 3]), inputs, rows: 5)
      .run(from: values.map { Tensor(repeating: 0.5, shape: $0.shape) })
    for (value, sum) in zip(values, sums) {
      #expect(largestDifference(sum, value + 0.5) < 1e-14)
    }
  }

  /// What depends on held inputs alone is computed by `prepare`, and only there.
  @Test func heldInputsTakeEffectWhenPrepared() {
    for seed in 300..<330 as Range<UInt64> {
      let graph = RandomGraph(seed: seed, operations: 40, isRowWise: false).graph
      let inputs = RandomGraph.inputs(rows: 9, seed: seed, as: Double.self)
      var moved = inputs
      for number in 3...6 { moved[number] = inputs[number] * 0.5 + 0.1 }
      let runner = Runner(Program<Double>(graph, held: [3, 4, 5, 6]), inputs, rows: 9)
      let empty = graph.outputShapes.map { Tensor<Double>.zeros(Extents.resolve($0, rows: 9)) }
      let first = runner.run(from: empty)
      let second = Runner(Program<Double>(graph, held: [3, 4, 5, 6]), moved, rows: 9)
        .run(from: empty)
      #expect(
        zip(first, Program<Double>(graph)(inputs)).allSatisfy { largestDifference($0, $1) == 0 })
      #expect(
        zip(second, Program<Double>(graph)(moved)).allSatisfy { largestDifference($0, $1) == 0 })
      #expect(runner.run(from: empty, preparing: false) == first)
    }
  }

  /// A workspace serves any number of rows up to its own, in any order.
  @Test func oneWorkspaceServesManyBatches() {
    let graph = RandomGraph(seed: 11, operations: 40, isRowWise: true).graph
    let program = Program<Double>(graph, held: [3, 4, 5, 6])
    let all = RandomGraph.inputs(rows: 40, seed: 1, as: Double.self)
    let runner = Runner(program, all, rows: 40)
    for rows in [40, 1, 17, 0, 33, 40] {
      let part = all.map { $0.shape.first == 40 ? $0.rows(0..<rows) : $0 }
      let empty = graph.outputShapes.map { Tensor<Double>.zeros(Extents.resolve($0, rows: rows)) }
      #expect(runner.run(from: empty, inputs: part, rows: rows) == program(part))
    }
  }

  /// A program runs on several threads at once, each with its workspace, and gives the same bits.
  @Test func programsAreReentrant() {
    let graph = RandomGraph(seed: 5, operations: 60, isRowWise: false).graph
    let program = Program<Float>(graph)
    let inputs = RandomGraph.inputs(rows: 50, seed: 2, as: Float.self)
    let expected = program(inputs)
    let equal = Atomic(0)
    ForkJoinPool(threads: 3).run(24) { _, _ in
      if program(inputs) == expected { equal.add(1, ordering: .relaxed) }
    }
    #expect(equal.load(ordering: .relaxed) == 24)
  }

  /// A run of more operations than one pass can hold is cut.
  @Test func longChainsAreCut() {
    let graph = Graph(inputs: [[Extents.rows, 2]]) { v in
      var x = v[0]
      for k in 1...400 { x = (x * (1 + 1 / Double(k))).sin() + v[0] * (0.1 / Double(k)) }
      return [x]
    }
    let x = OperationCase.directions([[7, 2]], seed: 9, as: Double.self)
    #expect(largestDifference(Program<Double>(graph)(x)[0], graph(x)[0]) < 1e-13)
  }

  @Test func wrongInputsAreRefused() async {
    await #expect(processExitsWith: .failure) {
      let program = Program<Double>(Graph(inputs: [[Extents.rows, 2]]) { [$0[0].sin()] })
      _ = program([Tensor<Double>.zeros([4, 3])])
    }
    await #expect(processExitsWith: .failure) {
      let program = Program<Double>(
        Graph(inputs: [[Extents.rows, 2], [Extents.rows, 2]]) { [$0[0] + $0[1]] })
      _ = program([Tensor<Double>.zeros([4, 2]), Tensor<Double>.zeros([3, 2])])
    }
    await #expect(processExitsWith: .failure) {
      let program = Program<Double>(Graph(inputs: [[Extents.rows, 2]]) { [$0[0].sin()] })
      program.run(rows: 3, in: program.makeWorkspace(rows: 2))
    }
  }
}
