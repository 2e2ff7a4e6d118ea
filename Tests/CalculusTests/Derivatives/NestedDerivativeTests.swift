import Calculus
import Tensors
import Testing

/// Derivatives inside functions that are differentiated again.
@Suite struct NestedDerivativeTests {
  /// dx/dt = -(M Mᵀ + W - Wᵀ) ∇V(x), V a network: the form of an OnsagerNet.
  struct Dissipation: ControlledField {
    let dimension = 3
    let parameters = ParameterLayout(["hidden": [3, 5], "bias": [5], "out": [5], "flow": [3, 3]])

    func potential<A: TensorAlgebra>(_ x: A, _ theta: [A]) -> A {
      A.dot((x • theta[0] + theta[1]).tanh(), theta[2]) + 0.1 * x.squared().sum(over: -1)
    }

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      let slope = A.gradient(at: x, given: theta.values) { potential($0, $1) }
      let turn = theta[3] - theta[3].transposed()
      return -(slope • (theta[3] • theta[3].transposed() + turn))
    }
  }

  static let field = Dissipation()
  static let shapes =
    [[Extents.rows, 1], [Extents.rows, 3]] + field.parameters.segments.map(\.shape)

  private func inputs(rows: Int) -> [Tensor<Double>] {
    OperationCase.directions(
      Self.shapes.map { Extents.resolve($0, rows: rows) }, seed: 8, as: Double.self)
  }

  /// The gradient inside the field is the central difference of the potential, row by row.
  @Test func gradientInAFieldIsThatOfItsPotential() {
    let inputs = inputs(rows: 4)
    let theta = Array(inputs[2...])
    let slope = Tensor.gradient(at: inputs[1], given: theta) { Self.field.potential($0, $1) }
    for row in 0..<4 {
      for column in 0..<3 {
        let difference = fourthOrderDifference { h in
          var x = inputs[1]
          x[row, column] += h
          return Self.field.potential(x, theta)[row]
        }
        #expect(abs(slope[row, column] - difference) < 1e-11)
      }
    }
  }

  /// Computed, recorded and compiled, the field is one function.
  @Test func fieldIsTheSameOverTensorsAndSymbols() {
    let inputs = inputs(rows: 6)
    let eager = Self.field.velocity(at: inputs[0], inputs[1], Parameters(Array(inputs[2...])))
    let compiled = Program<Double>(Hamiltonian(field: Self.field).dynamics)(inputs)[0]
    #expect(largestDifference(eager, compiled) < 1e-14)
  }

  /// The pullback of a field that holds a gradient agrees with central differences by every input.
  @Test func gradientInAFieldIsDifferentiatedAgain() {
    let graph = Hamiltonian(field: Self.field).dynamics
    let inputs = inputs(rows: 4)
    let program = Program<Double>(graph)
    let w = OperationCase.directions([[4, 3]], seed: 4, as: Double.self)[0]
    let bars = Program<Double>(graph.pullback())(inputs + [w])
    for (number, bar) in bars.enumerated() {
      let differences = inputs[number].elements.indices.map { place in
        fourthOrderDifference { h in
          dot(program(moved(inputs, number, place, h))[0], w)
        }
      }
      #expect(
        largestDifference(bar, Tensor(differences, shape: bar.shape)) < 1e-10, "input \(number)")
    }
  }

  /// Along the flow V falls: dV/dt = -∇V·M Mᵀ∇V, and the skew part does no work.
  @Test func potentialFalls() {
    let inputs = inputs(rows: 50)
    let theta = Array(inputs[2...])
    let velocity = Self.field.velocity(at: inputs[0], inputs[1], Parameters(theta))
    let power = Tensor.derivative(at: inputs[1], along: velocity, given: theta) {
      Self.field.potential($0, $1)
    }
    let slope = Tensor.gradient(at: inputs[1], given: theta) { Self.field.potential($0, $1) }
    let force: Tensor<Double> = slope • theta[3]
    let dissipation: Tensor<Double> = force.squared().sum(over: -1)
    #expect(largestDifference(power, -dissipation) < 1e-14)
    #expect(power.elements.allSatisfy { $0 < 0 })
  }

  /// ∂/∂θ of a loss that holds ∇V, as a score-matching loss does.
  @Test func lossOfAGradientHasAGradient() {
    let graph = Graph(inputs: Array(Self.shapes[1...])) { v in
      let slope = Symbol.gradient(at: v[0], given: Array(v.dropFirst())) {
        Self.field.potential($0, $1)
      }
      return [(slope - v[0]).squared().sum(over: -1).mean()]
    }
    let inputs = Array(inputs(rows: 5)[1...])
    let program = Program<Double>(graph)
    let gradient = Program<Double>(graph.gradient(wrt: [1, 2, 3]))(inputs)
    for (number, part) in gradient.enumerated() {
      for place in part.elements.indices {
        let difference = fourthOrderDifference { h in
          program(moved(inputs, number + 1, place, h))[0].elements[0]
        }
        #expect(abs(part.elements[place] - difference) < 1e-10)
      }
    }
  }

  /// Hessian-vector products of the loss of a network, forward over reverse and reverse over reverse,
  /// are the central difference of the gradient.
  @Test func hessianVectorProductsAgree() {
    let shapes = [[Extents.rows, 2], [Extents.rows, 1], [2, 6], [6], [6, 1]]
    let graph = Graph(inputs: shapes) { v in
      let output = (v[0] • v[2] + v[3]).tanh().silu() • v[4]
      return [(output - v[1]).squared().mean() + 0.01 * v[2].power(4).sum()]
    }
    let sizes = shapes.map { Extents.resolve($0, rows: 7) }
    let inputs = OperationCase.directions(sizes, seed: 1, as: Double.self)
    let v = OperationCase.directions(Array(sizes[2...]), seed: 2, as: Double.self)
    let gradient = graph.gradient(wrt: [2, 3, 4])
    let forward = Program<Double>(gradient.pushforward(wrt: [2, 3, 4]))(inputs + v)
    let reverse = Program<Double>(gradient.pullback(wrt: [2, 3, 4]))(inputs + v)
    let program = Program<Double>(gradient)
    for part in 0..<3 {
      #expect(largestDifference(forward[part], reverse[part]) < 1e-14)
      for place in forward[part].elements.indices {
        let difference = fourthOrderDifference { h in
          let moved = inputs[..<2] + zip(inputs[2...], v).map { shifted($0, $1, by: h) }
          return program(Array(moved))[part].elements[place]
        }
        #expect(abs(forward[part].elements[place] - difference) < 1e-10)
      }
    }
  }

  /// The divergence by pushforwards along the axes is the trace of the Jacobian by differences.
  @Test func divergenceIsTheTrace() {
    let inputs = inputs(rows: 3)
    let theta = Parameters(Array(inputs[2...]))
    let graph = Graph(inputs: Self.shapes) { v in
      let divergence = (0..<3).map { axis -> Symbol in
        let unit = Symbol.constant((0..<3).map { $0 == axis ? 1 : 0 }, shape: [3])
        return Symbol.derivative(
          at: v[1], along: unit.broadcast(like: v[1]), given: [v[0]] + v[2...]
        ) { x, given in
          Self.field.velocity(at: given[0], x, Parameters(Array(given.dropFirst())))
        }.component(axis)
      }
      return [divergence[0] + divergence[1] + divergence[2]]
    }
    let divergence = Program<Double>(graph)(inputs)[0]
    for row in 0..<3 {
      let trace = (0..<3).reduce(0.0) { sum, axis in
        sum
          + fourthOrderDifference { h in
            var x = inputs[1]
            x[row, axis] += h
            return Self.field.velocity(at: inputs[0], x, theta)[row, axis]
          }
      }
      #expect(abs(divergence[row, 0] - trace) < 1e-10)
    }
  }

  @Test func gradientsOfManyNumbersAreRefused() async {
    await #expect(processExitsWith: .failure) {
      _ = Tensor.gradient(at: Tensor<Double>.zeros([4, 2])) { x, _ in x.sin() }
    }
    await #expect(processExitsWith: .failure) {
      _ = Graph(inputs: [[2]]) { [$0[0].sum()] }.gradient(wrt: [1])
    }
    await #expect(processExitsWith: .failure) {
      _ = Graph(inputs: [[2]]) { [$0[0].sum()] }.pushforward(wrt: [0, 0])
    }
  }

  private func moved(
    _ inputs: [Tensor<Double>], _ number: Int, _ place: Int, _ h: Double
  ) -> [Tensor<Double>] {
    var moved = inputs
    moved[number].withUnsafeMutableElements { $0[place] += h }
    return moved
  }
}

/// (8 (f(h) − f(−h)) − (f(2h) − f(−2h))) / 12h: the derivative at 0 up to O(h⁴).
func fourthOrderDifference(step h: Double = 1e-3, _ f: (Double) -> Double) -> Double {
  (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h)
}
