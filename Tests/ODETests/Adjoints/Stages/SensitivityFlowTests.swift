import Calculus
import Tensors
import Testing

@testable import ODE

/// Tangents along steps of every kind, and tangents of their transposes.
@Suite struct SensitivityFlowTests {
  /// A solver of six equal steps, or of adaptive ones.
  static func solver(_ control: ControlShape, adaptive tolerance: Double? = nil) -> FlowSolver {
    guard let tolerance else {
      return .fixed(
        FlowScheme(method: .euler, steps: 6, from: 0.2, to: 1.4, control: control))
    }
    return .adaptive(
      AdaptiveScheme(
        method: .dormandPrince,
        steps: AdaptiveControl(relative: tolerance, absolute: tolerance * 1e-2), from: 0.2,
        to: 1.4, control: control))
  }

  /// ⟨w, J v⟩ = ⟨Jᵀw, v⟩ to rounding, for several directions at once, for steps of every kind.
  @Test(arguments: StageSchemes.indices, StagedFlowTests.controls)
  func tangentsAreDualToCotangents(_ index: Int, _ control: ControlShape) {
    guard case .fixed(let scheme) = Self.solver(control) else { return }
    let stages = StageSchemes.all[index].scheme
    let problem = FlowProblem(.fixed(scheme))
    let adjoint = StagedFlow(
      FlowProblem.program, scheme, stages, rows: FlowProblem.rows, keepsTape: true,
      memory: .automatic)
    let gradient = problem.gradient(by: adjoint)
    let tangent = SensitivityProblem(problem, stages)
    #expect(tangent.dualityError(gradient) < 2e-14)
  }

  /// The same for the adjoint of equal explicit steps that other solves use, and for adaptive ones.
  @Test(arguments: StagedFlowTests.controls)
  func tangentsAreDualToOtherAdjoints(_ control: ControlShape) {
    let fixed = FlowScheme(method: .rungeKutta4, steps: 6, from: 0.2, to: 1.4, control: control)
    for solver in [FlowSolver.fixed(fixed), Self.solver(control, adaptive: 1e-5)] {
      let problem = FlowProblem(solver)
      let tangent = SensitivityProblem(problem, solver.stageScheme)
      #expect(tangent.dualityError(problem.gradient()) < 2e-14)
    }
  }

  /// H v is the difference of gradients along v, and ⟨u, H v⟩ = ⟨H u, v⟩.
  @Test(arguments: StageSchemes.indices, StagedFlowTests.controls)
  func hessiansAreDifferencesOfGradients(_ index: Int, _ control: ControlShape) {
    let problem = FlowProblem(Self.solver(control))
    let sensitivity = SensitivityProblem(problem, StageSchemes.all[index].scheme)
    let (v, u) = (sensitivity.direction(5), sensitivity.direction(6))
    let difference = sensitivity.differenceOfGradients(along: v)
    let product = sensitivity.hessian(v)
    #expect(relativeError(product.tangent, difference) < 3e-11)
    let other = sensitivity.hessian(u).tangent
    let (a, b) = (dot(u, product.tangent), dot(v, other))
    let scale = dot(u.map(abs), product.tangent.map(abs))
    #expect(abs(a - b) < 1e-14 * scale)
  }

  /// Adaptive steps, their sizes frozen: symmetric to rounding, and at a tight tolerance the
  /// difference of gradients.
  @Test(arguments: StagedFlowTests.controls)
  func hessiansOfAdaptiveSteps(_ control: ControlShape) {
    for tolerance in [1e-4, 1e-11] {
      let solver = Self.solver(control, adaptive: tolerance)
      let sensitivity = SensitivityProblem(FlowProblem(solver), solver.stageScheme)
      let (v, u) = (sensitivity.direction(5), sensitivity.direction(6))
      let (product, other) = (sensitivity.hessian(v).tangent, sensitivity.hessian(u).tangent)
      let scale = dot(u.map(abs), product.map(abs))
      #expect(abs(dot(u, product) - dot(v, other)) < 1e-14 * scale)
      guard tolerance < 1e-10 else { continue }
      #expect(relativeError(product, sensitivity.differenceOfGradients(along: v)) < 1e-7)
    }
  }
}

/// Sums of products.
func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

/// The objective ½ Σ q x(T)² + Σ (w + c/2) c of a flow problem, c the running cost's integral, by
/// first states and parameters together.
struct SensitivityProblem {
  let problem: FlowProblem
  let flow: SensitivityFlow<Double>

  init(_ problem: FlowProblem, _ stages: StageScheme) {
    self.problem = problem
    flow = SensitivityFlow(
      FlowProblem.program, problem.solver, stages, rows: FlowProblem.rows, directions: 3)
  }

  var count: Int { problem.x0.count + problem.theta.count }

  func direction(_ seed: UInt64) -> [Double] {
    FlowProblem.numbers(count, seed: seed, scale: 1)
  }

  /// |⟨w, J v⟩ − ⟨Jᵀw, v⟩| for three directions, relative to the size of the terms.
  func dualityError(_ gradient: FlowProblem.Gradient) -> Double {
    let n = problem.x0.count
    let vectors = (7..<10).map { direction($0) }
    let cotangent = problem.end + problem.cost
    var worst = 0.0
    problem.theta.withUnsafeBufferPointer { theta in
      guard let base = theta.baseAddress else { return }
      flow.setParameters(base)
      _ = flow.solve(from: problem.x0, count: FlowProblem.rows)
      let memory = vectors.map { vector in
        UnsafeMutablePointer<Double>.allocate(capacity: vector.count)
      }
      for (place, vector) in zip(memory, vectors) { place.initialize(from: vector, count: count) }
      let tangents = flow.pushforward(
        starts: memory.map { UnsafePointer($0) }, thetas: memory.map { UnsafePointer($0 + n) })
      for (vector, tangent) in zip(vectors, tangents) {
        let results =
          (0..<n).map { tangent.states[$0] } + (0..<FlowProblem.rows).map { tangent.cost[$0] }
        let terms = gradient.x0 + gradient.theta
        let scale = max(
          dot(terms.map(abs), vector.map(abs)), dot(cotangent.map(abs), results.map(abs)))
        worst = max(worst, abs(dot(cotangent, results) - dot(terms, vector)) / scale)
      }
      for place in memory { place.deallocate() }
    }
    return worst
  }

  /// The gradient, and its derivative along a direction, at a place away from the problem's.
  func hessian(
    _ v: [Double], at shift: (Double, [Double])? = nil
  ) -> (gradient: [Double], tangent: [Double]) {
    let n = problem.x0.count
    let rows = FlowProblem.rows
    let moved = zip(problem.x0 + problem.theta, shift?.1 ?? v).map { $0 + (shift?.0 ?? 0) * $1 }
    let (x0, theta) = (Array(moved[..<n]), Array(moved[n...]))
    let (xTangent, thetaTangent) = (Array(v[..<n]), Array(v[n...]))
    var (bar, barTangent) = (theta.map { _ in 0.0 }, theta.map { _ in 0.0 })
    var (start, startTangent) = ([Double](), [Double]())
    theta.withUnsafeBufferPointer { theta in
      thetaTangent.withUnsafeBufferPointer { thetaTangent in
        guard let base = theta.baseAddress else { return }
        flow.setParameters(base)
        let (states, cost) = flow.solve(from: x0, count: rows)
        let tangent = flow.pushforward(start: xTangent, theta: thetaTangent.baseAddress)
        let p = (0..<n).map { problem.end[$0] * states[$0] }
        let pTangent = (0..<n).map { problem.end[$0] * tangent.states[$0] }
        let w = (0..<rows).map { problem.cost[$0] + cost[$0] }
        let wTangent = (0..<rows).map { tangent.cost[$0] }
        bar.withUnsafeMutableBufferPointer { bar in
          barTangent.withUnsafeMutableBufferPointer { barTangent in
            guard let bar = bar.baseAddress, let barTangent = barTangent.baseAddress else { return }
            p.withUnsafeBufferPointer { p in
              pTangent.withUnsafeBufferPointer { pTangent in
                w.withUnsafeBufferPointer { w in
                  wTangent.withUnsafeBufferPointer { wTangent in
                    guard let p = p.baseAddress, let pTangent = pTangent.baseAddress,
                      let w = w.baseAddress, let wTangent = wTangent.baseAddress
                    else { return }
                    let result = flow.pullback(
                      end: (p, pTangent), cost: (w, wTangent), into: (bar, barTangent))
                    start = (0..<n).map { result.value[$0] }
                    startTangent = (0..<n).map { result.tangent[$0] }
                  }
                }
              }
            }
          }
        }
      }
    }
    return (start + bar, startTangent + barTangent)
  }

  /// The central difference of gradients along a direction.
  func differenceOfGradients(along v: [Double], step h: Double = 4e-4) -> [Double] {
    let parts = [(8.0, h), (-8, -h), (-1, 2 * h), (1, -2 * h)].map { weight, step in
      hessian(v, at: (step, v)).gradient.map { weight * $0 / (12 * h) }
    }
    return v.indices.map { index in parts.reduce(0) { $0 + $1[index] } }
  }
}
