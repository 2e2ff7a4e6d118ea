import Calculus
import Tensors
import Testing

@Suite struct KineticEnergyTests {
  private struct Turning: ControlledField {
    let dimension = 2
    let parameters = ParameterLayout(["rate": []])

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      .concatenate([x.component(1) * t, -x.component(0)], along: -1) * theta[0]
    }
  }

  /// The squared length of the velocity, row by row.
  @Test func `the rate is the squared velocity`() {
    let energy = KineticEnergy(of: Turning(), weight: 0.25)
    let rate = energy.rate(
      at: Tensor([2.0, 0], shape: [2, 1]), Tensor([3.0, 2, 4, 7], shape: [2, 2]),
      Parameters([Tensor(repeating: 2.0, shape: [])]))
    // 1/4 of (2 2 2)² + (2 3)², and of (2 4)².
    #expect(rate.elements == [25, 16])
  }

  /// H = p · f − w |f|² is largest where p = 2 w f: its derivative by x is then what that of w |f|² is.
  @Test func `its derivative is that of the formula`() {
    let field = Turning()
    let (t, theta) = (
      Tensor([0.5], shape: [1, 1]), Parameters([Tensor(repeating: 1.5, shape: [])])
    )
    func energy(_ x: [Double]) -> Double {
      KineticEnergy(of: field, weight: 0.7).rate(at: t, Tensor(x, shape: [1, 2]), theta)
        .elements[0]
    }
    let hamiltonian = Hamiltonian(
      field: field, runningCost: KineticEnergy(of: field, weight: 0.7))
    let program = HamiltonianProgram<Double>(hamiltonian)
    #expect(program.hasRunningCost)
    let pullback = Program<Double>(hamiltonian.dynamics.pullback())(
      [
        t, Tensor([0.3, -0.8], shape: [1, 2]), theta[0], Tensor.zeros([1, 2]),
        Tensor([1.0], shape: [1, 1]),
      ], rows: 1)
    for (index, h) in [(0, [1e-5, 0]), (1, [0, 1e-5])] {
      let difference =
        (energy([0.3 + h[0], -0.8 + h[1]]) - energy([0.3 - h[0], -0.8 - h[1]])) / 2e-5
      #expect(abs(pullback[1].elements[index] - difference) < 1e-9)
    }
  }
}
