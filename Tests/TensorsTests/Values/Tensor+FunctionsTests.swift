import Tensors
import Testing

@Suite struct TensorFunctionsTests {
  typealias Function = @Sendable (Tensor<Double>) -> Tensor<Double>
  typealias SingleFunction = @Sendable (Tensor<Float>) -> Tensor<Float>

  struct Row: Sendable {
    let name: String
    let function: Function
    let single: SingleFunction
    let values: [Double]
  }

  /// Values at 0.75 and -1.25 by mpmath.
  static let table: [Row] = [
    Row(
      name: "absolute", function: { $0.absolute() }, single: { $0.absolute() },
      values: [0.75, 1.25]),
    Row(
      name: "sign", function: { $0.sign() }, single: { $0.sign() },
      values: [1.0, -1.0]),
    Row(
      name: "squared", function: { $0.squared() }, single: { $0.squared() },
      values: [0.5625, 1.5625]),
    Row(
      name: "reciprocal", function: { $0.reciprocal() }, single: { $0.reciprocal() },
      values: [1.33333333333333333, -0.8]),
    Row(
      name: "squareRoot", function: { $0.squareRoot() }, single: { $0.squareRoot() },
      values: [0.866025403784438647, .nan]),
    Row(
      name: "exp", function: { $0.exp() }, single: { $0.exp() },
      values: [2.11700001661267467, 0.2865047968601901]),
    Row(
      name: "log", function: { $0.log() }, single: { $0.log() },
      values: [-0.287682072451780927, .nan]),
    Row(
      name: "sin", function: { $0.sin() }, single: { $0.sin() },
      values: [0.681638760023334167, -0.948984619355586214]),
    Row(
      name: "cos", function: { $0.cos() }, single: { $0.cos() },
      values: [0.731688868873820886, 0.315322362395268665]),
    Row(
      name: "tanh", function: { $0.tanh() }, single: { $0.tanh() },
      values: [0.635148952387287319, -0.848283639957512898]),
    Row(
      name: "sigmoid", function: { $0.sigmoid() }, single: { $0.sigmoid() },
      values: [0.679178699175392973, 0.222700138825308853]),
    Row(
      name: "softplus", function: { $0.softplus() }, single: { $0.softplus() },
      values: [1.13687100611489994, 0.251929081345372889]),
    Row(
      name: "relu", function: { $0.relu() }, single: { $0.relu() },
      values: [0.75, 0.0]),
    Row(
      name: "step", function: { $0.step() }, single: { $0.step() },
      values: [1.0, 0.0]),
    Row(
      name: "erf", function: { $0.erf() }, single: { $0.erf() },
      values: [0.711155633653515132, -0.92290012825645823]),
    Row(
      name: "gelu", function: { $0.gelu() }, single: { $0.gelu() },
      values: [0.580029485717348851, -0.132062217083569072]),
    Row(
      name: "silu", function: { $0.silu() }, single: { $0.silu() },
      values: [0.50938402438154473, -0.278375173531636066]),
  ]

  @Test(arguments: table) func functionsAreThoseOfTheTable(row: Row) {
    let x = row.function(Tensor([0.75, -1.25])).elements
    let y = row.single(Tensor([0.75, -1.25])).elements
    for (i, wanted) in row.values.enumerated() {
      if wanted.isNaN {
        #expect(x[i].isNaN && y[i].isNaN, "\(row.name)")
      } else {
        #expect(abs(x[i] - wanted) <= 2 * abs(wanted) * .ulpOfOne, "\(row.name)")
        #expect(abs(y[i] - Float(wanted)) <= 2 * abs(Float(wanted)) * .ulpOfOne, "\(row.name)")
      }
    }
  }

  @Test func powersAgreeWithRepeatedProducts() {
    let x = Tensor([0.5, 1, 2, 3])
    #expect(distance(x.raised(to: 3), x * x * x) < 30)
    #expect(distance(x.raised(to: Tensor([0, 1, 2, -1])), Tensor([1, 1, 4, 1.0 / 3])) < 6)
  }

  @Test(arguments: UnaryOperation.allCases) func inPlaceAgrees(operation: UnaryOperation) {
    let x = Tensor((0..<100).map { Double($0) / 7 + 0.1 })
    var y = x
    y.apply(operation)
    #expect(y == x.map(operation))
  }
}
