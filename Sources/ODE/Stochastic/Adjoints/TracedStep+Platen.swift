import Calculus

extension TracedStep {
  /// Platen's step of weak order 2 over the algebra: see ``StochasticBlock/stepPlaten(_:_:_:)``.
  func platen<A: TensorAlgebra>(
    _ t: A, _ h: A, _ x: A, _ w: A, _ f: A, _ g: A, _ theta: Parameters<A>
  ) -> A {
    let root = h.squareRoot()
    let n = law.dimension
    let m = law.noise.components(dimension: n)
    func column(_ g: A, _ j: Int) -> A {
      guard law.noise != .diagonal else {
        let mask = A.constant((0..<n).map { $0 == j ? 1 : 0 }, shape: [1, n])
        return g * mask
      }
      return (g + A.constant(Array(repeating: 0, count: n * m), shape: [1, n, m]))
        .sliced(j..<j + 1, along: -1).reshaped(to: [Extents.rows, n])
    }
    func diffusions(_ t: A, _ y: A, _ j: Int) -> (up: A, down: A) {
      let offset = column(g, j) * root
      return (law.diffusion(at: t, y + offset, theta), law.diffusion(at: t, y - offset, theta))
    }
    var drive = x + f * h
    for j in 0..<m { drive = drive + column(g, j) * w.component(j) }
    let mean = x + f * h
    var next = x + (f + law.drift(at: t + h, drive, theta)) * h / 2
    for j in 0..<m {
      let (up, down) = diffusions(t + h, mean, j)
      let v = w.component(j)
      next = next + column(up + down + 2 * g, j) * v / 4
      next = next + column(up - down, j) * (v * v - h) / (4 * root)
    }
    guard case .general = law.noise else { return next }
    for r in 0..<m where m > 1 {
      let (up, down) = diffusions(t, x, r)
      for j in 0..<m where j != r {
        let v = w.component(j)
        let (low, high) = (min(r, j), max(r, j))
        let pair = w.component(m + high * (high - 1) / 2 + low)
        let positive = A.isLess(.constant(0), pair) * 2 - 1
        let sign = j < r ? positive : -positive
        next = next + column(up + down - 2 * g, j) * v / 4
        next = next + column(up - down, j) * (v * w.component(r) + sign * h) / (4 * root)
      }
    }
    return next
  }
}
