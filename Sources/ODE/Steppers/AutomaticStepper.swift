import Calculus
import Tensors

/// The methods between which steps are switched.
enum AutomaticMethods {
  static let explicit = ButcherTableau.tsitouras
  static let stiff = RosenbrockTableau.rodas5P
}

/// Tries steps of an explicit method while the field is not stiff, and of a Rosenbrock method while it is.
///
/// It serves one row. Both methods' estimates are of the same order, so that the controller goes on
/// through a switch.
final class AutomaticStepper<Element: Scalar>: Stepper {
  let evaluation: StepEvaluation<Element>
  private let explicit: ExplicitStepper<Element>
  private let stiff: RosenbrockStepper<Element>
  private var test = StiffnessTest()
  private(set) var isStiff = false
  /// Where the step tried last ends, to know whether it was taken.
  private var lastEnd = Double.nan

  init(_ evaluation: StepEvaluation<Element>) {
    self.evaluation = evaluation
    precondition(evaluation.memory.capacity == 1, "switching steps of more than one row")
    explicit = ExplicitStepper(AutomaticMethods.explicit, evaluation, needsEndVelocity: true)
    stiff = RosenbrockStepper(AutomaticMethods.stiff, evaluation)
  }

  private var current: any Stepper<Element> { isStiff ? stiff : explicit }

  var kind: Int { isStiff ? 1 : 0 }
  var estimatePower: Int { explicit.estimatePower }
  var endVelocity: UnsafeMutablePointer<Element>? { current.endVelocity }
  var hasFailures: Bool { current.hasFailures }
  func hasFailed(_ slot: Int) -> Bool { current.hasFailed(slot) }

  func begin(_ count: Int) {
    (test, isStiff, lastEnd) = (StiffnessTest(), false, .nan)
    evaluation.count = 0
    stiff.begin(count)
  }

  func pass(_ tape: inout StateTape) {
    tape.pass(&isStiff)
    tape.pass(&lastEnd)
    tape.pass(&explicitRatio)
    tape.pass(&evaluation.count)
    test.pass(&tape)
    stiff.pass(&tape)
  }

  func restart(_ slot: Int) {
    lastEnd = .nan
    stiff.restart(slot)
  }

  func keep(_ pieces: [Range<Int>], of active: Int) { stiff.keep(pieces, of: active) }

  func attempt(_ count: Int) {
    if memory.state.t[0] == lastEnd { switchMethods() }
    lastEnd = memory.state.tNext[0]
    current.attempt(count)
    if !isStiff { explicitRatio = explicit.stiffnessRatio(0, of: 1) ?? 0 }
  }

  func estimateErrors(_ count: Int, _ tolerances: (absolute: Element, relative: Element)) {
    current.estimateErrors(count, tolerances)
  }

  func writeErrors(_ count: Int, to errors: UnsafeMutablePointer<Element>) {
    current.writeErrors(count, to: errors)
  }

  func prepareDenseOutput(_ count: Int) { current.prepareDenseOutput(count) }

  /// The evaluations are counted; those at jumps are added elsewhere.
  func addWork(_ slot: Int, attempts: Int, hasTrial: Bool, to statistics: inout Statistics) {
    stiff.addWork(slot, attempts: 0, hasTrial: false, to: &statistics)
    statistics.evaluations = evaluation.count - Int(memory.state.jumps[slot])
  }

  // MARK: - Switching

  /// h times an estimate of the field's largest eigenvalue, by the last two stages of the step tried
  /// last, whose states are near the same.
  private var explicitRatio = 0.0

  /// Decides by the step just taken.
  private func switchMethods() {
    let ratio =
      isStiff ? abs(memory.state.h[0]) * Double(stiff.jacobianNorm(ofSlot: 0)) : explicitRatio
    guard test.isStiff(ratio) != isStiff else { return }
    isStiff.toggle()
    if isStiff { stiff.restart(0) }
  }
}

/// Whether a row's field is stiff, by how far its steps are along the axis of stability.
///
/// A step of size h is limited by stability when h times the largest eigenvalue is beyond the boundary
/// of the explicit method. Many such steps make a field stiff, with few others among them; many steps
/// well within the boundary make it one that is not.
///
/// > Source: Hairer & Wanner, Solving Ordinary Differential Equations II (1996), IV.2.
struct StiffnessTest {
  /// The boundary of stability along the negative axis, a little within.
  static let boundary = 3.25
  /// Where it is left again.
  static let within = 1.5
  /// Steps for a decision, and steps to the contrary that make the count begin again.
  static let votes = 15
  static let vetoes = 6

  private var state = false
  private var hits = 0
  /// Whether steps have spoken for a change that is not decided.
  var isUndecided: Bool { hits > 0 }
  private var misses = 0

  /// Writes the counts to a tape, or reads them.
  mutating func pass(_ tape: inout StateTape) {
    tape.pass(&state)
    tape.pass(&hits)
    tape.pass(&misses)
  }

  /// Whether the field is stiff after one more step.
  ///
  /// - Parameter ratio: h times an estimate of the size of the largest eigenvalue.
  /// - Returns: the decision, which a single step rarely changes.
  mutating func isStiff(_ ratio: Double) -> Bool {
    let speaksForChange = state ? ratio < StiffnessTest.within : ratio > StiffnessTest.boundary
    if speaksForChange {
      hits += 1
      misses = 0
    } else {
      misses += 1
      if misses >= StiffnessTest.vetoes { hits = 0 }
    }
    if hits >= StiffnessTest.votes {
      state.toggle()
      (hits, misses) = (0, 0)
    }
    return state
  }
}
