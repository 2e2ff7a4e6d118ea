public import Calculus
public import Tensors

/// A flow of equal steps that can be taken back exactly: gradients in memory that does not grow with
/// the number of steps.
///
/// Two copies of the state are coupled by the increments Ψ of any method of stages,
///
///     y_{n+1} = λ y_n + (1 − λ) z_n + Ψ_h(t_n, z_n),   z_{n+1} = z_n − Ψ_{−h}(t_{n+1}, y_{n+1}),
///
/// which has the method's order, and which is solved for (y_n, z_n) by the same increments, without a
/// system. The backward sweep makes each step's states again from those behind it, and transposes the
/// step: the gradient of what was computed. With λ = 1 states lie on a grid, some bits coarser than
/// rounding, on which sums are exact: they come back bit for bit, and the gradient has the bits of one
/// for which all states were kept. With λ < 1 rounding errors grow by 1/λ a step on the way back;
/// ``FlowWork/reconstructionError`` says what became of them at the beginning, relative to it.
///
/// With λ = 1 the two copies drift apart where a flow contracts, as those of leapfrog do: take λ < 1
/// there, small steps, and look at the error.
///
/// > Source: McCallum & Foster, Efficient, accurate and stable gradients for neural ODEs (2024);
/// > the grid as in Levesque & Verlet, Journal of Statistical Physics 72 (1993).
public final class ReversibleFlow<Element: Scalar>: DifferentiableFlow {
  typealias Buffer = UnsafeMutablePointer<Element>

  /// The method, its steps, the horizon, and λ.
  public let scheme: FlowScheme
  /// The largest number of rows of a solve.
  public let rows: Int
  public private(set) var work = FlowWork()

  private let lambda: Element
  private let reconstructs: Bool
  private let steps: StageSteps<Element>
  private let states: AugmentedStates<Element>
  private let size: Int
  private let base: Buffer
  /// All steps' states, one behind the other, where they are kept instead of made again.
  private let kept: Buffer?
  private let times: UnsafeMutablePointer<Double>
  private var count = 0

  /// A flow with memory for solves of at most `rows` rows.
  ///
  /// - Precondition: the scheme has a coupling, and its method is one of stages.
  public convenience init(
    _ program: HamiltonianProgram<Element>, scheme: FlowScheme, rows: Int
  ) {
    self.init(program, scheme, rows: rows, reconstructs: true)
  }

  /// A flow that makes states again, or keeps them all, to compare with.
  init(
    _ program: HamiltonianProgram<Element>, _ scheme: FlowScheme, rows: Int, reconstructs: Bool
  ) {
    guard let coupling = scheme.coupling else {
      preconditionFailure("a reversible flow of a scheme without a coupling")
    }
    self.scheme = scheme
    self.rows = rows
    self.reconstructs = reconstructs
    lambda = Element(coupling)
    let control = StageControl<Element>(
      scheme.control, over: TimeSpan(from: scheme.start, to: scheme.end),
      parameterCount: program.parameters.count)
    let stages = FlowSolver.fixed(scheme).stageScheme
    steps = StageSteps(program.hamiltonian, stages, control, rows: rows)
    states = AugmentedStates(program, rows: rows)
    size = StagedFlow.stateCount(program, rows: rows)
    base = .allocate(capacity: ReversibleFlow.stateCount * size)
    base.initialize(repeating: 0, count: ReversibleFlow.stateCount * size)
    kept = reconstructs ? nil : .allocate(capacity: 2 * (scheme.steps + 1) * size)
    times = .allocate(capacity: 2 * max(rows, 1))
  }

  deinit {
    base.deallocate()
    kept?.deallocate()
    times.deallocate()
  }

  /// The states that a flow holds, whatever the number of its steps.
  private static var stateCount: Int { 9 }

  /// The bytes that a flow will take: the same for any number of steps.
  public static func bytes(
    _ program: HamiltonianProgram<Element>, scheme: FlowScheme, rows: Int
  ) -> Int {
    let stages = FlowSolver.fixed(scheme).stageScheme
    let steps = StageSteps<Element>.bytes(program.hamiltonian, stages, rows: rows)
    let states = (stateCount + 2) * StagedFlow.stateCount(program, rows: rows)
    return steps.forward + steps.pullback
      + (states + StageControl<Element>.count(program.parameters.count) + max(rows, 1))
      * MemoryLayout<Element>.stride + 2 * max(rows, 1) * MemoryLayout<Double>.stride
  }

  public func setParameters(_ theta: UnsafePointer<Element>) { steps.control.setNodes(theta) }

  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  public func solve(
    from x0: UnsafePointer<Element>, count: Int
  ) -> (states: UnsafeMutablePointer<Element>, cost: UnsafeMutablePointer<Element>) {
    precondition(count <= rows, "\(count) rows in a flow made for \(rows)")
    self.count = count
    work = FlowWork()
    steps.evaluations = 0
    states.set(x0, count, to: first)
    if lambda == 1 { setGrid() }
    y.update(from: first, count: number)
    z.update(from: first, count: number)
    for step in 0..<scheme.steps {
      keep(step)
      increment(step, isForward: true, at: z)
      for place in 0..<number { y[place] = lambda * y[place] + (1 - lambda) * z[place] }
      add(1, to: y)
      increment(step, isForward: false, at: y)
      add(-1, to: z)
    }
    lastY.update(from: y, count: number)
    lastZ.update(from: z, count: number)
    work.steps = scheme.steps * count
    work.forwardEvaluations = steps.evaluations
    let ends = states.split(y, count)
    work.failedRows = states.failedRows(ends.states, count)
    return ends
  }

  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  public func pullback(
    _ end: UnsafePointer<Element>, cost: UnsafePointer<Element>?,
    into thetaBar: UnsafeMutablePointer<Element>,
    horizon: UnsafeMutablePointer<HorizonGradient>?
  ) -> UnsafeMutablePointer<Element> {
    y.update(from: lastY, count: number)
    z.update(from: lastZ, count: number)
    states.setCotangents(end, cost, count, to: yBar)
    Element.fill(zBar, with: 0, count: number)
    steps.evaluations = 0
    for step in (0..<scheme.steps).reversed() {
      // z_{n+1} = z_n − Ψ_{−h}(y_{n+1})
      increment(step, isForward: false, at: y, linearizes: true)
      Element.scaleAdd(-1, zBar, 0, to: part, count: number)
      steps.pullback(at: y, part, into: thetaBar)
      Element.scaleAdd(1, part, 1, to: yBar, count: number)
      Element.scaleAdd(1, zBar, 1, to: yBar, count: number)
      if let horizon { addHorizon(step + 1, -1, to: horizon) }
      add(1, to: z)
      restore(step)
      // y_{n+1} = λ y_n + (1 − λ) z_n + Ψ_h(z_n)
      increment(step, isForward: true, at: z, linearizes: true)
      part.update(from: yBar, count: number)
      steps.pullback(at: z, part, into: thetaBar)
      Element.scaleAdd(1, part, 1, to: zBar, count: number)
      Element.scaleAdd(-lambda, yBar, 1, to: zBar, count: number)
      Element.scaleAdd(0, yBar, lambda, to: yBar, count: number)
      if let horizon { addHorizon(step, 1, to: horizon) }
      guard reconstructs else { continue }
      add(-1, to: y)
      for place in 0..<number { y[place] = (y[place] - (1 - lambda) * z[place]) / lambda }
    }
    work.backwardEvaluations = 2 * scheme.steps * steps.scheme.stages.count * count
    work.repeatedEvaluations = steps.evaluations
    if reconstructs { compare() }
    Element.scaleAdd(1, zBar, 1, to: yBar, count: number)
    return states.start(yBar, count)
  }

  // MARK: - States

  private var number: Int { count * steps.dimension }
  private var y: Buffer { base }
  private var z: Buffer { base + size }
  private var lastY: Buffer { base + 2 * size }
  private var lastZ: Buffer { base + 3 * size }
  private var first: Buffer { base + 4 * size }
  private var yBar: Buffer { base + 5 * size }
  private var zBar: Buffer { base + 6 * size }
  private var part: Buffer { base + 7 * size }
  /// The distance of neighbours on each component's grid, for λ = 1.
  private var grid: Buffer { base + 8 * size }

  /// Solves the stages of a step from t_n by h, or from t_{n+1} by −h.
  private func increment(_ step: Int, isForward: Bool, at x: Buffer, linearizes: Bool = false) {
    let h = scheme.h
    for row in 0..<count {
      times[row] = scheme.start + Double(isForward ? step : step + 1) * h
      times[rows + row] = isForward ? h : -h
    }
    steps.control.piece = scheme.piece(ofStep: step)
    steps.begin(count, times: times, sizes: times + rows)
    steps.take(from: x, to: nil, linearizes: linearizes)
  }

  /// Adds the increment of the stages that were solved, with a sign: rounded to the grid when λ = 1.
  private func add(_ sign: Element, to x: Buffer) {
    Element.fill(part, with: 0, count: number)
    steps.combine(steps.stepWeights, to: part)
    guard lambda == 1 else { return Element.scaleAdd(sign, part, 1, to: x, count: number) }
    for place in 0..<number {
      x[place] += sign * (part[place] / grid[place]).rounded(.toNearestOrEven) * grid[place]
    }
  }

  /// Chooses each row's grid, and rounds the first states to it.
  ///
  /// Sums on it are exact as long as no component grows by 2⁸ beyond the greatest of the first ones,
  /// or 1.
  private func setGrid() {
    for row in 0..<count {
      var largest = Element(1)
      for c in 0..<steps.dimension { largest = max(largest, abs(first[c * count + row])) }
      let unit = (largest.isFinite ? largest.ulp : 1) * 256
      for c in 0..<steps.dimension {
        let place = c * count + row
        grid[place] = unit
        first[place] = (first[place] / unit).rounded(.toNearestOrEven) * unit
      }
    }
  }

  private func keep(_ step: Int) {
    guard let kept else { return }
    (kept + 2 * step * size).update(from: y, count: number)
    (kept + (2 * step + 1) * size).update(from: z, count: number)
  }

  private func restore(_ step: Int) {
    guard let kept else { return }
    y.update(from: kept + 2 * step * size, count: number)
    z.update(from: kept + (2 * step + 1) * size, count: number)
  }

  /// Measures by how much the first states are missed, relative to the greatest component or 1.
  private func compare() {
    work.reconstructionError = 0
    for place in 0..<number {
      let miss = max(abs(y[place] - first[place]), abs(z[place] - first[place]))
      let error = Double(miss / max(abs(first[place]), 1))
      work.reconstructionError =
        error.isNaN ? .infinity : max(work.reconstructionError, error)
    }
  }

  private func addHorizon(
    _ knot: Int, _ sign: Double, to horizon: UnsafeMutablePointer<HorizonGradient>
  ) {
    let total = Double(scheme.steps)
    let fraction = Double(knot) / total
    for row in 0..<count {
      let length = sign * steps.memory.stepBars[row] / total
      horizon.pointee.end += length + fraction * steps.memory.timeBars[row]
      horizon.pointee.start += (1 - fraction) * steps.memory.timeBars[row] - length
    }
  }
}
