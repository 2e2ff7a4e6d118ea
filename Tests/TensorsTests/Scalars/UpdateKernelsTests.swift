import Tensors
import Testing

/// The fused updates against the formula in plain Swift, which rounds every operation as they do.
@Suite struct UpdateKernelsTests {
  private func checkAdam<Element: Scalar>(_ type: Element.Type, count: Int) {
    let numbers = AdamCoefficients<Element>(
      firstDecay: 0.9, secondDecay: 0.999, firstScale: 3.69, secondScale: 333.7,
      epsilon: 1e-8)
    let gradient = (0..<count).map { Element($0 % 7) / 3 - 1 }
    let first = (0..<count).map { Element($0 % 5) / 7 }
    let second = (0..<count).map { Element($0 % 11) / 13 }
    var (update, m, v) = (gradient, first, second)
    Element.adam(numbers, gradient: &update, first: &m, second: &v, count: count)
    for i in 0..<count {
      let g = gradient[i]
      let mean = numbers.firstDecay * first[i] + (1 - numbers.firstDecay) * g
      let square = numbers.secondDecay * second[i] + (1 - numbers.secondDecay) * (g * g)
      let root = (square * numbers.secondScale).squareRoot() + numbers.epsilon
      #expect(m[i] == mean && v[i] == square)
      #expect(update[i] == (mean * numbers.firstScale) / root)
    }
  }

  @Test(arguments: [0, 1, 3, 7, 8, 15, 16, 17, 31, 64, 100])
  func `Adam's pass is its formula, bit for bit, at any length`(count: Int) {
    checkAdam(Float.self, count: count)
    checkAdam(Double.self, count: count)
  }

  @Test(arguments: [0, 1, 7, 8, 16, 33])
  func `clamped values are in range, others stay, and NaN is kept`(count: Int) {
    var x = (0..<count).map { Double($0) - 10 }
    if count > 0 { x[count - 1] = .nan }
    let before = x
    Double.clamp(&x, lower: -4, upper: 5, count: count)
    for (old, new) in zip(before, x) {
      #expect(old.isNaN ? new.isNaN : new == min(max(old, -4), 5))
    }
    var single = (0..<count).map { Float($0) }
    Float.clamp(&single, lower: 2, upper: 3, count: count)
    #expect(single.allSatisfy { 2 <= $0 && $0 <= 3 })
  }
}
