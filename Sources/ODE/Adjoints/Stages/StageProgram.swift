import Calculus
import Tensors

/// A graph of a stage compiled, with the memory to run it on one thread for rows whose parameters may
/// depend on their times.
///
/// The graph's inputs are values of rows, then the parameters, then more values of rows, then
/// tangents of the parameters, as far as it has them; its outputs are values of rows, then
/// cotangents of the parameters, which are added up. Values of rows lie with the rows last.
final class StageProgram<Element: Scalar> {
  typealias Buffer = UnsafeMutablePointer<Element>

  private let program: Program<Element>
  private let workspace: Workspace<Element>
  /// The numbers and widths of inputs and outputs that rows have.
  private let rowInputs: [(number: Int, width: Int)]
  private let rowOutputs: [(number: Int, width: Int)]
  /// The first input of each copy of the parameters, and the first output of each of their cotangents.
  private let thetaInputs: [Int]
  private let thetaOutputs: [Int]
  private let offsets: [Int]
  private let row: Buffer
  private var bound: StageControl<Element>.Key?

  /// Compiles a graph for so many rows.
  init(_ graph: Graph, _ layout: ParameterLayout, rows: Int) {
    let segments = layout.segments
    let places = StageProgram.places(graph.inputShapes, segments.map(\.shape))
    let outputs = StageProgram.places(graph.outputShapes, segments.map(\.shape))
    rowInputs = places.rows
    rowOutputs = outputs.rows
    thetaInputs = places.parameters
    thetaOutputs = outputs.parameters
    offsets = segments.map(\.offset)
    let held = places.parameters.first.map { Set($0..<$0 + segments.count) } ?? []
    let accumulating = outputs.parameters.flatMap { Array($0..<$0 + segments.count) }
    program = Program(graph, held: held, accumulating: Set(accumulating), batch: .last)
    workspace = program.makeWorkspace(rows: rows)
    row = .allocate(capacity: max((rowInputs + rowOutputs).reduce(0) { $0 + $1.width }, 1))
  }

  deinit { row.deallocate() }

  /// The bytes that a graph compiled for so many rows takes.
  static func bytes(_ graph: Graph, _ layout: ParameterLayout, rows: Int) -> Int {
    let segments = layout.segments.map(\.shape)
    let first = places(graph.inputShapes, segments).parameters.first
    let outputs = places(graph.outputShapes, segments).parameters
    return Program<Element>(
      graph, held: first.map { Set($0..<$0 + segments.count) } ?? [],
      accumulating: Set(outputs.flatMap { Array($0..<$0 + segments.count) }), batch: .last
    ).workspaceBytes(rows: rows)
  }

  /// Runs over rows that share their parameters, or one by one where they do not.
  ///
  /// - Parameters:
  ///   - count: the number of rows.
  ///   - control: the parameters and their tangents.
  ///   - times: the rows' times, by which the parameters are chosen.
  ///   - inputs: the values of rows, in the graph's order.
  ///   - outputs: receive values of rows, in the graph's order.
  ///   - thetaBars: the nodes' cotangents are added to them, one for each the graph gives.
  func run(
    _ count: Int, _ control: StageControl<Element>, times: UnsafePointer<Double>,
    inputs: [Buffer], outputs: [Buffer], thetaBars: [Buffer] = []
  ) {
    guard control.dependsOnRow, count > 1 else {
      for (place, input) in zip(rowInputs, inputs) { workspace.bind(input: place.number, input) }
      for (place, output) in zip(rowOutputs, outputs) {
        workspace.bind(output: place.number, output)
      }
      return run(count, control, control.mixture(at: times[0]), thetaBars)
    }
    for index in 0..<count {
      var place = row
      for (input, (number, width)) in zip(inputs, rowInputs) {
        Element.copyMatrix(
          rows: width, columns: 1, input + index, from: (count, 1), into: place, to: (1, 1))
        workspace.bind(input: number, place)
        place += width
      }
      let first = place
      for (number, width) in rowOutputs {
        workspace.bind(output: number, place)
        place += width
      }
      run(1, control, control.mixture(at: times[index]), thetaBars)
      place = first
      for (output, (_, width)) in zip(outputs, rowOutputs) {
        Element.copyMatrix(
          rows: width, columns: 1, place, from: (1, 1), into: output + index, to: (count, 1))
        place += width
      }
    }
  }

  private func run(
    _ count: Int, _ control: StageControl<Element>, _ mixture: ControlMixture,
    _ thetaBars: [Buffer]
  ) {
    let key = control.key(mixture)
    let needsPreparation = bound != key
    bound = key
    // Mixtures share their memory with other programs'.
    let isMixed = mixture.weight > 0
    for (copy, input) in thetaInputs.enumerated() where needsPreparation || isMixed || copy > 0 {
      let theta = control.parameters(mixture, tangent: copy > 0)
      for (index, offset) in offsets.enumerated() {
        workspace.bind(input: input + index, theta.map { $0 + offset })
      }
    }
    if needsPreparation { program.prepare(in: workspace) }
    for (copy, output) in thetaOutputs.enumerated() {
      let bar = control.gathering(mixture, into: thetaBars[copy], copy: copy)
      for (index, offset) in offsets.enumerated() {
        workspace.bind(output: output + index, bar + offset)
      }
    }
    program.run(rows: count, in: workspace)
    for copy in thetaOutputs.indices { control.share(mixture, into: thetaBars[copy], copy: copy) }
  }

  /// Tells values of rows from copies of the parameters.
  private static func places(
    _ shapes: [[Int]], _ segments: [[Int]]
  ) -> (rows: [(number: Int, width: Int)], parameters: [Int]) {
    var rows: [(number: Int, width: Int)] = []
    var parameters: [Int] = []
    var number = 0
    while number < shapes.count {
      if shapes[number].first == Extents.rows {
        rows.append((number, shapes[number].dropFirst().reduce(1, *)))
        number += 1
      } else {
        parameters.append(number)
        number += max(segments.count, 1)
      }
    }
    return (rows, parameters)
  }
}
