import ODE
import Tensors
import Testing

@testable import Control

@Suite struct AdmissibleSetTests {
  static let sets: [AdmissibleSet] = [
    .free, .box(-0.5...0.25), .ball(radius: 0.7), .absoluteSum(atMost: 0.8), .binary, .ternary,
  ]

  /// A projection is a member, is its own projection, and no random member is nearer.
  @Test(arguments: sets)
  func projectionIsTheNearestMember(_ set: AdmissibleSet) {
    var stream = RandomStream(seed: 3)
    for _ in 0..<50 {
      let point = Tensor<Double>.uniform(shape: [4], in: -1.5..<1.5, using: &stream)
      let nearest = set.projection(of: point)
      #expect(set.contains(nearest))
      #expect((set.projection(of: nearest) - nearest).norm < 1e-14)
      let other = set.projection(
        of: Tensor<Double>.uniform(shape: [4], in: -1.5..<1.5, using: &stream))
      #expect((point - nearest).norm <= (point - other).norm + 1e-14)
    }
  }

  /// Sets without a member are refused with a reason.
  @Test func emptySetsAreRefused() async {
    for set in Self.sets { #expect(set.defect == nil) }
    let sentences: [(set: AdmissibleSet, sentence: String?)] = [
      (.ball(radius: 0), nil), (.ball(radius: .infinity), nil), (.absoluteSum(atMost: 0), nil),
      (
        .ball(radius: -1),
        "no control has a length of at most -1.0: a ball's radius is at least 0"
      ),
      (
        .ball(radius: .nan),
        "no control has a length of at most nan: a ball's radius is at least 0"
      ),
      (
        .absoluteSum(atMost: -0.5),
        "no control's absolute values add up to at most -0.5: the bound is at least 0"
      ),
      (
        .box(.infinity ... .infinity),
        "no number lies between inf and inf: a box has finite members"
      ),
    ]
    for (set, sentence) in sentences { #expect(set.defect == sentence) }
    await #expect(processExitsWith: .failure) {
      _ = ControlProblem(
        dynamics: RegulatedProblem.dynamics, terminal: RegulatedProblem.terminal,
        solver: .fixed(FlowScheme(method: .euler, steps: 1)), admissible: .ball(radius: -1))
    }
  }

  @Test func knownProjections() {
    let point = Tensor<Double>([3, -1])
    #expect(AdmissibleSet.absoluteSum(atMost: 1).projection(of: point).elements == [1, 0])
    #expect(AdmissibleSet.box(-0.5...2).projection(of: point).elements == [2, -0.5])
    #expect(AdmissibleSet.ternary.projection(of: Tensor<Double>([0.4, -0.6])).elements == [0, -1])
  }
}
