public import Tensors

/// Sees every accepted step of every row: what output, recorders and events are made of.
///
/// An observer serves one block of rows on one thread.
public protocol StepObserver<Element>: AnyObject {
  /// The precision of states.
  associatedtype Element: Scalar

  /// Whether it asks for the solution inside of steps, which costs some methods an evaluation a step.
  var needsDenseOutput: Bool { get }

  /// Receives the steps that rows have just taken, at most one a row.
  func observe(_ steps: AcceptedSteps<Element>)
}

/// Steps that rows of a block have just taken; valid for the length of a call.
public struct AcceptedSteps<Element: Scalar> {
  /// The number of steps.
  public let count: Int
  /// The number of rows under way.
  let active: Int
  let memory: StepMemory<Element>
  let interpolant: StepInterpolant<Element>?

  /// The components of a state.
  public var dimension: Int { memory.dimension }

  /// The number, in the whole batch, of the row that took a step.
  public func row(_ index: Int) -> Int { Int(memory.rows[slot(index)]) }

  /// The time at which a step began.
  public func start(_ index: Int) -> Double { memory.state.t[slot(index)] }

  /// The time at which it ended.
  public func end(_ index: Int) -> Double { memory.state.tNext[slot(index)] }

  /// Its size, with its sign.
  public func size(_ index: Int) -> Double {
    let slot = slot(index)
    let state = memory.state
    return state.isCut[slot] == 0 ? state.h[slot] : state.tNext[slot] - state.t[slot]
  }

  /// The state at which a step began; shape `[dimension]`.
  public func startState(_ index: Int) -> UnsafePointer<Element> {
    memory.gather(slot(index), of: active, afterStep: false)
  }

  /// The state at which it ended; shape `[dimension]`.
  public func endState(_ index: Int) -> UnsafePointer<Element> {
    memory.gather(slot(index), of: active, afterStep: true)
  }

  /// Computes the state at a time within a step.
  ///
  /// - Precondition: the observer needs dense output, unless the time is the step's end.
  public func interpolate(_ index: Int, at t: Double, into x: UnsafeMutablePointer<Element>) {
    let slot = slot(index)
    let state = memory.state
    guard t != state.tNext[slot] else {
      return Element.copyMatrix(
        rows: 1, columns: dimension, memory.xNext + slot, from: (1, active), into: x, to: (1, 1))
    }
    dense.evaluate(slot, of: active, theta: (t - state.t[slot]) / state.h[slot], into: x)
  }

  /// Computes the polynomials x(θ) = Σ_j θ^j q_j of all steps, q_0 their first states; shape
  /// `[count, degree + 1, dimension]`.
  ///
  /// - Precondition: the observer needs dense output.
  func polynomials(into q: UnsafeMutablePointer<Element>) {
    dense.polynomials(count: count, active: active, into: q)
  }

  /// Copies the states at which the steps began; shape `[dimension, count]`.
  func copyStartStates(to states: UnsafeMutablePointer<Element>) {
    memory.gather(memory.x, count: count, of: active, to: states, (1, count))
  }

  /// Ends a step before its time, at a state inside of it; shape `[dimension]`.
  func cut(_ index: Int, at t: Double, state: UnsafePointer<Element>) {
    let slot = slot(index)
    memory.state.tNext[slot] = t
    memory.state.isCut[slot] = 1
    Element.copyMatrix(
      rows: dimension, columns: 1, state, from: (1, 1), into: memory.xNext + slot, to: (active, 1))
  }

  private var dense: StepInterpolant<Element> {
    guard let interpolant else {
      preconditionFailure("a state inside of a step, which the observer did not say that it needs")
    }
    return interpolant
  }

  private func slot(_ index: Int) -> Int { Int(memory.accepted[index]) }
}
