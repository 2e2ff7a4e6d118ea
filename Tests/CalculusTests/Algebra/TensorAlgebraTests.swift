import Calculus
import Tensors
import Testing

/// Values at the edges: ties, infinities, indices outside of their table.
@Suite struct TensorAlgebraTests {
  private typealias Values = Tensor<Double>

  private func run(_ inputs: [Tensor<Double>], _ body: ([Symbol]) -> Symbol) -> [Double] {
    let graph = Graph(inputs: inputs.map(\.shape)) { [body($0)] }
    let compiled = Program<Double>(graph)(inputs)[0].elements
    let eager = graph(inputs)[0].elements
    #expect(zip(compiled, eager).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) })
    return compiled
  }

  private func gradient(_ inputs: [Tensor<Double>], _ body: ([Symbol]) -> Symbol) -> [[Double]] {
    let graph = Graph(inputs: inputs.map(\.shape)) { [body($0)] }
    return Program<Double>(graph.gradient())(inputs).map(\.elements)
  }

  @Test func logSumExpKeepsInfinities() {
    let infinity = Double.infinity
    let x = Tensor(
      [
        1000, 1000, -infinity, 0, -infinity, -infinity, infinity, 1, -1e300, -1e300,
      ], shape: [5, 2])
    let y = run([x]) { $0[0].logSumExp(over: 1) }
    #expect(y == [1000 + 0.6931471805599453, 0, -infinity, infinity, -1e300])
    let g = gradient([Tensor([-infinity, 0, 5, 5], shape: [2, 2])]) { $0[0].logSumExp(over: 1) }
    #expect(g == [[0, 1, 0.5, 0.5]])
  }

  @Test func tiesShareTheDerivativeOfAMaximum() {
    let x = Tensor<Double>([1, 3, 3, 2, 2, 2], shape: [2, 3])
    #expect(
      gradient([x]) { $0[0].maximum(over: 1) } == [
        [0, 0.5, 0.5, 1, 1, 1].enumerated().map {
          $0.offset < 3 ? $0.element : 1.0 / 3
        }
      ])
    let (a, b) = (Tensor<Double>([1, 2, 3]), Tensor<Double>([2, 2, 2]))
    #expect(gradient([a, b]) { .maximum($0[0], $0[1]).sum() } == [[0, 1, 1], [1, 0, 0]])
    #expect(gradient([a, b]) { .minimum($0[0], $0[1]).sum() } == [[1, 1, 0], [0, 0, 1]])
  }

  /// The branch that is not taken has no part in value or derivative, not even as NaN.
  @Test func selectHidesTheOtherBranch() {
    let x = Tensor<Double>([-1, 0, 4])
    func root(_ v: [Symbol]) -> Symbol {
      let isPositive = Symbol.isLess(.constant(0), v[0])
      return .select(isPositive, .select(isPositive, v[0], .constant(1)).squareRoot(), v[0])
    }
    #expect(run([x], root) == [-1, 0, 2])
    #expect(gradient([x]) { root($0).sum() } == [[1, 1, 0.25]])
    #expect(
      run([x, Tensor<Double>([.nan, 1, 1])]) { .select($0[1], $0[0], .constant(7)) } == [-1, 0, 4])
  }

  @Test func indicesStayInTheirTable() {
    let table = Tensor<Double>([10, 11, 20, 21, 30, 31], shape: [3, 2])
    let indices = Tensor<Double>([-5, 1.4, 1.6, 7, .infinity, -.infinity, .nan, 1e300])
    #expect(
      run([table, indices]) { $0[0].gathered(at: $0[1]) }
        == [10, 11, 20, 21, 30, 31, 30, 31, 30, 31, 10, 11, 10, 11, 30, 31])
    let g = gradient([table, indices]) { $0[0].gathered(at: $0[1]).sum() }
    #expect(g[0] == [3, 3, 1, 1, 4, 4])
    #expect(g[1].allSatisfy { $0 == 0 })
  }

  /// x^0 is flat, also at 0; x^1 has slope 1 and x² slope 0 there.
  @Test func powersHaveDerivativesAtZero() {
    let x = Tensor<Double>([0, 2, -3])
    #expect(gradient([x]) { $0[0].power(0).sum() } == [[0, 0, 0]])
    #expect(gradient([x]) { $0[0].power(1).sum() } == [[1, 1, 1]])
    #expect(gradient([x]) { $0[0].power(2).sum() } == [[0, 4, -6]])
    let exponents = Tensor<Double>([0, 1, 2])
    let g = gradient([Tensor<Double>([0, 0, 0]), exponents]) { $0[0].power($0[1]).sum() }
    #expect(g == [[0, 1, 0], [0, 0, 0]])
  }

  @Test func meansOfNothingAreNotNumbers() {
    #expect(run([Values.zeros([0, 2])]) { $0[0].mean() }[0].isNaN)
    #expect(run([Values.zeros([0, 2])]) { $0[0].sum() } == [0])
  }
}
