import Calculus
import Tensors

/// The methods between which steps are switched.
enum AutomaticMethods {
  static let explicit = ButcherTableau.tsitouras
  static let stiff = RosenbrockTableau.rodas5P
}

/// Tries steps of an explicit method while the field is not stiff, and of a Rosenbrock method while it is.
///
/// Stiff steps must pay: where they cover less than as many explicit ones as their evaluations are worth,
/// explicit steps go on, bound by stability. It serves one row. Both methods' estimates are of the same order, so that the controller goes on
/// through a switch.
final class AutomaticStepper<Element: Scalar>: Stepper {
  let evaluation: StepEvaluation<Element>
  private let explicit: ExplicitStepper<Element>
  private let stiff: RosenbrockStepper<Element>
  private var test = StiffnessTest()
  private(set) var isStiff = false
  /// Where the step tried last ends, to know whether it was taken.
  private var lastEnd = Double.nan
  private var lastSize = 0.0

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
    (test, isStiff, lastEnd, retreats) = (StiffnessTest(), false, .nan, 0)
    evaluation.count = 0
    stiff.begin(count)
  }

  func pass(_ tape: inout StateTape) {
    tape.pass(&isStiff)
    tape.pass(&lastEnd)
    tape.pass(&lastSize)
    tape.pass(&explicitRatio)
    tape.pass(&explicitSize)
    tape.pass(&stiffSteps)
    tape.pass(&stiffTime)
    tape.pass(&retreats)
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
    lastSize = memory.state.h[0]
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

  /// The size of the explicit steps before the last switch, the stiff steps since, and the time that they
  /// have covered.
  private var explicitSize = 0.0
  private var stiffSteps = 0
  private var stiffTime = 0.0
  /// How often stiff steps did not pay.
  private var retreats = 0

  /// After so many stiff steps they must have paid.
  private static var trialSteps: Int { 10 }

  /// How many explicit steps a stiff one must cover: its evaluations, those for the matrix with them, which
  /// takes about as many as there are components, over those of an explicit one.
  private var worth: Double {
    Double(AutomaticMethods.stiff.stages + memory.dimension)
      / Double(AutomaticMethods.explicit.stages - 1)
  }

  /// Decides by the step just taken.
  private func switchMethods() {
    if isStiff {
      stiffSteps += 1
      stiffTime += abs(lastSize)
      let isTried = stiffSteps == AutomaticStepper.trialSteps
      if isTried, stiffTime < Double(stiffSteps) * worth * explicitSize { return retreat() }
    }
    let ratio =
      isStiff ? abs(memory.state.h[0]) * Double(stiff.jacobianNorm(ofSlot: 0)) : explicitRatio
    guard test.isStiff(ratio) != isStiff else { return }
    isStiff.toggle()
    guard isStiff else { return }
    stiff.restart(0)
    (explicitSize, stiffSteps, stiffTime) = (abs(lastSize), 0, 0)
  }

  /// Goes back to explicit steps, which are bound by stability and still cheaper, and asks for more of them
  /// before the next try.
  private func retreat() {
    isStiff = false
    retreats += 1
    test = StiffnessTest(votes: StiffnessTest.votes << min(2 * retreats, 16))
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

  /// Steps for a decision.
  private var needed: Int
  private var state = false
  private var hits = 0
  /// Whether steps have spoken for a change that is not decided.
  var isUndecided: Bool { hits > 0 }
  private var misses = 0

  /// A test that takes so many steps for a decision.
  init(votes: Int = StiffnessTest.votes) { needed = votes }

  /// Writes the counts to a tape, or reads them.
  mutating func pass(_ tape: inout StateTape) {
    tape.pass(&needed)
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
    if hits >= needed {
      state.toggle()
      (hits, misses) = (0, 0)
    }
    return state
  }
}
