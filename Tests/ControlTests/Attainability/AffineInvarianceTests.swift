import Calculus
import Control
import Tensors
import Testing

@Suite struct AffineInvarianceTests {
  /// V σ(W x + b).
  private struct Layer: ControlledField {
    let dimension = 2
    let parameters = ParameterLayout(["w": [2, 3], "b": [3], "v": [3, 2]])
    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      (x • theta[0] + theta[1]).relu() • theta[2]
    }
  }

  /// W A for W, W b + b for b, D V for V.
  private static func changed(_ theta: Tensor<Double>, _ change: AffineChange) -> Tensor<Double> {
    let w = theta.rows(0..<6).reshaped(to: [2, 3])
    let v = theta.rows(9..<15).reshaped(to: [3, 2])
    let scaled = change.scales.reshaped(to: [2, 1]) * w
    let shifted = theta.rows(6..<9) + (change.shift.reshaped(to: [1, 2]) • w).row(0)
    return Tensor(scaled.elements + shifted.elements + (change.signs * v).elements)
  }

  @Test func layersAreInvariant() {
    var stream = RandomStream(seed: 2)
    let check = AffineInvarianceCheck(
      of: Layer(), in: .free, using: &stream, changed: Self.changed)
    #expect(check.holds, "\(check)")
    #expect(check.greatestDifference > 0)
  }

  /// With bounded shifts the changed parameters leave the set; a wrong formula is seen.
  @Test func failuresAreSeen() {
    var stream = RandomStream(seed: 2)
    let bounded = AffineInvarianceCheck(
      of: Layer(), in: .box(-1...1), using: &stream, changed: Self.changed)
    #expect(!bounded.holds && bounded.shareOutside > 0.5 && bounded.greatestDifference < 1e-12)
    let wrong = AffineInvarianceCheck(of: Layer(), in: .free, using: &stream) { theta, _ in theta }
    #expect(!wrong.holds && wrong.greatestDifference > 1)
  }
}
