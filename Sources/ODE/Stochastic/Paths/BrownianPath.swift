public import Tensors

/// Brownian motions over a time span: queried at any time, refined consistently, repeated from a seed.
///
/// Row r has `components` independent motions W that begin at 0. An interval of the span carries the
/// increment w of W and its space-time Lévy area H, the mean of the bridge over it:
///
///     ∫ (W − W(a)) dt = h (w/2 + H),   H ~ N(0, h/12), independent of w.
///
/// Its halves have the jointly Gaussian law given both: with independent standard normal n₁, n₂,
///
///     w₁ − w₂ = 3H + √h n₁/2,   H₁ + H₂ = H/2 − √h n₁/4,   H₁ − H₂ = √(h/12) n₂.
///
/// The normal numbers of an interval are a function of the seed, the row, the component and the
/// interval's place in the tree of halvings: a value is the same, bit for bit, whatever was asked
/// before, and whatever other rows there are. Halving ends where the time is met, or after ``depth``
/// halvings, where the mean of the motion given its cell is taken: a cubic of time, whose variance
/// lacks at most 2^-depth of the span. Time is counted in parts of the span, so that cost does not
/// depend on its unit.
///
/// > Source: Foster, Lyons & Oberhauser, SIAM J. Numer. Anal. 58 (2020), for the areas; Li et al.,
/// > Scalable gradients for stochastic differential equations (2020), for trees without memory.
public struct BrownianPath: Sendable {
  /// The times between which the motions run.
  public let span: TimeSpan
  /// The motions of a row.
  public let components: Int
  /// The halvings after which a time that is no end of a cell is met by interpolation.
  public let depth: Int
  private let key: SIMD4<UInt64>
  private let length: Double
  private let scale: Double

  /// The motions of a seed.
  ///
  /// - Parameters:
  ///   - span: the times, forwards.
  ///   - components: the motions of a row, at least 1.
  ///   - seed: equal seeds give equal motions.
  ///   - depth: the most halvings, 1 to 50.
  public init(over span: TimeSpan, components: Int, seed: UInt64, depth: Int = 30) {
    var stream = RandomStream(seed: seed)
    self.init(over: span, components: components, using: &stream, depth: depth)
  }

  /// The motions of a stream split off from another.
  ///
  /// - Precondition: the span runs forwards; there is at least one component; depth is 1 to 50.
  public init(
    over span: TimeSpan, components: Int, using stream: inout RandomStream, depth: Int = 30
  ) {
    precondition(span.length > 0, "Brownian motions from \(span.start) to \(span.end)")
    precondition(components >= 1, "\(components) Brownian motions")
    precondition((1...50).contains(depth), "a tree of \(depth) halvings, not 1 to 50")
    self.span = span
    self.components = components
    self.depth = depth
    key = stream.split().state.key
    length = span.length
    scale = span.length.squareRoot()
  }

  /// The motion of one component of a row.
  ///
  /// - Parameters:
  ///   - row: the row's number in the whole batch.
  ///   - component: the component's number.
  /// - Returns: the motion.
  /// - Precondition: the row is at least 0 and the component is one of ``components``.
  public func motion(row: Int, component: Int) -> BrownianMotion {
    precondition(
      row >= 0 && (0..<components).contains(component), "motion \(component) of row \(row)")
    return BrownianMotion(
      key: BrownianPath.key(component, of: BrownianPath.key(row, of: key)), self)
  }

  /// W and its integral from the beginning of the span, of the motion of a key.
  func value(at t: Double, of motion: SIMD4<UInt64>) -> (w: Double, integral: Double) {
    let unit = unitValue(at: (t - span.start) / length, of: motion)
    return (unit.w * scale, unit.integral * length * scale)
  }

  /// The walk from the root to the cell of a time, of a motion over [0, 1].
  private func unitValue(
    at time: Double, of motion: SIMD4<UInt64>
  ) -> (w: Double, integral: Double) {
    guard time > 0 else { return (0, 0) }
    var node: UInt64 = 1
    var (n1, n2) = BrownianPath.normals(0, of: motion)
    var (w, area) = (n1, n2 * (1.0 / 12).squareRoot())
    guard time < 1 else { return (w, w / 2 + area) }
    var (left, integral, h, theta) = (0.0, 0.0, 1.0, time)
    for _ in 0..<depth {
      guard theta > 0 else { return (left, integral) }
      (n1, n2) = BrownianPath.normals(node, of: motion)
      let root = h.squareRoot()
      let difference = 3 * area + root * n1 / 2
      let sum = area / 2 - root * n1 / 4
      let spread = root * n2 * (1.0 / 12).squareRoot()
      let first = (w + difference) / 2
      h /= 2
      theta *= 2
      if theta >= 1 {
        integral += h * (left + first / 2 + (sum + spread) / 2)
        left += first
        (w, area) = ((w - difference) / 2, (sum - spread) / 2)
        theta -= 1
        node = 2 * node + 1
      } else {
        (w, area) = (first, (sum + spread) / 2)
        node = 2 * node
      }
    }
    let square = theta * theta
    return (
      left + theta * w + 6 * theta * (1 - theta) * area,
      integral + h * (theta * left + square / 2 * w + square * (3 - 2 * theta) * area)
    )
  }

  private static func key(_ index: Int, of parent: SIMD4<UInt64>) -> SIMD4<UInt64> {
    var stream = RandomStream(
      state: RandomStream.State(key: parent, drawn: 0, splits: UInt64(index)))
    return stream.split().state.key
  }

  private static func normals(_ node: UInt64, of key: SIMD4<UInt64>) -> (Double, Double) {
    var stream = RandomStream(state: RandomStream.State(key: key, drawn: 4 * node, splits: 0))
    return (stream.normal(), stream.normal())
  }
}

/// One Brownian motion of one row of a ``BrownianPath``.
public struct BrownianMotion: Sendable {
  private let key: SIMD4<UInt64>
  private let path: BrownianPath

  init(key: SIMD4<UInt64>, _ path: BrownianPath) {
    self.key = key
    self.path = path
  }

  /// W at a time of the span, and its integral from the beginning of the span; no memory is allocated.
  ///
  /// - Parameter t: the time; before the span W is 0, behind it what it is at its end.
  /// - Returns: W, and its integral.
  public func value(at t: Double) -> (w: Double, integral: Double) { path.value(at: t, of: key) }

  /// The increment of W over an interval, and the integral of W − W(a) over it.
  ///
  /// - Parameters:
  ///   - a: the beginning of the interval.
  ///   - b: its end.
  /// - Returns: the increment, and the integral.
  public func increment(from a: Double, to b: Double) -> (w: Double, integral: Double) {
    let (start, end) = (value(at: a), value(at: b))
    return (end.w - start.w, end.integral - start.integral - (b - a) * start.w)
  }
}
