#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A flow on the line in closed form: velocities of the family { v max(w x + b, 0) : |v|, |w| ≤ 1 },
/// each for a time.
///
/// A piece with w = 1, v = ±1 stretches what lies above -b by e^{±t} and leaves the rest where it is,
/// so that a flow of pieces is increasing and piecewise linear, and each jump of ln u′ costs its own
/// size in time. A map u, continued with slope 1 on one side, is therefore attainable within a horizon T
/// just when the total variation of ln u′ is at most T: for a twice differentiable map of [a, b] the
/// least horizon is
///
///     T* = |ln u′(a)| + ∫ |u″ / u′| dx.
///
/// A translation is free: b may be as large as one likes.
///
/// > Source: Li, Lin & Shen, "Deep learning via dynamical systems: an approximation perspective",
/// > arXiv:1912.10382, the one-dimensional case; the horizon follows from the closed form of a piece.
public struct IncreasingFlow: Sendable, Hashable {
  /// A velocity v max(w x + b, 0) and for how long it is followed.
  public struct Piece: Sendable, Hashable {
    /// The factor of the velocity, of magnitude at most 1.
    public let v: Double
    /// The slope within, of magnitude at most 1.
    public let w: Double
    /// The shift within.
    public let b: Double
    /// The time, at least 0.
    public let duration: Double

    /// A piece of a flow.
    ///
    /// - Precondition: |v| and |w| are at most 1, and the duration is at least 0.
    public init(v: Double, w: Double, b: Double, duration: Double) {
      precondition(
        abs(v) <= 1 && abs(w) <= 1 && b.isFinite && duration >= 0,
        "a piece of v = \(v), w = \(w), b = \(b) for a time of \(duration)")
      self.v = v
      self.w = w
      self.b = b
      self.duration = duration
    }

    /// Where a point is after the piece's time.
    public func callAsFunction(_ x: Double) -> Double {
      let z = w * x + b
      guard z > 0 else { return x }
      // z grows as e^{w v t}, and dx = v z dt.
      let exponent = w * v * duration
      return exponent == 0 ? x + v * z * duration : x + z / w * expm1(exponent)
    }
  }

  /// What is added to a point before the pieces; it takes no time.
  public let shift: Double
  /// The pieces in order.
  public let pieces: [Piece]

  /// A flow of pieces.
  public init(shift: Double = 0, _ pieces: [Piece]) {
    self.shift = shift
    self.pieces = pieces
  }

  /// The time that the flow takes.
  public var horizon: Double { pieces.reduce(0) { $0 + $1.duration } }

  /// Where a point ends.
  public func callAsFunction(_ x: Double) -> Double {
    pieces.reduce(x + shift) { $1($0) }
  }
}

extension IncreasingFlow {
  /// The flow that passes through points, linear between them, with slope 1 below the first and the
  /// last slope above the last.
  ///
  /// Its horizon is |ln s₁| + Σ |ln s_{i+1} / s_i|, s_i being the slopes: no flow of the family through
  /// the points that is continued in the same way takes less.
  ///
  /// - Parameters:
  ///   - x: the places, increasing; at least two.
  ///   - y: the values there, increasing.
  /// - Precondition: both increase strictly and are as many.
  public init(through x: [Double], _ y: [Double]) {
    precondition(x.count == y.count && x.count >= 2, "\(x.count) places and \(y.count) values")
    precondition(
      zip(x, x.dropFirst()).allSatisfy(<) && zip(y, y.dropFirst()).allSatisfy(<),
      "a flow on the line is increasing: it passes through increasing values only")
    var slope = 1.0
    var pieces: [Piece] = []
    for index in 1..<x.count {
      let next = (y[index] - y[index - 1]) / (x[index] - x[index - 1])
      let jump = log(next / slope)
      // What is above the last point reached is there by a line of the last slope.
      pieces.append(Piece(v: jump < 0 ? -1 : 1, w: 1, b: -y[index - 1], duration: abs(jump)))
      slope = next
    }
    self.init(shift: y[0] - x[0], pieces)
  }
}
