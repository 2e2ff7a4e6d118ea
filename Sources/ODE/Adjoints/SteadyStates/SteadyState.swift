public import Calculus
public import Tensors

/// Steady states of a flow, f(t, x*, θ) = 0 at one time, as functions of the parameters.
///
/// Newton's method solves J s = −f, each row by itself; where it leaves, pseudo-time continuation
/// takes over, implicit Euler steps (I/δ − J) s = f whose size δ grows as the velocity falls, so that
/// it follows the flow first and is Newton's method in the end. By the implicit function theorem
///
///     J ∂x*/∂θ = −∂f/∂θ,   θ̄ = (∂f/∂θ)ᵀ μ,  Jᵀ μ = −x̄,
///
/// whatever way the state was found.
///
/// > Source: Kelley & Keyes, SIAM Journal on Numerical Analysis 35 (1998), for pseudo-time.
public final class SteadyState<Element: Scalar> {
  typealias Buffer = UnsafeMutablePointer<Element>

  /// The field.
  public let program: HamiltonianProgram<Element>
  /// The knobs of the search.
  public let control: SteadyControl
  /// The time at which the field is taken.
  public let time: Double
  /// The largest number of rows.
  public let rows: Int
  /// How the search for each row's state ended.
  public private(set) var outcomes: [SteadyOutcome] = []

  private let derivatives: SteadyDerivatives<Element>
  private let states: Buffer
  private let bars: Buffer

  /// Steady states of at most so many rows.
  ///
  /// - Parameters:
  ///   - program: the field; a running cost has no part.
  ///   - control: the knobs of the search.
  ///   - time: the time at which the field is taken.
  ///   - rows: the largest number of rows.
  public init(
    _ program: HamiltonianProgram<Element>, control: SteadyControl = SteadyControl(),
    at time: Double = 0, rows: Int
  ) {
    self.program = program
    self.control = control
    self.time = time
    self.rows = rows
    derivatives = SteadyDerivatives(program.hamiltonian, at: time, rows: rows)
    states = .allocate(capacity: max(rows * program.dimension, 1))
    bars = .allocate(capacity: max(rows * program.dimension, 1))
  }

  deinit {
    states.deallocate()
    bars.deallocate()
  }

  /// Says where the parameters lie; call again when they have changed.
  public func setParameters(_ theta: UnsafePointer<Element>) { derivatives.setParameters(theta) }

  /// Looks for steady states.
  ///
  /// - Parameters:
  ///   - guess: where the search begins; shape `[count, dimension]`.
  ///   - count: the number of rows.
  /// - Returns: the steady states, shape `[count, dimension]`, NaN for rows that have none:
  ///   ``outcomes`` says why. Borrowed until the next call.
  public func solve(
    from guess: UnsafePointer<Element>, count: Int
  ) -> UnsafeMutablePointer<Element> {
    precondition(count <= rows, "\(count) rows in steady states made for \(rows)")
    let n = program.dimension
    outcomes = (0..<count).map { row in
      let x = states + row * n
      var outcome = SteadyOutcome.tooManyIterations(velocity: .infinity)
      if control.strategy == .newtonFirst {
        x.update(from: guess + row * n, count: n)
        outcome = search(x, row, isNewton: true)
      }
      if !outcome.isConverged {
        x.update(from: guess + row * n, count: n)
        outcome = search(x, row, isNewton: false)
      }
      if !outcome.isConverged { Element.fill(x, with: .nan, count: n) }
      return outcome
    }
    return states
  }

  /// Carries cotangents of the steady states back to the parameters.
  ///
  /// - Parameters:
  ///   - cotangent: the cotangent of the states; shape `[count, dimension]`.
  ///   - thetaBar: the parameters' cotangent is added to it: NaN where a row has no steady state.
  public func pullback(
    _ cotangent: UnsafePointer<Element>, into thetaBar: UnsafeMutablePointer<Element>
  ) {
    for row in outcomes.indices {
      derivatives.pullback(
        at: states + row * program.dimension, row, cotangent + row * program.dimension,
        isConverged: outcomes[row].isConverged, into: thetaBar)
    }
  }

  /// Carries a tangent of the parameters on to the steady states.
  ///
  /// - Parameter tangent: the tangent of the parameters.
  /// - Returns: the tangents of the states; shape `[count, dimension]`; borrowed until the next call.
  public func pushforward(
    _ tangent: UnsafePointer<Element>
  ) -> UnsafeMutablePointer<Element> {
    for row in outcomes.indices {
      derivatives.pushforward(
        at: states + row * program.dimension, row, tangent, isConverged: outcomes[row].isConverged,
        to: bars + row * program.dimension)
    }
    return bars
  }

  // MARK: - The search

  /// Looks for the steady state of one row from x, by Newton's method or in pseudo-time.
  private func search(_ x: Buffer, _ row: Int, isNewton: Bool) -> SteadyOutcome {
    let n = program.dimension
    let s = derivatives.correction
    var velocity = derivatives.velocity(at: x, to: s)
    let first = velocity
    guard velocity.isFinite else { return .notFinite }
    var size = isNewton ? Element.infinity : firstSize(x, velocity)
    for iteration in 1...control.maximumIterations {
      if velocity == 0 { return finish(x, row, iteration) }
      guard derivatives.factor(at: x, row, inverseSize: 1 / size) else {
        guard size.isFinite else { return .singular(velocity: Double(velocity)) }
        size /= 10
        continue
      }
      derivatives.solve(row, s)
      Element.scaleAdd(1, s, 1, to: x, count: n)
      let length = greatest(s) / max(greatest(x), 1)
      let isPure = size.isInfinite
      let before = velocity
      velocity = derivatives.velocity(at: x, to: s)
      guard velocity.isFinite else { return .notFinite }
      if isPure && length <= Element(control.tolerance) { return finish(x, row, iteration) }
      if isNewton {
        // Newton's method is left when it does not come nearer any more.
        if iteration > 8 && velocity > first { break }
      } else {
        size = velocity <= first * 1e-6 ? .infinity : size * min(max(before / velocity, 0.1), 10)
      }
    }
    return .tooManyIterations(velocity: Double(velocity))
  }

  /// A first pseudo-time step by which no component moves by more than a tenth of its size or of 1.
  private func firstSize(_ x: Buffer, _ velocity: Element) -> Element {
    max(greatest(x), 1) / (10 * max(velocity, .leastNormalMagnitude))
  }

  /// Factors the Jacobian matrix at a steady state, for derivatives.
  private func finish(_ x: Buffer, _ row: Int, _ iterations: Int) -> SteadyOutcome {
    guard derivatives.factor(at: x, row, inverseSize: 0) else { return .singular(velocity: 0) }
    return .converged(iterations: iterations)
  }

  private func greatest(_ x: Buffer) -> Element {
    (0..<program.dimension).reduce(0) { max($0, abs(x[$1])) }
  }
}
