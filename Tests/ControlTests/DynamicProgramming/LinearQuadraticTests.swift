import Calculus
import Tensors
import Testing

@testable import Control

@Suite struct LinearQuadraticTests {
  private static func scalar(
    a: Double, terminal: Double
  ) throws -> LinearQuadraticProblem {
    func matrix(_ x: Double) -> Tensor<Double> { Tensor([x], shape: [1, 1]) }
    return try LinearQuadraticProblem(
      a: matrix(a), b: matrix(1), q: matrix(1), r: matrix(1), terminal: matrix(terminal))
  }

  /// dx/dt = u with unit costs: P(t) = tanh(T - t).
  @Test func integratorHasTanh() throws {
    let times = [0, 0.3, 1.1, 2.0, 7]
    let solution = try Self.scalar(a: 0, terminal: 0).solution(at: times)
    for (index, t) in times.enumerated() {
      let known = Tensor<Double>([7 - t]).tanh()[0]
      #expect(abs(solution.matrices.row(index).elements[0] - known) < 1e-15)
      #expect(abs(solution.value(at: Tensor([3]), time: index) - 9 * known) < 1e-14)
    }
  }

  /// Far from the end the double integrator has the algebraic solution [[√3, 1], [1, √3]] and the gain
  /// (1, √3).
  @Test func doubleIntegratorBecomesStationary() throws {
    let problem = try LinearQuadraticProblem(
      a: Tensor([0, 1, 0, 0], shape: [2, 2]), b: Tensor([0, 1], shape: [2, 1]), q: .identity(2),
      r: .identity(1), terminal: .zeros([2, 2]))
    let solution = try problem.solution(at: [0, 20, 30])
    let root = 3.0.squareRoot()
    for (found, known) in zip(solution.matrices.row(0).elements, [root, 1, 1, root]) {
      #expect(abs(found - known) < 1e-12)
    }
    for (found, known) in zip(solution.gain(time: 0).elements, [1, root]) {
      #expect(abs(found - known) < 1e-12)
    }
  }

  /// Squares, the determinant, and a rotation by ten radians.
  @Test func exponentialIsExact() throws {
    let m = Tensor<Double>([0.3, -1.2, 2.5, 0.1, 0.4, -0.7, 1.5, 0.2, -2.1], shape: [3, 3])
    let one = try matrixExponential(m)
    let two = try matrixExponential(2 * m)
    // e^{2M} = (e^M)², and det e^M = e^{trace M}.
    #expect((one • one - two).absolute().maximum() < 1e-13 * two.absolute().maximum())
    let determinant = try LUFactorization(one).determinant
    #expect(abs(determinant / Tensor<Double>([-1.4]).exp()[0] - 1) < 1e-13)
    let turn = try matrixExponential(Tensor([0, -1, 1, 0], shape: [2, 2]) * 10)
    #expect(abs(turn[0, 0] - Tensor<Double>([10]).cos()[0]) < 1e-13)
  }

  @Test func costsOfControlsArePositive() {
    #expect(throws: LinearAlgebraError.self) {
      try LinearQuadraticProblem(
        a: .identity(1), b: .identity(1), q: .identity(1), r: .zeros([1, 1]),
        terminal: .identity(1))
    }
  }
}
