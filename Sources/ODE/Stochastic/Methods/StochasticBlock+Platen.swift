import Tensors

extension StochasticBlock {
  /// Platen's explicit step of weak order 2 for noise of any kind.
  ///
  /// With Ȳ = x + f h + Σ gʲ ΔWʲ, Rʲ = x + f h ± gʲ √h and Uʲ = x ± gʲ √h,
  ///
  ///     x + h/2 (f(Ȳ) + f) + ¼ Σ_j (gʲ(Rʲ₊) + gʲ(Rʲ₋) + 2gʲ) ΔWʲ
  ///       + ¼ Σ_j (gʲ(Rʲ₊) − gʲ(Rʲ₋)) ((ΔWʲ)² − h) / √h
  ///       + ¼ Σ_{j≠r} (gʲ(Uʳ₊) + gʲ(Uʳ₋) − 2gʲ) ΔWʲ
  ///       + ¼ Σ_{j≠r} (gʲ(Uʳ₊) − gʲ(Uʳ₋)) (ΔWʲ ΔWʳ + V_rj) / √h,   V_rj = −V_jr = ±h.
  ///
  /// > Source: Kloeden & Platen (1992), 15.1.3.
  func stepPlaten(_ a: Double, _ b: Double, _ h: Element) {
    let root = h.squareRoot()
    evaluator.drift(points(a, x), into: f)
    evaluator.diffusion(points(a, x), into: g)
    mean.update(from: x, count: n * count)
    add(h, f, to: mean)
    stage.update(from: mean, count: n * count)
    add(1, g, times: dW, to: stage)
    evaluator.drift(points(b, stage), into: f2)
    next.update(from: x, count: n * count)
    add(h / 2, f, to: next)
    add(h / 2, f2, to: next)
    add(0.5, g, times: dW, to: next)
    for j in 0..<m {
      support(j, of: mean, b, root)
      addColumn(j, from: j, h, root)
    }
    // A diagonal's components do not mix, and what does not depend on the state has no differences.
    guard case .general = noise else { return }
    for r in 0..<m where m > 1 {
      support(r, of: x, a, root)
      for j in 0..<m where j != r { addColumn(j, from: r, h, root) }
    }
  }

  /// The diffusions `g2` and `g3` at y ± gʲ √h.
  private func support(_ j: Int, of y: UnsafePointer<Element>, _ t: Double, _ root: Element) {
    support(j, of: y, t, root, into: g2)
    support(j, of: y, t, -root, into: g3)
  }

  private func support(
    _ j: Int, of y: UnsafePointer<Element>, _ t: Double, _ root: Element,
    into place: UnsafeMutablePointer<Element>
  ) {
    stage.update(from: y, count: n * count)
    for i in 0..<n where noise != .diagonal || i == j {
      let column = (noise == .diagonal ? i : i * m + j) * count
      for row in 0..<count { stage[i * count + row] += root * g[column + row] }
    }
    evaluator.diffusion(points(t, stage), into: place)
  }

  /// Adds the terms of gʲ at the supporting values of motion r.
  private func addColumn(_ j: Int, from r: Int, _ h: Element, _ root: Element) {
    for i in 0..<n where noise != .diagonal || i == j {
      let column = (noise == .diagonal ? i : i * m + j) * count
      for row in 0..<count {
        let (w, v) = (dW[j * count + row], dW[r * count + row])
        let (up, down, middle) = (g2[column + row], g3[column + row], g[column + row])
        let twice = j == r ? 0 : 2 * middle
        let product = w * v + sign(r, j, row) * h
        next[i * count + row] += ((up + down - twice) * w + (up - down) * product / root) / 4
      }
    }
  }

  /// V_rj / h.
  private func sign(_ r: Int, _ j: Int, _ row: Int) -> Element {
    guard r != j else { return -1 }
    let (low, high) = (min(r, j), max(r, j))
    let pair = m + high * (high - 1) / 2 + low
    let isPositive = dW[pair * count + row] > 0
    return isPositive == (j < r) ? 1 : -1
  }
}
