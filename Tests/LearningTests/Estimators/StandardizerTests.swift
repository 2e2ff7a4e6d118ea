import Learning
import Tensors
import Testing

@Suite struct StandardizerTests {
  /// As scikit-learn 1.9.1's `StandardScaler` prints them; the last column is constant.
  @Test func numbersAreScikitLearns() {
    let x = Tensor<Double>([1, 10, 5, 2, -3, 5, 4, 0.5, 5, 9, 2, 5], shape: [4, 3])
    let standardizer = Standardizer(fitting: x)
    let expected = [
      -0.9733285267845753, 1.6013863738651901, 0, -0.6488856845230502, -1.1288461323967733, 0, 0,
      -0.3937835345570139, 0, 1.6222142113076254, -0.0787567069114028, 0,
    ]
    #expect(standardizer.means == [4, 2.375, 5])
    #expect(standardizer.scales[2] == 1)
    for (found, expected) in zip(standardizer.apply(to: x).elements, expected) {
      #expect(abs(found - expected) < 1e-15)
    }
  }

  @Test func undoIsTheInverse() {
    let x = Tensor<Double>([0.3, 100, -0.1, 107, 0.7, 90], shape: [3, 2])
    let standardizer = Standardizer(fitting: x)
    let back = standardizer.undo(standardizer.apply(to: x))
    for (a, b) in zip(back.elements, x.elements) { #expect(abs(a - b) < 1e-14 * abs(b)) }
  }

  /// Neither tiny numbers are taken for constant, nor do squares of huge ones overflow.
  @Test(arguments: [1e-200, 1e-13, 1, 1e13, 1e200, 1e307])
  func unitsDoNotMatter(_ unit: Double) {
    let x = Tensor<Double>([1, 2, 4, 9].map { $0 * unit }, shape: [4, 1])
    let standardizer = Standardizer(fitting: x)
    #expect(abs(standardizer.scales[0] / (3.082207001484488 * unit) - 1) < 1e-14)
    #expect(abs(standardizer.apply(to: x)[3, 0] - 1.6222142113076254) < 1e-14)
  }

  /// Many times 0.1 do not add up to a multiple of it: what is left is rounding, not spread.
  @Test func roundingIsNoSpread() {
    let x = Tensor<Double>(repeating: 0.1, shape: [1001, 1])
    let standardizer = Standardizer(fitting: x)
    #expect(standardizer.scales == [1])
    #expect(standardizer.apply(to: x).absolute().maximum() < 1e-15)
  }
}
