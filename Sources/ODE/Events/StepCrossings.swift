import Tensors

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Isolates the zeros that a function has on the unit interval: those of the polynomial through some
/// of its values, by Descartes' rule of signs.
struct StepCrossings {
  /// Where the function's values are wanted: Chebyshev's extreme points, 0 and 1 among them.
  let nodes: [Double]
  /// From values at the nodes to the coefficients in Bernstein's basis; shape `[nodes, nodes]`.
  private let toBernstein: [Double]
  /// Coefficients, one set for each depth of the bisection.
  private var coefficients: [Double]
  /// The brackets found, in increasing order, and whether the function rises there.
  private(set) var brackets: [Bracket] = []

  /// An interval on which the polynomial has one zero.
  struct Bracket {
    var low: Double
    var high: Double
    let isRising: Bool
  }

  /// Zeros that are nearer to one another than this are one.
  private static let leastWidth = 0x1p-40
  /// Intervals are not cut in the middle, where symmetric functions have their zeros.
  private static let cut = 0.4871
  /// More than the intervals of which one is the left part of another.
  private static let depths = 42

  /// Crossings of functions that are looked at in so many points.
  ///
  /// - Precondition: there are two or more.
  init(points: Int) {
    precondition(points >= 2, "a function on an interval with \(points) values")
    let degree = points - 1
    nodes = (0...degree).map { index in
      index == degree
        ? 1 : (1 - cos(Double.pi * Double(index) / Double(degree))) / 2
    }
    toBernstein = StepCrossings.inverseOfBernsteinMatrix(nodes)
    coefficients = Array(repeating: 0, count: StepCrossings.depths * points)
  }

  private var points: Int { nodes.count }

  /// Isolates the zeros of the polynomial through some values, after 0 and up to 1.
  ///
  /// - Parameters:
  ///   - values: the values at the nodes; shape `[points]`.
  ///   - startsAtZero: whether the first value is to be taken for zero, which is no crossing.
  mutating func isolate(_ values: UnsafePointer<Double>, startsAtZero: Bool) {
    brackets.removeAll(keepingCapacity: true)
    for row in 0..<points {
      var sum = 0.0
      for column in 0..<points { sum += toBernstein[row * points + column] * values[column] }
      coefficients[row] = sum
    }
    // The ends of the polynomial are the values there, exactly.
    coefficients[0] = startsAtZero ? 0 : values[0]
    coefficients[points - 1] = values[points - 1]
    if values[points - 1] == 0 {
      // To reach zero at the end is to cross it; the next step then begins at zero.
      let before = (0..<points - 1).last { coefficients[$0] != 0 }
      guard let before else { return }
      coefficients[points - 1] =
        coefficients[before] > 0 ? -.leastNonzeroMagnitude : .leastNonzeroMagnitude
    }
    bisect(0, from: 0, to: 1)
  }

  private mutating func bisect(_ depth: Int, from low: Double, to high: Double) {
    let first = depth * points
    let (changes, sign) = signChanges(first)
    guard changes > 0 else { return }
    let beginsAtZero = low == 0 && coefficients[first] == 0
    if changes == 1 && !beginsAtZero {
      brackets.append(Bracket(low: low, high: high, isRising: sign < 0))
      return
    }
    guard high - low > StepCrossings.leastWidth else {
      // An even number of zeros this near is none: the function touches zero.
      if !changes.isMultiple(of: 2) && !beginsAtZero {
        brackets.append(Bracket(low: low, high: high, isRising: sign < 0))
      }
      return
    }
    // De Casteljau: the left part goes one level down, the right part stays until it is done.
    let next = first + points
    let cut = StepCrossings.cut
    for level in 0..<points {
      coefficients[next + level] = coefficients[first]
      for index in 0..<points - 1 - level {
        coefficients[first + index] +=
          cut * (coefficients[first + index + 1] - coefficients[first + index])
      }
    }
    // What is at the places `first…` now are the right part's, first to last.
    if coefficients[first] == 0 {
      // A zero at the cut belongs to the right part.
      let tiny = sign < 0 ? -Double.leastNonzeroMagnitude : .leastNonzeroMagnitude
      coefficients[first] = tiny
      coefficients[next + points - 1] = tiny
    }
    let middle = low + cut * (high - low)
    bisect(depth + 1, from: low, to: middle)
    bisect(depth, from: middle, to: high)
  }

  /// How often the coefficients change their sign, and the first sign.
  private func signChanges(_ first: Int) -> (count: Int, sign: Double) {
    var count = 0
    var sign = 0.0
    var last = 0.0
    for index in first..<first + points where coefficients[index] != 0 {
      if sign == 0 { sign = coefficients[index] }
      if last != 0 && (last < 0) != (coefficients[index] < 0) { count += 1 }
      last = coefficients[index]
    }
    return (count, sign)
  }

  private static func inverseOfBernsteinMatrix(_ nodes: [Double]) -> [Double] {
    let degree = nodes.count - 1
    var matrix: [Double] = []
    for node in nodes {
      var binomial = 1.0
      for index in 0...degree {
        if index > 0 { binomial *= Double(degree - index + 1) / Double(index) }
        var product = binomial
        for _ in 0..<index { product *= node }
        for _ in 0..<degree - index { product *= 1 - node }
        matrix.append(product)
      }
    }
    guard let lu = try? LUFactorization(Tensor(matrix, shape: [nodes.count, nodes.count])) else {
      preconditionFailure("Bernstein's matrix of \(nodes.count) different nodes is singular")
    }
    return lu.inverse().elements
  }
}
