import Calculus
import Tensors
import Testing

/// Simplified expressions have the values and shapes of the operations as they are written, which
/// tensors compute one by one; NaN and infinities included, the sign of zero excepted.
@Suite struct SimplificationTests {
  struct Identity: Sendable, CustomTestStringConvertible {
    let name: String
    let operations: Int
    let body: any Rule
    var testDescription: String { name }
  }

  /// A function written once over any algebra.
  protocol Rule: Sendable {
    func apply<A: TensorAlgebra>(_ x: A, _ column: A) -> A
  }

  private static func identity(_ name: String, _ operations: Int, _ rule: some Rule) -> Identity {
    Identity(name: name, operations: operations, body: rule)
  }

  struct AddZero: Rule { func apply<A: TensorAlgebra>(_ x: A, _ c: A) -> A { (0 + x) + 0 } }
  struct SubtractZero: Rule { func apply<A: TensorAlgebra>(_ x: A, _ c: A) -> A { x - 0 } }
  struct FromZero: Rule { func apply<A: TensorAlgebra>(_ x: A, _ c: A) -> A { 0 - x } }
  struct TimesOne: Rule { func apply<A: TensorAlgebra>(_ x: A, _ c: A) -> A { (1 * x) * 1 / 1 } }
  struct TimesMinusOne: Rule { func apply<A: TensorAlgebra>(_ x: A, _ c: A) -> A { x * -1 } }
  struct TimesZero: Rule { func apply<A: TensorAlgebra>(_ x: A, _ c: A) -> A { x * 0 } }
  struct TwiceNegated: Rule { func apply<A: TensorAlgebra>(_ x: A, _ c: A) -> A { -(-x) } }
  struct AddNegated: Rule { func apply<A: TensorAlgebra>(_ x: A, _ c: A) -> A { x + -c } }
  struct NegatedPlus: Rule { func apply<A: TensorAlgebra>(_ x: A, _ c: A) -> A { -x + c } }
  struct MinusNegated: Rule { func apply<A: TensorAlgebra>(_ x: A, _ c: A) -> A { x - -c } }
  struct Square: Rule { func apply<A: TensorAlgebra>(_ x: A, _ c: A) -> A { x * x } }
  struct WideZero: Rule {
    func apply<A: TensorAlgebra>(_ x: A, _ c: A) -> A { c + A.constant(0).broadcast(like: x) }
  }
  struct WideOne: Rule {
    func apply<A: TensorAlgebra>(_ x: A, _ c: A) -> A { c * A.constant([1, 1, 1], shape: [3]) }
  }
  struct Broadcast: Rule {
    func apply<A: TensorAlgebra>(_ x: A, _ c: A) -> A { c.broadcast(like: x) * x }
  }
  struct Permuted: Rule {
    func apply<A: TensorAlgebra>(_ x: A, _ c: A) -> A { x.transposed().transposed() }
  }
  struct Reshaped: Rule {
    func apply<A: TensorAlgebra>(_ x: A, _ c: A) -> A {
      x.reshaped(to: [-3]).reshaped(to: [Extents.rows, 3])
    }
  }
  struct Sliced: Rule {
    func apply<A: TensorAlgebra>(_ x: A, _ c: A) -> A {
      c.sum(over: 1).reshaped(to: [Extents.rows, 1])
        + x.sliced(0..<3, along: 1)
        .padded(before: 0, after: 0, along: 1)
    }
  }
  struct Folded: Rule {
    func apply<A: TensorAlgebra>(_ x: A, _ c: A) -> A {
      x * (A.constant(2).squareRoot() + A.constant(3) * A.constant(0.1))
    }
  }

  struct RepeatedNumber: Rule {
    func apply<A: TensorAlgebra>(_ x: A, _ c: A) -> A {
      let tenths = (A.constant(0.5).broadcast(like: c) * 0.4).sin().reshaped(to: [Extents.rows])
      return x * tenths.reshaped(to: [Extents.rows, 1])
    }
  }
  struct UnitAxes: Rule {
    func apply<A: TensorAlgebra>(_ x: A, _ c: A) -> A {
      x.reshaped(to: [Extents.rows, 1, 3]).permuted([1, 0, 2]).reshaped(to: [Extents.rows, 3])
    }
  }

  static let identities = [
    identity("0 + x + 0", 0, AddZero()), identity("x - 0", 0, SubtractZero()),
    identity("0 - x", 1, FromZero()), identity("1 x 1 / 1", 0, TimesOne()),
    identity("-1 x", 1, TimesMinusOne()), identity("0 x", 1, TimesZero()),
    identity("-(-x)", 0, TwiceNegated()), identity("x + -c", 1, AddNegated()),
    identity("-x + c", 1, NegatedPlus()), identity("x - -c", 1, MinusNegated()),
    identity("x x", 1, Square()), identity("c + wide 0", 2, WideZero()),
    identity("c times ones", 1, WideOne()), identity("broadcast c times x", 1, Broadcast()),
    identity("transposed twice", 0, Permuted()), identity("reshaped twice", 0, Reshaped()),
    identity("x times a repeated number", 1, RepeatedNumber()),
    identity("unit axes permuted", 0, UnitAxes()),
    identity("whole slice, no padding", 1, Sliced()), identity("folded numbers", 1, Folded()),
  ]

  @Test(arguments: identities)
  func simplifiedValuesAreEqual(_ identity: Identity) {
    let x = Tensor<Double>(
      [0, -0.0, .nan, .infinity, -.infinity, 1e308, -3, 0.1, -1e-3], shape: [3, 3])
    let column = Tensor<Double>([2, .infinity, -0.0], shape: [3, 1])
    let graph = Graph(inputs: [[Extents.rows, 3], [Extents.rows, 1]]) {
      [identity.body.apply($0[0], $0[1])]
    }
    #expect(graph.operationCount == identity.operations)
    let expected = identity.body.apply(x, column)
    let simplified = Program<Double>(graph)([x, column])[0]
    #expect(simplified.shape == expected.shape)
    for (a, b) in zip(simplified.elements, expected.elements) {
      #expect(a == b || (a.isNaN && b.isNaN))
    }
  }
}
