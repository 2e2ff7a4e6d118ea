import Calculus
import Foundation
import Tensors
import Testing

@testable import Interchange

@Suite struct ErrorFunctionTests {
  /// The C library's error function, over all three ranges of the quotients and their borders.
  @Test func `it is the C library's to rounding`() {
    let points = (-700...700).map { Double($0) / 100 } + [0.46875, 4, 27, 1e-9, -1e-300]
    let found = Tensor<Double>(points).rationalErrorFunction().elements
    for (x, value) in zip(points, found) {
      let exact = Foundation.erf(x)
      #expect(abs(value - exact) <= 4e-16 * abs(exact), "erf \(x)")
    }
  }
}
