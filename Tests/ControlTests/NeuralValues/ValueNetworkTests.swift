import Calculus
import Control
import ODE
import Optimization
import Tensors
import Testing

/// Value functions of many variables, from optimal trajectories alone.
@Suite struct ValueNetworkTests {
  /// dz/dt = A z + B u with cost ∫ |z|² + |u|² dt + |z(T)|², seen in z = x + κ x³.
  private struct Field: ControlledField {
    let a, b: Tensor<Double>
    let bend: Double

    var dimension: Int { a.shape[0] }
    var parameters: ParameterLayout { ParameterLayout(["u": [b.shape[1]]]) }

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      func matrix(_ m: Tensor<Double>) -> A { .constant(m.elements, shape: m.shape) }
      let z = x * (1 + bend * x.squared())
      let u = theta[0].reshaped(to: [1, b.shape[1]])
      let velocity = z • matrix(a.transposed()) + u • matrix(b.transposed())
      return velocity / (1 + (3 * bend) * x.squared())
    }
  }

  private struct Cost: RunningCost, TerminalCost {
    let dimension: Int
    let bend: Double
    let targetDimension = 1
    let parameters = ParameterLayout()

    func rate<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      cost(x, t, theta) + theta[0].squared().sum()
    }

    func cost<A: TensorAlgebra>(_ x: A, _ y: A, _ theta: Parameters<A>) -> A {
      (x * (1 + bend * x.squared())).squared().sum(over: -1)
    }
  }

  private struct Study {
    let problem: ControlProblem<Double>
    let riccati: RiccatiSolution
    let bend: Double

    init(_ n: Int, controls m: Int, bend: Double, pieces: Int) throws {
      var stream = RandomStream(seed: 11)
      let a = 0.8 / Double(n).squareRoot() * Tensor<Double>.normal(shape: [n, n], using: &stream)
      let b = Tensor<Double>.normal(shape: [n, m], using: &stream)
      let cost = Cost(dimension: n, bend: bend)
      problem = ControlProblem(
        dynamics: HamiltonianProgram(
          Hamiltonian(field: Field(a: a, b: b, bend: bend), runningCost: cost)),
        terminal: TerminalProgram(cost),
        solver: .fixed(
          FlowScheme(
            method: .rungeKutta4, steps: pieces, control: .piecewiseConstant(pieces: pieces))))
      riccati = try LinearQuadraticProblem(
        a: a, b: b, q: .identity(n), r: .identity(m), terminal: .identity(n)
      ).solution(at: [0, 0.5, 1])
      self.bend = bend
    }

    /// V and ∇V at the beginning.
    func known(_ x: Tensor<Double>) -> (values: Tensor<Double>, gradients: Tensor<Double>) {
      let z = x * (1 + bend * x.squared())
      let pz = z.product(riccati.matrices.row(0))
      return ((z * pz).sum(over: 1), 2 * pz * (1 + 3 * bend * x.squared()))
    }

    /// Errors of a network at fresh states, relative to the root mean squares.
    func errors(
      starts: Int, hidden: Int, iterations: Int
    ) -> (samples: (Double, Double), values: Double, gradients: Double) {
      let n = problem.dynamics.dimension
      let pool = ForkJoinPool(threads: 2)
      var stream = RandomStream(seed: 12)
      func points(_ count: Int) -> Tensor<Double> {
        .uniform(shape: [count, n], in: -1..<1, using: &stream)
      }
      let samples = ValueSamples(solving: problem, from: points(starts), pool: pool)
      let network = ValueNetwork(
        fitting: samples, of: problem, hidden: hidden,
        minimizer: Minimizer(iterationLimit: iterations), using: &stream, pool: pool)
      let x = points(300)
      func error(_ a: Tensor<Double>, _ b: Tensor<Double>) -> Double { (a - b).norm / b.norm }
      // The samples themselves, at the beginnings of trajectories.
      let first = (0..<samples.times.count).filter { samples.times[$0] == 0 }
      let exact = known(samples.states.rows(at: first))
      let (values, gradients) = known(x)
      return (
        (
          error(samples.values.rows(at: first), exact.values),
          error(samples.gradients.rows(at: first), exact.gradients)
        ),
        error(network.values(at: .zeros([300]), x), values),
        error(network.gradients(at: .zeros([300]), x), gradients)
      )
    }
  }

  /// The plane: networks of one seed are the same on any number of threads, and near Riccati's value.
  @Test func planesAreLearned() throws {
    let study = try Study(2, controls: 1, bend: 0, pieces: 10)
    let starts = RegulatedProblem.numbers([24, 2], seed: 5)
    let networks = [1, 2].map { threads -> ValueNetwork in
      let pool = ForkJoinPool(threads: threads)
      var stream = RandomStream(seed: 1)
      return ValueNetwork(
        fitting: ValueSamples(solving: study.problem, from: starts, pool: pool),
        of: study.problem, hidden: 6, minimizer: Minimizer(iterationLimit: 150), using: &stream,
        pool: pool)
    }
    #expect(networks[0].parameters == networks[1].parameters)
    let x = RegulatedProblem.numbers([50, 2], seed: 6)
    let values = networks[0].values(at: .zeros([50]), x)
    let known = study.known(x).values
    #expect((values - known).norm < 0.02 * known.norm, "\((values - known).norm / known.norm)")
    // At the end it is the terminal cost, exactly.
    let last = networks[0].values(at: .ones([50]), x)
    #expect((last - x.squared().sum(over: 1)).absolute().maximum() < 1e-15)
    let slopes = networks[0].gradients(at: .ones([50]), x)
    #expect((slopes - 2 * x).absolute().maximum() < 1e-15)
  }

  #if !DEBUG
  /// Ten dimensions, where no grid goes: V and p = -∇V of Riccati's equation.
  @Test func tenDimensionsAreRiccatis() throws {
    let errors = try Study(10, controls: 4, bend: 0, pieces: 20).errors(
      starts: 200, hidden: 16, iterations: 1000)
    print("ten dimensions: \(errors)")
    #expect(errors.samples.0 < 8e-4 && errors.samples.1 < 1e-3)
    #expect(errors.values < 1e-2, "\(errors)")
    #expect(errors.gradients < 2e-2, "\(errors)")
  }

  /// A problem that is linear and quadratic in bent coordinates only.
  @Test func bentCoordinatesAreLearned() throws {
    let errors = try Study(3, controls: 2, bend: 0.2, pieces: 20).errors(
      starts: 200, hidden: 32, iterations: 1000)
    print("bent: \(errors)")
    #expect(errors.samples.0 < 2.4e-3 && errors.samples.1 < 2.4e-3)
    #expect(errors.values < 1.2e-2, "\(errors)")
    #expect(errors.gradients < 2.5e-2, "\(errors)")
  }
  #endif
}
