import Calculus
import Tensors

/// Steps of many rows by any method of stages, with their derivatives: tangents carried forwards,
/// cotangents backwards, and tangents of cotangents.
///
/// Implicit stages are solved by Newton's method to rounding, each row by itself, and differentiated
/// by the implicit function theorem: with W = I − ∂G/∂K at the solution, a tangent of K solves
/// W K' = G', and a cotangent μ of a stage's equation Wᵀ μ = K̄. Whatever K = G(…, K) says of the
/// method is then differentiated exactly, the Jacobian matrix in Rosenbrock's methods, too. One object
/// serves one thread and one step at a time; states lie with the rows last.
final class StageSteps<Element: Scalar> {
  typealias Buffer = UnsafeMutablePointer<Element>

  let scheme: StageScheme
  let control: StageControl<Element>
  let memory: StageMemory<Element>
  let layout: ParameterLayout
  let rows: Int
  /// The functions of stages, one for each weight γ, and each stage's.
  let functions: [StageFunction]
  let functionOf: [Int]
  let systems: StageSystems<Element>
  /// The rows of the step, and those of which a stage was not solved.
  private(set) var count = 0
  private(set) var failed: [Bool]
  /// Rows at which stages were evaluated; a Jacobian matrix counts one for each of its columns.
  var evaluations = 0

  private lazy var values = functions.map { StageProgram<Element>($0.value, layout, rows: rows) }
  private lazy var jacobians = functions.map {
    $0.number(.unknown) == nil
      ? nil : StageProgram<Element>($0.byUnknown, layout, rows: dimension)
  }
  private lazy var lanes = Lanes<Element>(dimension)
  lazy var pushforwards = programs(\.pushforward)
  lazy var pullbacks = programs(\.pullback)
  lazy var tangentPullbacks = programs(\.pullbackWithTangent)
  lazy var curvatures = programs(\.curvature)
  private var tables: [[StageTable<Element>]] = []
  private lazy var results = [memory.result()]
  private lazy var matrices = [lanes.result]
  lazy var resultTangents = [memory.result(tangent: true)]
  lazy var seedTangents = [memory.seed(tangent: true)]
  lazy var cotangents = scheme.stages.indices.map { makeCotangentTable($0, tangents: [false]) }
  lazy var tangentCotangents = scheme.stages.indices.map {
    makeCotangentTable($0, tangents: [false, true])
  }
  var thetaBars: [Buffer] = []
  let stepWeights: [Double]
  private var isDone: [Bool]

  /// Steps of at most so many rows.
  init(
    _ hamiltonian: Hamiltonian, _ scheme: StageScheme, _ control: StageControl<Element>, rows: Int
  ) {
    self.scheme = scheme
    self.control = control
    self.rows = rows
    layout = hamiltonian.parameters
    let (functions, functionOf) = StageSteps.functions(hamiltonian, scheme)
    self.functions = functions
    self.functionOf = functionOf
    let n = functions[0].dimension
    memory = StageMemory(stages: scheme.stages.count, rows: rows, dimension: n)
    systems = StageSystems(
      count: StageSteps.systemCount(scheme), rows: rows, dimension: n)
    stepWeights = scheme.stages.map(\.b)
    failed = Array(repeating: false, count: rows)
    isDone = failed
    tables = makeTables()
  }

  /// The components of a state, the running cost with them.
  var dimension: Int { functions[0].dimension }

  /// The functions that the stages of a scheme need.
  static func functions(
    _ hamiltonian: Hamiltonian, _ scheme: StageScheme
  ) -> (functions: [StageFunction], functionOf: [Int]) {
    if scheme.isDiscreteGradient { return ([StageFunction(discreteGradientOf: hamiltonian)], [0]) }
    var gammas: [Double] = []
    let functionOf = scheme.stages.map { stage in
      if let known = gammas.firstIndex(of: stage.gamma) { return known }
      gammas.append(stage.gamma)
      return gammas.count - 1
    }
    let functions = gammas.map {
      StageFunction(hamiltonian, gamma: $0, isLinear: scheme.isLinear)
    }
    return (functions, functionOf)
  }

  /// Linearly implicit stages have one matrix together.
  static func systemCount(_ scheme: StageScheme) -> Int {
    guard scheme.isImplicit else { return 0 }
    return scheme.isLinear ? 1 : scheme.stages.count
  }

  private func programs(_ graph: KeyPath<StageFunction, Graph>) -> [StageProgram<Element>] {
    functions.map { StageProgram($0[keyPath: graph], layout, rows: rows) }
  }

  /// Begins steps of so many rows.
  func begin(_ count: Int, times: UnsafePointer<Double>, sizes: UnsafePointer<Double>) {
    precondition(count <= rows, "\(count) rows in steps of \(rows)")
    self.count = count
    memory.starts.update(from: times, count: count)
    memory.sizes.update(from: sizes, count: count)
    Element.round(sizes, to: memory.number(1), count: count)
    Element.round(times, to: memory.number(2), count: count)
    for row in 0..<count { failed[row] = false }
  }

  /// Takes the step from x to `next`, where that is wanted; all stages are solved.
  ///
  /// - Parameters:
  ///   - x: the first states; shape `[dimension, count]`.
  ///   - next: receives the last states; NaN for rows of which a stage was not solved.
  ///   - linearizes: whether derivatives of the step follow.
  func take(from x: Buffer, to next: Buffer?, linearizes: Bool) {
    for stage in scheme.stages.indices { solve(stage, x, linearizes) }
    guard let next else { return }
    let size = count * dimension
    next.update(from: x, count: size)
    for (index, stage) in scheme.stages.enumerated() where stage.b != 0 {
      Element.scaleAdd(Element(stage.b), memory.unknown(index), 1, to: next, count: size)
    }
    for row in 0..<count where failed[row] {
      for c in 0..<dimension { next[c * count + row] = .nan }
    }
  }

  /// Sets what a stage depends on.
  func prepare(_ index: Int, _ x: Buffer) {
    let stage = scheme.stages[index]
    let size = count * dimension
    for row in 0..<count { memory.times[row] = memory.starts[row] + stage.c * memory.sizes[row] }
    Element.round(memory.times, to: memory.number(0), count: count)
    if scheme.isLinear {
      // One matrix serves all stages: the control is that of the step's middle.
      for row in 0..<count { memory.times[row] = memory.starts[row] + memory.sizes[row] / 2 }
    }
    memory.stageState().update(from: x, count: size)
    combine(stage.a, to: memory.stageState())
    guard scheme.isLinear else { return }
    Element.fill(memory.coupled(), with: 0, count: size)
    combine(stage.couplings, to: memory.coupled())
    Element.scaleAdd(
      Element(stage.slope), memory.number(1), 0, to: memory.number(3), count: count)
  }

  /// Adds unknowns, or their tangents, with weights.
  func combine(_ weights: [Double], tangent: Bool = false, to y: Buffer) {
    for (index, weight) in weights.enumerated() where weight != 0 {
      Element.scaleAdd(
        Element(weight), memory.unknown(index, tangent: tangent), 1, to: y,
        count: count * dimension)
    }
  }

  /// The values that a stage's program of some use takes.
  func inputs(_ use: Use, _ index: Int, _ x: Buffer, _ tangent: Buffer? = nil) -> [Buffer] {
    tables[use.rawValue][index].setStart(x, tangent)
    return tables[use.rawValue][index].pointers
  }

  /// The number of a stage's matrix.
  func system(_ index: Int) -> Int { scheme.isLinear ? 0 : index }
}

// MARK: - Stages

extension StageSteps {
  /// The most iterations of Newton's method.
  private static var mostIterations: Int { 50 }

  private func solve(_ index: Int, _ x: Buffer, _ linearizes: Bool) {
    prepare(index, x)
    let unknown = memory.unknown(index)
    let inputs = inputs(.value, index, x)
    let size = count * dimension
    guard scheme.stages[index].gamma != 0 else {
      if scheme.isLinear { Element.fill(unknown, with: 0, count: size) }
      values[functionOf[index]].run(
        count, control, times: memory.times, inputs: inputs, outputs: results)
      evaluations += count
      return unknown.update(from: memory.result(), count: size)
    }
    if index > 0 {
      unknown.update(from: memory.unknown(index - 1), count: size)
    } else {
      Element.fill(unknown, with: 0, count: size)
    }
    for row in 0..<count { isDone[row] = failed[row] }
    for _ in 0..<StageSteps.mostIterations {
      values[functionOf[index]].run(
        count, control, times: memory.times, inputs: inputs, outputs: results)
      evaluations += count
      for row in 0..<count where !isDone[row] { correct(index, row, x, inputs) }
      if isDone[..<count].allSatisfy({ $0 }) { break }
    }
    for row in 0..<count where !isDone[row] { failed[row] = true }
    // The last correction is far below the matrix's own rounding, but not 0.
    guard linearizes && !scheme.isLinear else { return }
    for row in 0..<count where !failed[row] { _ = factor(index, row, inputs) }
  }

  /// One correction of one row's unknown.
  private func correct(_ index: Int, _ row: Int, _ x: Buffer, _ inputs: [Buffer]) {
    let unknown = memory.unknown(index)
    let result = memory.result()
    if !scheme.isLinear || index == 0 {
      guard factor(index, row, inputs) else { return fail(row) }
    }
    for c in 0..<dimension {
      result[c * count + row] -= unknown[c * count + row]
    }
    systems.solve(system(index), row: row, of: count, transposed: false, result)
    var (change, scale) = (Element(0), Element(0))
    for c in 0..<dimension {
      let place = c * count + row
      unknown[place] += result[place]
      change = max(change, abs(result[place]))
      scale = max(scale, abs(unknown[place]), abs(x[place]))
    }
    guard change.isFinite && scale.isFinite else { return fail(row) }
    // The error left is of the order of the correction's square; a linear stage needs one correction.
    isDone[row] = scheme.isLinear || change <= Element.ulpOfOne.squareRoot() * scale / 16
  }

  private func fail(_ row: Int) {
    failed[row] = true
    isDone[row] = true
  }

  /// Factors the matrix of a stage for a row: its columns are the function's derivatives, one a lane.
  private func factor(_ index: Int, _ row: Int, _ inputs: [Buffer]) -> Bool {
    guard let program = jacobians[functionOf[index]] else { return true }
    let function = functions[functionOf[index]]
    let n = dimension
    evaluations += n
    for (number, input) in function.inputs.enumerated() {
      for c in 0..<function.width(input) {
        Element.fill(
          lanes.inputs[number] + c * n, with: inputs[number][c * count + row], count: n)
      }
    }
    for lane in 0..<n { lanes.times[lane] = memory.times[row] }
    program.run(
      n, control, times: lanes.times,
      inputs: lanes.tables[function.inputs.count],
      outputs: matrices)
    return systems.factor(system(index), row: row, identityLess: lanes.result)
  }
}

/// One row's values repeated, and the unit vectors as tangents: a matrix is one run of a program.
private final class Lanes<Element: Scalar> {
  let times: UnsafeMutablePointer<Double>
  let inputs: [UnsafeMutablePointer<Element>]
  let identity: UnsafeMutablePointer<Element>
  let result: UnsafeMutablePointer<Element>
  /// For each number of inputs these, and the unit vectors behind them.
  let tables: [[UnsafeMutablePointer<Element>]]

  init(_ n: Int) {
    times = .allocate(capacity: n)
    // As many as a linearly implicit stage has.
    inputs = (0..<8).map { _ in .allocate(capacity: n * n) }
    identity = .allocate(capacity: n * n)
    identity.initialize(repeating: 0, count: n * n)
    for c in 0..<n { identity[c * n + c] = 1 }
    result = .allocate(capacity: n * n)
    tables = (0...8).map { [inputs, identity] in inputs.prefix($0) + [identity] }
  }

  deinit {
    times.deallocate()
    for input in inputs { input.deallocate() }
    identity.deallocate()
    result.deallocate()
  }
}
