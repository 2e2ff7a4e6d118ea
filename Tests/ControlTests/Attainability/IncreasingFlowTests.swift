import Calculus
import Control
import Foundation
import ODE
import Tensors
import Testing

@Suite struct IncreasingFlowTests {
  /// v max(w x + b, 0).
  private struct Family: ControlledField {
    let dimension = 1
    let parameters = ParameterLayout(["v": [], "w": [], "b": []])
    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      theta[0] * (theta[1] * x + theta[2]).relu()
    }
  }

  /// The closed form is where an integrator ends.
  @Test(arguments: [
    IncreasingFlow.Piece(v: 1, w: 1, b: 0.3, duration: 1.2),
    .init(v: -0.7, w: 0.5, b: 1, duration: 2),
    .init(v: 0.4, w: -0.9, b: 0.2, duration: 3), .init(v: -1, w: 0, b: 2, duration: 0.25),
    .init(v: 1, w: 0, b: -2, duration: 0.25), .init(v: 0, w: 1, b: 3, duration: 1),
  ])
  func pieceIsTheFlowOfItsVelocity(_ piece: IncreasingFlow.Piece) {
    let x = Tensor<Double>([-2, -0.6, -0.3, 0, 0.1, 1.7])
    let ends = Integrator(control: .adaptive(relative: 1e-12, absolute: 1e-12)).trajectory(
      of: FlowField(Family(), theta: Tensor([piece.v, piece.w, piece.b])),
      from: x.reshaped(to: [6, 1]), over: TimeSpan(to: piece.duration)
    ).states(at: 0)
    for (start, end) in zip(x.elements, ends.elements) {
      #expect(abs(piece(start) - end) < 1e-10, "\(piece(start)) \(end)")
    }
  }

  /// It passes through its points, is linear between them, has slope 1 below, and takes the variation
  /// of the logarithm of the slope.
  @Test func passesThroughItsPoints() {
    let (x, y) = ([-1.0, 0, 0.5, 2], [0.5, 1.5, 3.5, 3.8])
    let flow = IncreasingFlow(through: x, y)
    for (place, value) in zip(x, y) { #expect(abs(flow(place) - value) < 1e-14) }
    #expect(abs(flow(-3) - -1.5) < 1e-14)
    #expect(abs(flow(0.25) - 2.5) < 1e-14)
    #expect(abs(flow(3) - 4) < 1e-14)
    // Slopes 1, 4, 0.2.
    #expect(abs(flow.horizon - (log(4.0) + log(20.0))) < 1e-14)
  }

  /// The least horizon of (e^{3x} - 1)/(e³ - 1) is 4.8503 = ln((e³ - 1)/3) + 3, approached from below
  /// with errors of order m^-2: table of an independent numpy 1.26 program with the same knots.
  @Test(arguments: [
    (8, 4.282, 1.54e-2), (16, 4.568, 4.22e-3), (32, 4.709, 1.10e-3), (64, 4.780, 2.82e-4),
    (128, 4.815, 7.1e-5),
  ])
  func horizonApproachesTheLeast(pieces: Int, horizon: Double, error: Double) {
    func target(_ x: Double) -> Double { expm1(3 * x) / expm1(3) }
    let x = (0...pieces).map { Double($0) / Double(pieces) }
    let flow = IncreasingFlow(through: x, x.map(target))
    #expect(abs(flow.horizon - horizon) < 6e-4, "\(flow.horizon)")
    let greatest =
      (0...20_000).map { abs(flow(Double($0) / 20_000) - target(Double($0) / 20_000)) }
      .max() ?? .nan
    #expect(abs(greatest / error - 1) < 6e-3, "\(greatest)")
  }

  @Test func decreasingValuesAreRefused() async {
    await #expect(processExitsWith: .failure) {
      _ = IncreasingFlow(through: [0, 1, 2], [0, 2, 1])
    }
    await #expect(processExitsWith: .failure) {
      _ = IncreasingFlow.Piece(v: 2, w: 1, b: 0, duration: 1)
    }
  }
}
