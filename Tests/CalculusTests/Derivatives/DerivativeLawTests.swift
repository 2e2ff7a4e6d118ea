import Calculus
import Tensors
import Testing

/// The laws that tie pullback, pushforward and the function itself together, for every operation.
@Suite struct DerivativeLawTests {
  /// ⟨Jv, w⟩ = ⟨v, Jᵀw⟩.
  @Test(arguments: operationCases)
  func pullbackIsTheTransposeOfPushforward(_ item: OperationCase) {
    #expect(transposeError(item, Double.self) < 1e-13)
    #expect(transposeError(item, Float.self) < 2e-5)
  }

  /// Jv = (f(x + hv) − f(x − hv)) / 2h + O(h²).
  @Test(arguments: operationCases)
  func pushforwardAgreesWithCentralDifferences(_ item: OperationCase) {
    #expect(differenceError(item, step: 1e-5, Double.self) < 2e-9)
    #expect(differenceError(item, step: 4e-3, Float.self) < 4e-3)
  }

  /// The Hessian of w·f, applied to v, is symmetric: forward over reverse and reverse over reverse
  /// agree.
  @Test(arguments: operationCases)
  func hessianVectorProductsAgreeTwoWays(_ item: OperationCase) {
    let rows = 4
    let x = item.inputs(rows: rows, seed: 3, as: Double.self)
    let gradient = Graph(inputs: item.shapes) { [weighted(item.function($0))] }
      .gradient(wrt: item.differentiable)
    let v: [Tensor<Double>] = OperationCase.directions(
      item.differentiable.map { x[$0].shape }, seed: 5, as: Double.self)
    let forward = Program<Double>(gradient.pushforward(wrt: item.differentiable))(x + v, rows: rows)
    let reverse = Program<Double>(gradient.pullback(wrt: item.differentiable))(x + v, rows: rows)
    for (a, b) in zip(forward, reverse) {
      #expect(largestDifference(a, b) < 1e-12 * (1 + largest(a)))
    }
  }

  /// A fixed smooth weighting of all outputs, so that second derivatives are not all zero.
  private func weighted(_ outputs: [Symbol]) -> Symbol {
    outputs.map { ($0 * 0.7).sin().sum() }.reduce(Symbol.constant(0), +)
  }

  private func transposeError<E: Scalar>(_ item: OperationCase, _: E.Type) -> Double {
    let rows = 5
    let x = item.inputs(rows: rows, seed: 1, as: E.self)
    let graph = item.graph
    let chosen = item.differentiable
    let v = OperationCase.directions(chosen.map { x[$0].shape }, seed: 2, as: E.self)
    let w = OperationCase.directions(
      graph.outputShapes.map { Extents.resolve($0, rows: rows) }, seed: 4, as: E.self)
    let jv = Program<E>(graph.pushforward(wrt: chosen))(x + v, rows: rows)
    let jw = Program<E>(graph.pullback(wrt: chosen))(x + w, rows: rows)
    let left = zip(jv, w).map(dot).reduce(0, +)
    let right = zip(v, jw).map(dot).reduce(0, +)
    let scale = zip(v, jw).map { dot($0.0, $0.0) + dot($0.1, $0.1) }.reduce(1, +)
    return abs(left - right) / scale
  }

  private func differenceError<E: Scalar>(
    _ item: OperationCase, step: Double, _: E.Type
  ) -> Double {
    let rows = 5
    let x = item.inputs(rows: rows, seed: 6, as: E.self)
    let v = OperationCase.directions(
      item.differentiable.map { x[$0].shape }, seed: 7, as: E.self)
    let program = Program<E>(item.graph)
    func moved(_ h: Double) -> [Tensor<E>] {
      var moved = x
      for (input, direction) in zip(item.differentiable, v) {
        moved[input] = shifted(x[input], direction, by: h)
      }
      return program(moved, rows: rows)
    }
    let jv = Program<E>(item.graph.pushforward(wrt: item.differentiable))(x + v, rows: rows)
    let (ahead, behind) = (moved(step), moved(-step))
    var error = 0.0
    for (exact, (a, b)) in zip(jv, zip(ahead, behind)) {
      for (e, (p, q)) in zip(exact.elements, zip(a.elements, b.elements)) {
        let difference = (Double(p) - Double(q)) / (2 * step)
        error = max(error, abs(Double(e) - difference) / (1 + abs(difference)))
      }
    }
    return error
  }
}

func shifted<E: Scalar>(_ x: Tensor<E>, _ v: Tensor<E>, by h: Double) -> Tensor<E> {
  Tensor(zip(x.elements, v.elements).map { E(Double($0) + h * Double($1)) }, shape: x.shape)
}

func dot<E: Scalar>(_ a: Tensor<E>, _ b: Tensor<E>) -> Double {
  zip(a.elements, b.elements).reduce(0) { $0 + Double($1.0) * Double($1.1) }
}

func largest<E: Scalar>(_ a: Tensor<E>) -> Double { a.elements.map { abs(Double($0)) }.max() ?? 0 }

func largestDifference<E: Scalar>(_ a: Tensor<E>, _ b: Tensor<E>) -> Double {
  zip(a.elements, b.elements).map { abs(Double($0) - Double($1)) }.max() ?? 0
}
