/// The conditions under which a composition of steps of a symmetric method has an order.
///
/// A symmetric method's step of size γh is the flow of the series γ X₁ + γ³ X₃ + γ⁵ X₅ + …, where X_k of
/// degree k in h are fields that do not commute and of which nothing else is known. So a composition has
/// order p when the product of exp(γ_i X₁ + γ_i³ X₃ + …) is exp(X₁) up to degree p in the algebra of words
/// over 1, 3, 5, 7, …
///
/// > Source: Hairer, Lubich & Wanner, Geometric Numerical Integration (2006), III.3 and V.3.
struct CompositionConditions {
  /// The words of odd letters, by their letters, whose sum is at most the highest degree.
  private typealias Series = [[Int]: Double]

  private let degree: Int
  private let product: Series

  /// The product of steps with some weights, up to a degree.
  init(weights: [Double], degree: Int) {
    self.degree = degree
    product = weights.reduce([[]: 1]) { product, weight in
      var (power, letters) = (weight, Series())
      for letter in stride(from: 1, through: degree, by: 2) {
        letters[[letter]] = power
        power *= weight * weight
      }
      return Self.multiply(product, Self.exponential(letters, degree), degree)
    }
  }

  /// The largest difference from exp(X₁) of the words of a degree.
  func residual(degree: Int) -> Double {
    let exact = Self.exponential([[1]: 1], self.degree)
    return product.filter { $0.key.reduce(0, +) == degree }.reduce(0) {
      max($0, abs($1.value - (exact[$1.key] ?? 0)))
    }
  }

  private static func multiply(_ a: Series, _ b: Series, _ degree: Int) -> Series {
    var product = Series()
    for (left, x) in a {
      let room = degree - left.reduce(0, +)
      for (right, y) in b where right.reduce(0, +) <= room {
        product[left + right, default: 0] += x * y
      }
    }
    return product
  }

  private static func exponential(_ a: Series, _ degree: Int) -> Series {
    var (sum, power) = (Series(), Series())
    power[[]] = 1
    for order in 0...degree {
      sum.merge(power) { $0 + $1 }
      power = multiply(power, a, degree).mapValues { $0 / Double(order + 1) }
    }
    return sum
  }
}
