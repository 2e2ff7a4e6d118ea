/// Finds a zero of a continuous function between two points at which its signs differ.
///
/// > Source: Chandrupatla, Advances in Engineering Software 28 (1997): inverse quadratic interpolation
/// > where it is safe, bisection elsewhere.
struct BracketedZero {
  /// The best point, and the function's value there.
  private(set) var point: Double
  private(set) var value: Double
  /// The last two points, on either side of the zero, and the one before them.
  private var a: (x: Double, y: Double)
  private var b: (x: Double, y: Double)
  private var c: (x: Double, y: Double)

  /// The zero between two points.
  ///
  /// - Parameters:
  ///   - low: the lower point, and the value there.
  ///   - high: the higher point, and the value there, of the other sign or zero.
  ///   - tolerance: how near the points come.
  ///   - function: the function.
  init(
    between low: (x: Double, y: Double), and high: (x: Double, y: Double), tolerance: Double,
    of function: (Double) -> Double
  ) {
    (a, b, c) = (high, low, low)
    (point, value) = abs(low.y) < abs(high.y) ? low : high
    var t = 0.5
    while abs(b.x - a.x) > tolerance && value != 0 {
      let x = a.x + t * (b.x - a.x)
      // A point that is one of the ends: the bracket has no number inside.
      guard x != a.x && x != b.x else { break }
      take((x, function(x)))
      t = nextShare(tolerance)
    }
  }

  private mutating func take(_ new: (x: Double, y: Double)) {
    if (new.y < 0) == (a.y < 0) {
      c = a
    } else {
      c = b
      b = a
    }
    a = new
    (point, value) = abs(a.y) < abs(b.y) ? a : b
  }

  /// Where, between a and b, to look next.
  private func nextShare(_ tolerance: Double) -> Double {
    let width = b.x - a.x
    guard width != 0 else { return 0.5 }
    let least = min(abs(tolerance / (2 * width)), 0.5)
    let xi = (a.x - b.x) / (c.x - b.x)
    let phi = (a.y - b.y) / (c.y - b.y)
    guard c.y != a.y, phi * phi < xi, (1 - phi) * (1 - phi) < 1 - xi else { return 0.5 }
    let t =
      a.y / (b.y - a.y) * c.y / (b.y - c.y)
      + (c.x - a.x) / (b.x - a.x) * a.y / (c.y - a.y) * b.y / (c.y - b.y)
    return min(max(t, least), 1 - least)
  }
}
