public import Calculus
public import Tensors

/// The states and costates of a discrete flow at all its stages: the two halves of Pontryagin's
/// principle, laid open.
///
/// With stages X_i and the cotangent p̄ = ∂J/∂x of the step's result, a step of size h gives each
/// stage the costate and its transport
///
///     κ_i = h b_i p̄ + h Σ_{j>i} a_ji v̄_j,   v̄_i = ∂/∂x [ κ_i · f(t_i, X_i, θ) + ω_i L(t_i, X_i, θ) ],
///
/// with ω_i = h b_i times the row's weight in the objective. In Pontryagin's sign the costate is
/// p = -κ_i / (h b_i), so that κ_i · f + ω_i L is -h b_i H. The gradient of the objective by a node of
/// the control is the sum of ∂/∂θ [ κ_i · f + ω_i L ] over the stages that it governs.
///
/// One object serves one thread and one block of rows at a time. All is stored with the rows last:
/// `[dimension, count]` for each stage.
///
/// > Source: Pontryagin's principle for discrete flows as in Li, Chen, Tai & E, JMLR 18 (2018), section
/// > 3; the transposed method: Hager, Numerische Mathematik 87 (2000).
public final class CostateSweep<Element: Scalar> {
  /// What is stored at each stage.
  public enum Quantity: Int, Sendable, CaseIterable {
    /// X_i.
    case state
    /// f(t_i, X_i, θ).
    case velocity
    /// κ_i.
    case costate
    /// v̄_i, the transported costate.
    case transport
  }

  /// The field.
  public let program: HamiltonianProgram<Element>
  /// The method, its steps and the horizon.
  public let scheme: FlowScheme
  /// The most rows of a sweep.
  public let rows: Int
  /// The stages of all steps: step s has those from s times ``stagesPerStep`` on.
  public var stageCount: Int { scheme.evaluations }
  /// The stages of one step.
  public var stagesPerStep: Int { scheme.evaluations / scheme.steps }

  private let evaluator: HamiltonianEvaluator<Element>
  private let control: ControlReader<Element>
  private let weights: FlowWeights<Element>
  private let memory: UnsafeMutablePointer<Element>
  private let residuals: UnsafeMutablePointer<Element>
  /// States at the beginning of the steps and at the end; shape `[steps + 1, dimension, count]`.
  private let steps: UnsafeMutablePointer<Element>
  /// One step's cotangent, times, rates, and what the pullback leaves.
  private let cotangent: UnsafeMutablePointer<Element>
  private let t: UnsafeMutablePointer<Element>
  private let rate: UnsafeMutablePointer<Element>
  private let omega: UnsafeMutablePointer<Element>
  private let tBar: UnsafeMutablePointer<Element>
  private let turned: UnsafeMutablePointer<Element>
  private let cost: UnsafeMutablePointer<Element>
  private let discarded: UnsafeMutablePointer<Element>
  private var count = 0

  /// Memory for sweeps of at most `rows` rows.
  ///
  /// - Precondition: the method is explicit and its steps are not coupled.
  public init(_ program: HamiltonianProgram<Element>, scheme: FlowScheme, rows: Int) {
    precondition(
      scheme.method.tableau != nil,
      "costates at the stages of \(scheme.method.name), whose stages do not follow one from another"
    )
    precondition(
      scheme.coupling == nil,
      "costates of coupled steps: leave the coupling out, or train by gradients")
    self.program = program
    self.scheme = scheme
    self.rows = rows
    evaluator = program.makeEvaluator(rows: rows)
    control = ControlReader(shape: scheme.control, parameterCount: program.parameters.count)
    weights = FlowWeights(scheme)
    let size = rows * program.dimension
    memory = .allocate(capacity: max(Quantity.allCases.count * scheme.evaluations * size, 1))
    residuals = .allocate(
      capacity: max(scheme.evaluations * program.residualCount(rows: rows), 1))
    steps = .allocate(capacity: max((scheme.steps + 1) * size, 1))
    cotangent = .allocate(capacity: max(size, 1))
    turned = .allocate(capacity: max(size, 1))
    t = .allocate(capacity: max(rows, 1))
    rate = .allocate(capacity: max(rows, 1))
    omega = .allocate(capacity: max(rows, 1))
    tBar = .allocate(capacity: max(rows, 1))
    cost = .allocate(capacity: max(rows, 1))
    discarded = .allocate(capacity: max(program.parameters.count, 1))
    for buffer in [t, rate, omega, tBar, cost] { buffer.initialize(repeating: 0, count: rows) }
    discarded.initialize(repeating: 0, count: program.parameters.count)
  }

  deinit {
    for buffer in [
      memory, residuals, steps, cotangent, turned, t, rate, omega, tBar, cost, discarded,
    ] { buffer.deallocate() }
  }

  /// Says where the control's nodes lie; shape `[nodes, parameters]`.
  ///
  /// Call again when they changed.
  public func setParameters(_ theta: UnsafePointer<Element>) { control.setNodes(theta) }

  /// What a stage has of a quantity; shape `[dimension, count]`.
  public func values(_ quantity: Quantity, ofStage stage: Int) -> UnsafeMutablePointer<Element> {
    memory + (quantity.rawValue * stageCount + stage) * rows * program.dimension
  }

  /// The time of a stage.
  public func time(ofStage stage: Int) -> Double {
    scheme.time(step: stage / stagesPerStep, stage: stage % stagesPerStep)
  }

  /// The weight h b_i of a stage in the step and in the integral of the running cost.
  public func weight(ofStage stage: Int) -> Double {
    scheme.h * scheme.stages[stage % stagesPerStep].b
  }

  /// The node of the control that a stage is governed by, with the share of the next.
  public func mixture(ofStage stage: Int) -> ControlMixture {
    scheme.mixture(step: stage / stagesPerStep, stage: stage % stagesPerStep)
  }
}

// MARK: - The two sweeps

extension CostateSweep {
  /// Carries states along the flow.
  ///
  /// - Parameters:
  ///   - x0: the states at the beginning; shape `[count, dimension]`.
  ///   - count: the number of rows.
  /// - Returns: the states at the end, shape `[count, dimension]`, and the integral of the running
  ///   cost, shape `[count]`; borrowed until the next call.
  public func solve(
    from x0: UnsafePointer<Element>, count: Int
  ) -> (states: UnsafePointer<Element>, cost: UnsafePointer<Element>) {
    precondition(count <= rows, "\(count) rows in a sweep made for \(rows)")
    self.count = count
    let n = program.dimension
    Element.transpose(x0, rows: count, columns: n, to: steps)
    Element.fill(cost, with: 0, count: count)
    for step in 0..<scheme.steps {
      let x = steps + step * rows * n
      for stage in 0..<stagesPerStep { advance(step, stage, from: x) }
      combine(x, weights.step, velocities(of: step), to: x + rows * n)
    }
    Element.transpose(steps + scheme.steps * rows * n, rows: n, columns: count, to: turned)
    return (UnsafePointer(turned), UnsafePointer(cost))
  }

  /// Carries cotangents back along the steps of the last solve.
  ///
  /// - Parameters:
  ///   - end: the cotangent of the states at the end; shape `[count, dimension]`.
  ///   - rowWeights: the rows' weights in the integral of the running cost; shape `[count]`.
  ///   - thetaBar: when not nil, the gradient by the control's nodes is added to it; shape
  ///     `[nodes, parameters]`.
  public func pullback(
    _ end: UnsafePointer<Element>, weights rowWeights: UnsafePointer<Element>,
    into thetaBar: UnsafeMutablePointer<Element>?
  ) {
    let n = program.dimension
    Element.transpose(end, rows: count, columns: n, to: cotangent)
    for step in stride(from: scheme.steps - 1, through: 0, by: -1) {
      for stage in stride(from: stagesPerStep - 1, through: 0, by: -1) {
        retreat(step, stage, rowWeights, thetaBar)
      }
      combine(cotangent, weights.ones, transports(of: step, from: 0), to: cotangent)
    }
  }

  /// The cotangent of the states at the beginning after ``pullback(_:weights:into:)``, the rows last;
  /// shape `[dimension, count]`.
  public var startCotangent: UnsafePointer<Element> { UnsafePointer(cotangent) }

  private func advance(_ step: Int, _ stage: Int, from x: UnsafeMutablePointer<Element>) {
    let number = step * stagesPerStep + stage
    let state = values(.state, ofStage: number)
    combine(x, weights.stage(stage), velocities(of: step), to: state)
    prepare(step, stage)
    evaluator.linearize(
      count, t: t, x: state, velocity: values(.velocity, ofStage: number), cost: rate,
      residuals: residuals + number * program.residualCount(rows: rows))
    if program.hasRunningCost {
      Element.scaleAdd(weights.step[stage], rate, 1, to: cost, count: count)
    }
  }

  private func retreat(
    _ step: Int, _ stage: Int, _ rowWeights: UnsafePointer<Element>,
    _ thetaBar: UnsafeMutablePointer<Element>?
  ) {
    let number = step * stagesPerStep + stage
    let kappa = values(.costate, ofStage: number)
    let places = [UnsafePointer(cotangent)] + transports(of: step, from: stage + 1)
    combine(nil, weights.costate(stage), places, to: kappa)
    Element.scaleAdd(weights.step[stage], rowWeights, 0, to: omega, count: count)
    prepare(step, stage)
    evaluator.pullback(
      count, t: t, x: values(.state, ofStage: number),
      residuals: residuals + number * program.residualCount(rows: rows), velocity: kappa,
      cost: omega, tBar: tBar, xBar: values(.transport, ofStage: number))
    if let thetaBar {
      control.collect(from: evaluator, into: thetaBar)
    } else {
      evaluator.collect(into: discarded)
    }
  }

  private func prepare(_ step: Int, _ stage: Int) {
    control.apply(scheme.mixture(step: step, stage: stage), to: evaluator)
    guard program.dependsOnTime else { return }
    Element.fill(t, with: Element(scheme.time(step: step, stage: stage)), count: count)
  }

  private func velocities(of step: Int) -> [UnsafePointer<Element>?] {
    (0..<stagesPerStep).map {
      UnsafePointer(values(.velocity, ofStage: step * stagesPerStep + $0))
    }
  }

  private func transports(of step: Int, from stage: Int) -> [UnsafePointer<Element>?] {
    (stage..<stagesPerStep).map {
      UnsafePointer(values(.transport, ofStage: step * stagesPerStep + $0))
    }
  }

  /// y = x + Σ w_i k_i; the step size is in the weights.
  private func combine(
    _ x: UnsafePointer<Element>?, _ weights: UnsafeBufferPointer<Element>,
    _ k: [UnsafePointer<Element>?], to y: UnsafeMutablePointer<Element>
  ) {
    guard let one = self.weights.ones.baseAddress else { return }
    k.withUnsafeBufferPointer { k in
      guard let k = k.baseAddress, !weights.isEmpty else {
        if let x { y.update(from: x, count: count * program.dimension) }
        return
      }
      Element.combine(
        rows: count, columns: program.dimension, x, h: one, stepPerRow: false, weights: weights, k,
        to: y)
    }
  }
}
