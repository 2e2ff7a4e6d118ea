import Calculus
import Tensors
import Testing

/// A pendulum of unit length, pushed: x₁' = x₂, x₂' = −sin x₁ + θ cos t.
private struct Pendulum: ControlledField {
  let dimension = 2
  let parameters = ParameterLayout(["push": []])

  func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
    .concatenate(
      [x.component(1), theta[0] * t.cos() - x.component(0).sin()], along: -1)
  }
}

/// The velocities of a batch are those of its rows, for traced fields and for closures.
@Suite struct VectorFieldVelocitiesTests {
  private let x = Tensor<Double>([0.3, -1, 2, 0.5, -0.7, 0], shape: [3, 2])

  @Test func tracedFieldGivesEachRowsVelocity() {
    let field = FlowField(Pendulum(), theta: Tensor<Double>([0.25]))
    let velocities = field.velocities(at: 0.8, x)
    let expected = Tensor(
      stacking: [x.column(1), 0.25 * Tensor([0.8]).cos() - x.column(0).sin()], along: 1)
    #expect((velocities - expected).absolute().maximum() < 1e-15)
  }

  @Test func closureFieldGivesEachRowsVelocity() {
    let field = ClosureField<Double>(dimension: 2) { t, x, dx in
      dx[0] = t * x[1]
      dx[1] = -x[0]
    }
    #expect(
      field.velocities(at: 2, x) == Tensor([-2, -0.3, 1, -2, 0, 0.7], shape: [3, 2]))
  }

  @Test func noRowsHaveNoVelocities() {
    let field = FlowField(Pendulum(), theta: Tensor<Double>([0.25]))
    #expect(field.velocities(at: 0, .zeros([0, 2])).shape == [0, 2])
  }
}
