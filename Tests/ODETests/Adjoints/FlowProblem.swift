import Calculus
import ODE
import Tensors

/// A small controlled flow with everything that can go wrong in an adjoint: time in the field, a
/// product of states, a network, and a running cost that depends on time, state and parameters.
struct FlowProblem {
  struct Field: ControlledField {
    let dimension = 3
    let parameters = ParameterLayout(["w1": [3, 4], "b1": [4], "w2": [4, 3]])

    func velocity<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      let network = (x • theta[0] + theta[1]).tanh() • theta[2]
      return network * (1 + 0.5 * t.sin()) - 0.2 * x.component(0) * x.component(1) * x
    }
  }

  struct Cost: RunningCost {
    func rate<A: TensorAlgebra>(at t: A, _ x: A, _ theta: Parameters<A>) -> A {
      0.3 * x.squared().sum(over: -1) * t.cos().sum(over: -1) + 0.1 * theta[0].squared().sum()
    }
  }

  static let rows = 5
  static let program = HamiltonianProgram<Double>(
    Hamiltonian(field: Field(), runningCost: Cost()))

  static func numbers(_ count: Int, seed: UInt64, scale: Double) -> [Double] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return scale * (2 * Double(state >> 11) * 0x1p-53 - 1)
    }
  }

  let solver: FlowSolver
  var theta: [Double]
  var x0: [Double]
  /// The cotangents of the end's components and of each row's running cost.
  var end: [Double]
  var cost: [Double]

  init(_ solver: FlowSolver) {
    self.solver = solver
    let count = solver.control.nodeCount * FlowProblem.program.parameters.count
    theta = FlowProblem.numbers(count, seed: 1, scale: 0.8)
    x0 = FlowProblem.numbers(FlowProblem.rows * 3, seed: 2, scale: 1)
    end = FlowProblem.numbers(FlowProblem.rows * 3, seed: 3, scale: 1)
    cost = FlowProblem.numbers(FlowProblem.rows, seed: 4, scale: 1)
  }

  /// Σ end · x(T) + Σ cost ∫ L dt.
  func objective() -> Double {
    objective(
      by: solver.makeFlow(FlowProblem.program, rows: FlowProblem.rows, keepsTape: false))
  }

  /// The objective along a flow.
  func objective(by flow: any DifferentiableFlow<Double>) -> Double {
    theta.withUnsafeBufferPointer { theta in
      guard let base = theta.baseAddress else { return .nan }
      flow.setParameters(base)
      let (states, running) = flow.solve(from: x0, count: FlowProblem.rows)
      let ends = end.indices.reduce(0) { $0 + end[$1] * states[$1] }
      return cost.indices.reduce(ends) { $0 + cost[$1] * running[$1] }
    }
  }

  struct Gradient {
    var theta: [Double]
    var x0: [Double]
    var horizon: HorizonGradient
    var work: FlowWork
  }

  mutating func scaleCotangents(by factor: Double) {
    end = end.map { factor * $0 }
    cost = cost.map { factor * $0 }
  }

  /// The gradient with or without the running cost's cotangent, carried back and added up so many
  /// times.
  func gradient(
    withCost: Bool = true, pullbacks: Int = 1, memory: MemoryBudget = .automatic
  ) -> Gradient {
    let flow = solver.makeFlow(
      FlowProblem.program, rows: FlowProblem.rows, keepsTape: true, memory: memory)
    return gradient(by: flow, withCost: withCost, pullbacks: pullbacks)
  }

  /// The gradient that a flow gives.
  func gradient(
    by flow: any DifferentiableFlow<Double>, withCost: Bool = true, pullbacks: Int = 1
  ) -> Gradient {
    var thetaBar = theta.map { _ in 0.0 }
    var horizon = HorizonGradient()
    var x0Bar: [Double] = []
    theta.withUnsafeBufferPointer { theta in
      guard let base = theta.baseAddress else { return }
      flow.setParameters(base)
      _ = flow.solve(from: x0, count: FlowProblem.rows)
      for _ in 0..<pullbacks {
        let p = cost.withUnsafeBufferPointer { cost in
          flow.pullback(
            end, cost: withCost ? cost.baseAddress : nil, into: &thetaBar, horizon: &horizon)
        }
        x0Bar = (0..<x0.count).map { p[$0] }
      }
    }
    return Gradient(theta: thetaBar, x0: x0Bar, horizon: horizon, work: flow.work)
  }
}

/// The largest difference, relative to the largest number.
func relativeError(_ a: [Double], _ b: [Double]) -> Double {
  let scale = b.map(abs).max() ?? 1
  return (zip(a, b).map { abs($0 - $1) }.max() ?? 0) / max(scale, 1e-300)
}

/// (8 (f(h) − f(−h)) − (f(2h) − f(−2h))) / 12h: the derivative at 0 up to O(h⁴).
func centralDifference(_ h: Double = 1e-3, _ f: (Double) -> Double) -> Double {
  (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h)
}
