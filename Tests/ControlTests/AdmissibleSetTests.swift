import Control
import Tensors
import Testing

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

  @Test func knownProjections() {
    let point = Tensor<Double>([3, -1])
    #expect(AdmissibleSet.absoluteSum(atMost: 1).projection(of: point).elements == [1, 0])
    #expect(AdmissibleSet.box(-0.5...2).projection(of: point).elements == [2, -0.5])
    #expect(AdmissibleSet.ternary.projection(of: Tensor<Double>([0.4, -0.6])).elements == [0, -1])
  }
}
