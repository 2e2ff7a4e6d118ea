import Optimization
import Tensors
import Testing

/// Descent within convex sets, against minima that are known.
@Suite struct ProjectedDescentTests {
  /// f(x) = ½ Σ a_i (x_i - c_i)², with condition number 100.
  private static func bowl(
    _ x: Tensor<Double>
  ) -> (value: Double, gradient: Tensor<Double>) {
    let shift = x - Tensor([2, -3, 0.25, 1])
    let slope = Tensor<Double>([1, 10, 100, 3]) * shift
    return (0.5 * (slope * shift).sum(), slope)
  }

  private static func descended(
    from start: Tensor<Double>, steps: Int, onto projection: ProjectedDescent<Double>.Projection,
    _ objective: Objective<Double, Never>
  ) -> ProjectedDescent<Double> {
    var descent = ProjectedDescent(from: start, onto: projection, of: objective)
    for _ in 0..<steps { descent.advance(onto: projection, objective) }
    return descent
  }

  /// In a box, the separable bowl is least at the nearest numbers.
  @Test func boxMinimumIsClipped() {
    let descent = Self.descended(from: Tensor([0, 0, 0, 0]), steps: 100, onto: Self.box, Self.bowl)
    let known = Tensor<Double>([1, -1, 0.25, 1])
    #expect((descent.position - known).norm < 1e-13, "\(descent.position)")
    #expect(descent.projectedGradientNorm < 1e-12)
    #expect(descent.value == Self.bowl(descent.position).value)
  }

  private static func box(_ x: Tensor<Double>) -> Tensor<Double> {
    Tensor(x.elements.map { min(max($0, -1), 1) })
  }

  /// In the ball of radius r, the minimum solves (A + λ) x = A c with λ > 0 such that |x| = r; λ by
  /// bisection.
  @Test func ballMinimumHasItsMultiplier() {
    let (a, c, radius) = ([1.0, 10, 100, 3], [2.0, -3, 0.25, 1], 1.5)
    func point(_ lambda: Double) -> Tensor<Double> {
      Tensor(zip(a, c).map { $0 * $1 / ($0 + lambda) })
    }
    var (low, high) = (0.0, 1e3)
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if point(middle).norm > radius { low = middle } else { high = middle }
    }
    let descent = Self.descended(
      from: Tensor([0, 0, 0, 1]), steps: 300,
      onto: { $0.norm > radius ? (radius / $0.norm) * $0 : $0 }, Self.bowl)
    #expect((descent.position - point(low)).norm < 1e-9, "\(descent.position) \(point(low))")
    #expect(abs(descent.position.norm - radius) < 1e-14)
  }

  /// Every point that is evaluated is a member, and the start is projected.
  @Test func evaluatesMembersOnly() {
    var seen: [Double] = []
    func rosenbrock(_ x: Tensor<Double>) -> (value: Double, gradient: Tensor<Double>) {
      seen.append(x.absolute().maximum())
      let (u, v) = (x[0], x[1])
      let w = v - u * u
      return (
        (1 - u) * (1 - u) + 100 * w * w, Tensor([-2 * (1 - u) - 400 * u * w, 200 * w])
      )
    }
    func projection(_ x: Tensor<Double>) -> Tensor<Double> {
      Tensor(x.elements.map { min(max($0, -0.5), 0.5) })
    }
    let descent = Self.descended(
      from: Tensor([-9, 9]), steps: 200, onto: projection, rosenbrock)
    // In |u|, |v| ≤ ½ the least is at u = ½, v = u² = ¼.
    #expect((descent.position - Tensor([0.5, 0.25])).norm < 1e-9, "\(descent.position)")
    #expect(seen.allSatisfy { $0 <= 0.5 })
  }

  /// At a minimum nothing moves; where values are not numbers it is stuck and says so.
  @Test func endsWhereNothingIsToBeGained() {
    let known = Tensor<Double>([1, -1, 0.25, 1])
    let still = Self.descended(from: known, steps: 3, onto: Self.box, Self.bowl)
    #expect(still.position == known && still.iterations == 0 && !still.isStuck)
    func hole(_ x: Tensor<Double>) -> (value: Double, gradient: Tensor<Double>) {
      (x[0] == 0 ? 1 : .nan, Tensor([1]))
    }
    let stuck = Self.descended(from: Tensor([0]), steps: 3, onto: { $0 }, hole)
    #expect(stuck.isStuck && stuck.position == Tensor([0]) && stuck.iterations == 0)
  }
}
