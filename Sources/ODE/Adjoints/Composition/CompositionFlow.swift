public import Calculus
public import Tensors

/// A flow of equal steps of a composition method, together with the exact transpose of these steps.
///
/// Each move x ← x + h w Π f(t, x), Π keeping one half of the components, is transposed by
///
///     κ = h w Π p,   p ← p + (∂f/∂x)ᵀ κ,   θ̄ += (∂f/∂θ)ᵀ κ,
///
/// the moves of the last step first. The states at the beginnings of steps are kept, those within a
/// step made again. The gradient is that of what was computed, to rounding, whether the field is
/// separable or not.
///
/// > Source: Sanz-Serna, SIAM Review 58 (2016): transposes of symplectic methods are symplectic.
public final class CompositionFlow<Element: Scalar>: DifferentiableFlow {
  typealias Buffer = UnsafeMutablePointer<Element>

  /// The method, its steps and the horizon.
  public let scheme: FlowScheme
  /// The largest number of rows of a solve.
  public let rows: Int
  public private(set) var work = FlowWork()

  private let program: HamiltonianProgram<Element>
  private let evaluator: HamiltonianEvaluator<Element>
  private let control: ControlReader<Element>
  private let moves: [CompositionTableau.Move]
  private let keepsSteps: Bool
  private let size: Int
  private let base: Buffer
  private let residuals: Buffer
  private let cost: Buffer
  private var count = 0

  /// A flow with memory for solves of at most `rows` rows.
  ///
  /// - Parameters:
  ///   - program: the field.
  ///   - scheme: the method, its steps and the horizon.
  ///   - rows: the largest number of rows of a solve.
  ///   - keepsSteps: whether solves keep what ``pullback(_:cost:into:horizon:)`` needs.
  /// - Precondition: the method is a composition, the field has an even number of components, and there
  ///   is no running cost, which is no half of a separable field.
  public init(
    _ program: HamiltonianProgram<Element>, scheme: FlowScheme, rows: Int, keepsSteps: Bool = true
  ) {
    guard case .composition(let tableau) = scheme.method else {
      preconditionFailure("method \(scheme.method.name) is no composition")
    }
    precondition(
      program.dimension.isMultiple(of: 2),
      "method \(tableau.name) wants positions and as many momenta, not a state of "
        + "\(program.dimension) components")
    precondition(
      !program.hasRunningCost, "method \(tableau.name) follows no running cost: take another method"
    )
    self.scheme = scheme
    self.rows = rows
    self.program = program
    self.keepsSteps = keepsSteps
    moves = tableau.moves
    evaluator = program.makeEvaluator(rows: rows)
    control = ControlReader(shape: scheme.control, parameterCount: program.parameters.count)
    size = max(rows * program.dimension, 1)
    let layout = CompositionFlow.layout(program, scheme, rows: rows, keepsSteps: keepsSteps)
    base = .allocate(capacity: layout.states)
    base.initialize(repeating: 0, count: layout.states)
    residuals = .allocate(capacity: layout.residuals)
    residuals.initialize(repeating: 0, count: layout.residuals)
    cost = .allocate(capacity: layout.scalars)
    cost.initialize(repeating: 0, count: layout.scalars)
  }

  deinit {
    base.deallocate()
    residuals.deallocate()
    cost.deallocate()
  }

  /// The numbers of the parts of a flow's memory.
  private static func layout(
    _ program: HamiltonianProgram<Element>, _ scheme: FlowScheme, rows: Int, keepsSteps: Bool
  ) -> (states: Int, residuals: Int, scalars: Int) {
    guard case .composition(let tableau) = scheme.method else { return (0, 0, 0) }
    let within = keepsSteps ? tableau.moves.count + scheme.steps : 1
    return (
      max(rows * program.dimension, 1) * (6 + within),
      keepsSteps ? max(program.residualCount(rows: rows), 1) : 1, 6 * max(rows, 1)
    )
  }

  /// The bytes that a flow will take.
  public static func bytes(
    _ program: HamiltonianProgram<Element>, scheme: FlowScheme, rows: Int, keepsSteps: Bool = true
  ) -> Int {
    let layout = layout(program, scheme, rows: rows, keepsSteps: keepsSteps)
    return
      (layout.states + layout.residuals + layout.scalars
      + ControlReader<Element>.count(program.parameters.count)) * MemoryLayout<Element>.stride
      + program.evaluatorBytes(rows: rows, transposes: keepsSteps)
  }

  public func setParameters(_ theta: UnsafePointer<Element>) { control.setNodes(theta) }

  // States, each of shape `[dimension, count]`: where the flow is, a velocity, a cotangent and a part
  // of it, results with the rows first, and, after room for one more, those of moves and of steps.
  private var x: Buffer { base }
  private var velocity: Buffer { base + size }
  private var p: Buffer { base + 2 * size }
  private var kappa: Buffer { base + 3 * size }
  private var pulled: Buffer { base + 4 * size }
  private var turned: Buffer { base + 5 * size }
  private func moved(_ index: Int) -> Buffer { base + (6 + index) * size }
  private func kept(_ step: Int) -> Buffer { base + (6 + moves.count + step) * size }
  private var times: Buffer { cost + max(rows, 1) }
  private var rate: Buffer { cost + 2 * max(rows, 1) }
  private var zeros: Buffer { cost + 3 * max(rows, 1) }
  private var timeBar: Buffer { cost + 4 * max(rows, 1) }
  private var sizes: Buffer { cost + 5 * max(rows, 1) }
}

// MARK: - Forwards

extension CompositionFlow {
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  public func solve(
    from x0: UnsafePointer<Element>, count: Int
  ) -> (states: UnsafeMutablePointer<Element>, cost: UnsafeMutablePointer<Element>) {
    precondition(count <= rows, "\(count) rows in a flow made for \(rows)")
    self.count = count
    work = FlowWork()
    Element.transpose(x0, rows: count, columns: program.dimension, to: x)
    Element.fill(sizes, with: Element(scheme.h), count: count)
    for step in 0..<scheme.steps {
      if keepsSteps { kept(step).update(from: x, count: number) }
      for index in moves.indices { take(step, index) }
    }
    work.steps = scheme.steps * count
    work.forwardEvaluations = scheme.steps * moves.count * count
    Element.transpose(x, rows: program.dimension, columns: count, to: turned)
    work.failedRows = (0..<count).count {
      !Element.allFinite(turned + $0 * program.dimension, count: program.dimension)
    }
    return (turned, cost)
  }

  private var number: Int { count * program.dimension }

  private func take(_ step: Int, _ index: Int) {
    let move = moves[index]
    setTime(step, move)
    evaluator.evaluate(count, t: times, x: x, velocity: velocity, cost: rate)
    add(velocity, move, to: x)
  }

  private func setTime(_ step: Int, _ move: CompositionTableau.Move) {
    let share = (Double(step) + move.time) / Double(scheme.steps)
    let mixture =
      scheme.control == .constant
      ? ControlMixture(node: 0, weight: 0)
      : scheme.control.mixture(at: share, in: scheme.piece(ofStep: step))
    if !control.holds(mixture) { control.apply(mixture, to: evaluator) }
    guard program.dependsOnTime else { return }
    let time = scheme.start + (Double(step) + move.time) * scheme.h
    Element.fill(times, with: Element(time), count: count)
  }

  /// y ← y + h w Π v.
  private func add(_ v: Buffer, _ move: CompositionTableau.Move, to y: Buffer) {
    let components = move.half.components(of: program.dimension)
    let place = components.lowerBound * count
    withUnsafePointer(to: UnsafePointer<Element>?(v + place)) { table in
      withUnsafePointer(to: Element(move.share)) { share in
        Element.combine(
          rowsLast: count, columns: components.count, y + place, h: sizes,
          weights: UnsafeBufferPointer(start: share, count: 1), table, to: y + place)
      }
    }
  }
}

// MARK: - Backwards

extension CompositionFlow {
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  public func pullback(
    _ end: UnsafePointer<Element>, cost: UnsafePointer<Element>?,
    into thetaBar: UnsafeMutablePointer<Element>,
    horizon: UnsafeMutablePointer<HorizonGradient>?
  ) -> UnsafeMutablePointer<Element> {
    precondition(keepsSteps, "a flow that keeps no steps has no pullback")
    Element.transpose(end, rows: count, columns: program.dimension, to: p)
    for step in (0..<scheme.steps).reversed() {
      x.update(from: kept(step), count: number)
      for index in moves.indices {
        moved(index).update(from: x, count: number)
        if index < moves.count - 1 { take(step, index) }
      }
      for index in moves.indices.reversed() {
        transpose(step, index, into: thetaBar, horizon)
      }
    }
    work.backwardEvaluations = scheme.steps * moves.count * count
    work.repeatedEvaluations = scheme.steps * (2 * moves.count - 1) * count
    Element.transpose(p, rows: program.dimension, columns: count, to: turned)
    return turned
  }

  private func transpose(
    _ step: Int, _ index: Int, into thetaBar: UnsafeMutablePointer<Element>,
    _ horizon: UnsafeMutablePointer<HorizonGradient>?
  ) {
    let move = moves[index]
    setTime(step, move)
    evaluator.linearize(
      count, t: times, x: moved(index), velocity: velocity, cost: rate, residuals: residuals)
    Element.fill(kappa, with: 0, count: number)
    add(p, move, to: kappa)
    let byStep = Double(Element.dot(kappa, velocity, count: number)) / scheme.h
    evaluator.pullback(
      count, t: times, x: moved(index), residuals: residuals, velocity: kappa, cost: zeros,
      tBar: timeBar, xBar: pulled)
    control.collect(from: evaluator, into: thetaBar)
    Element.scaleAdd(1, pulled, 1, to: p, count: number)
    guard let horizon else { return }
    // h = (end − start) / steps, and the time of a move lies between the two.
    var byTime = 0.0
    if program.dependsOnTime { for row in 0..<count { byTime += Double(timeBar[row]) } }
    let share = (Double(step) + move.time) / Double(scheme.steps)
    horizon.pointee.end += byStep / Double(scheme.steps) + share * byTime
    horizon.pointee.start += -byStep / Double(scheme.steps) + (1 - share) * byTime
  }
}
