import Tensors
import Testing

@Suite struct TensorArithmeticTests {
  // Longer than the chunks in which numbers are repeated, and no multiple of them.
  static let lengths = [0, 1, 2, 511, 512, 513, 1300]

  @Test(arguments: lengths) func numbersActOnEveryElement(n: Int) {
    let x = Tensor((0..<n).map { Double($0) + 0.25 })
    let e = x.elements
    #expect((x + 2).elements == e.map { $0 + 2 })
    #expect((2 + x).elements == e.map { 2 + $0 })
    #expect((x - 2).elements == e.map { $0 - 2 })
    #expect((2 - x).elements == e.map { 2 - $0 })
    #expect((x * 3).elements == e.map { $0 * 3 })
    #expect((3 * x).elements == e.map { 3 * $0 })
    #expect((x / 3).elements == e.map { $0 / 3 })
    #expect((3 / x).elements == e.map { 3 / $0 })
    #expect((-x).elements == e.map { -$0 })
  }

  @Test(arguments: lengths) func pairsOfElementsMeet(n: Int) {
    let x = Tensor((0..<n).map { Float($0) + 0.25 })
    let y = Tensor((0..<n).map { 7 - Float($0) })
    let pairs = Array(zip(x.elements, y.elements))
    #expect((x + y).elements == pairs.map { $0 + $1 })
    #expect((x - y).elements == pairs.map { $0 - $1 })
    #expect((x * y).elements == pairs.map { $0 * $1 })
    #expect((y / x).elements == pairs.map { $1 / $0 })
  }

  @Test func assignmentsAgreeWithOperators() {
    let x = counting(3, 4, type: Double.self)
    let y = counting(4, type: Double.self) + 0.5
    var z = x
    z += y
    #expect(z == x + y)
    z -= y
    #expect(z == x)
    z *= y
    #expect(z == x * y)
    z /= y
    #expect(z == x * y / y)
    z = x
    z += 0.5
    z -= 1.5
    z *= 8
    z /= 4
    #expect(z == (x - 1) * 2)
  }

  @Test func aScaledTensorIsAdded() {
    var x = counting(2, 2, type: Float.self)
    x.add(x, scaledBy: -0.5)
    #expect(x == counting(2, 2) * 0.5)
  }

  @Test func operandsMayShareStorage() {
    var x = counting(3, type: Double.self)
    x += x
    x *= x
    #expect(x == Tensor([4, 16, 36]))
  }
}
