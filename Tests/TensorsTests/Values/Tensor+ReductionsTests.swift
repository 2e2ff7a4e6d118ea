import Tensors
import Testing

@Suite struct TensorReductionsTests {
  @Test(arguments: Precision.all) func sumsAlongEachAxisAgreeWithTheDefinition(p: Precision) {
    func check<Element: Scalar>(_: Element.Type) {
      let a = counting(3, 4, 5, type: Element.self)
      for axis in 0..<3 {
        var shape = a.shape
        let extent = shape.remove(at: axis)
        var wanted = Tensor<Element>.zeros(shape)
        var greatest = wanted
        for i in 0..<3 {
          for j in 0..<4 {
            for k in 0..<5 {
              var index = [i, j, k]
              index.remove(at: axis)
              wanted[index[0], index[1]] += a[i, j, k]
              greatest[index[0], index[1]] = a[i, j, k]
            }
          }
        }
        #expect(a.sum(over: axis) == wanted)
        #expect(a.mean(over: axis) == wanted / Element(extent))
        #expect(a.maximum(over: axis) == greatest)
        #expect(a.minimum(over: axis) == -(-a).maximum(over: axis))
      }
      #expect(a.sum() == 1830)
      #expect(a.mean() == 30.5)
      #expect(a.maximum() == 60)
      #expect(a.minimum() == 1)
    }
    check(p.type)
  }

  @Test func emptySumsAreZero() {
    #expect(Tensor<Double>.zeros([0]).sum() == 0)
    #expect(Tensor<Double>.zeros([0, 3]).sum(over: 0) == .zeros([3]))
    #expect(Tensor<Double>.zeros([0, 3]).sum(over: 1) == .zeros([0]))
    #expect(Tensor<Double>.zeros([0]).mean().isNaN)
  }

  @Test func greatestColumnsFollowTheRule() {
    let a = Tensor(
      [1.0, 3, 3, 0, -1, -1, .nan, 9, .nan, -.infinity, -.infinity, -.infinity], shape: [4, 3])
    #expect(a.columnsOfRowMaxima() == [1, 0, 0, 0])
    #expect(Tensor<Float>.zeros([0, 2]).columnsOfRowMaxima() == [])
    let b = Tensor<Float>([0, .nan, 9, .nan], shape: [1, 4])
    #expect(b.columnsOfRowMaxima() == [1])
  }

  @Test func aDotProductIsAMatrixProduct() {
    let x = normalMatrix(1, 1000, seed: 3, Double.self)
    let y = normalMatrix(1, 1000, seed: 4, Double.self)
    let product = x.product(y, transposing: .right)[0, 0]
    #expect(abs(x.dot(y) - product) < 64 * .ulpOfOne * x.norm)
  }

  @Test func theNormDoesNotOverflow() {
    let x = Tensor([3e300, 4e300])
    #expect(abs(x.norm / 5e300 - 1) < 2 * .ulpOfOne)
    #expect(abs(Tensor([3e-300, 4e-300]).norm / 5e-300 - 1) < 2 * .ulpOfOne)
    #expect(Tensor<Float>.zeros([0]).norm == 0)
  }
}
