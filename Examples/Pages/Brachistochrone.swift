import FlowLearn

/// The path of quickest descent from (0, 0) to (π, 2), y downwards, under g = 1: a cycloid, in the time π.
///
/// Two ways lead to it. The *direct* one takes polygons with nodes at xᵢ = π (i/N)², denser where the
/// path is steep. Energy gives the speed √(2y), so that a side of length ℓ takes exactly
/// 2ℓ / (√(2y₀) + √(2y₁)); the sum is minimised over the nodes' heights by L-BFGS, its gradient traced.
///
/// *Pontryagin's* way takes the speed v and the place x as states and the slope α as control,
///
///     dx/dt = v cos α,   dv/dt = sin α,   H = p v cos α + q sin α − 1.
///
/// H is greatest where (cos α, sin α) points as (p v, q) does, and is 0 all along as the time is free:
/// then cos α = p v, and p, the costate of x, is constant. That is Snell's law: the sine of the angle with
/// the vertical, over √y, is constant. What is left are two unknown numbers, p and T, with which x(T) = π
/// and v(T) = 2; Newton's method finds them through the flow of states and costates.
///
/// > Source: Johann Bernoulli, Acta Eruditorum (1696); the lecture's opening example of the calculus of
/// > variations.
enum Brachistochrone: Example {
  static let name = "brachistochrone"
  static let summary = "the curve of quickest descent, by polygons and by Pontryagin's principle"

  static func run(_ settings: Settings) -> Findings {
    let counts = [10, 20, 40, 80] + (settings.isFull ? [160, 320] : [])
    let polygons = counts.map { Polygon(sides: $0) }
    let errors = polygons.map { $0.time - .pi }
    let extremal = Extremal(settings.pool)
    let straight = (.pi * .pi + 4.0).squareRoot()
    return Findings(
      claims: [
        Claim(
          "time along a polygon of 80 sides", source: "the cycloid", claimed: .pi,
          measured: polygons[3].time, within: 1e-4),
        Claim(
          "order of the polygons' times", source: "linear interpolation", claimed: 1.9,
          measured: -logarithmicSlope(counts.map(Double.init), errors), within: 0.1),
        Claim(
          "time by Pontryagin's principle", source: "the cycloid", claimed: .pi,
          measured: extremal.time, within: 1e-9),
        Claim(
          "Snell's constant sin φ / √y", source: "Bernoulli: 1/√2", claimed: 0.5.squareRoot(),
          measured: extremal.snell[extremal.snell.count / 2], within: 1e-9),
        Claim(
          "spread of Snell's constant along the extremal", source: "Bernoulli", claimed: 0,
          measured: (extremal.snell.max() ?? .nan) - (extremal.snell.min() ?? .nan),
          within: 1e-3),
        Claim(
          "greatest |H| along the extremal", source: "free time, autonomous", claimed: 0,
          measured: extremal.energies.map(abs).max() ?? .nan, within: 1e-9),
        Claim(
          "time along the straight line, over π", source: "√(π² + 4) / π", claimed: 1.18545,
          measured: Polygon.time(nodes: [0, .pi], [0, 2]) / .pi, within: 1e-5),
      ],
      remarks: [
        "polygons of \(counts.map(String.init).joined(separator: ", ")) sides take π + "
          + errors.map(\.brief).joined(separator: ", ") + "; the straight line takes "
          + straight.brief,
        "farthest node of 80 sides from the cycloid: \(polygons[3].distanceFromCycloid.brief)",
        "spread of Snell's constant along the sides of the polygon of 80, the first ten left out: "
          + polygons[3].snellSpread(from: 10).brief,
      ],
      figures: [
        ("brachistochrone-paths", pathsFigure(polygons, extremal)),
        ("brachistochrone-order", orderFigure(counts.map(Double.init), errors)),
        ("brachistochrone-snell", snellFigure(polygons, extremal)),
      ])
  }
}
