import Tensors

extension StochasticMethod {
  /// The evaluations of the drift in a step.
  var evaluations: Int {
    switch self {
    case .eulerMaruyama, .milstein: 1
    case .heun, .sra1, .platenWeak2: 2
    }
  }
}

extension StochasticBlock {
  /// Takes a step of all rows from `x` to `next`.
  func step(from a: Double, to b: Double) {
    let h = Element(b - a)
    switch method {
    case .eulerMaruyama: stepEuler(a, h)
    case .milstein: stepMilstein(a, h)
    case .heun: stepHeun(a, b, h)
    case .sra1: stepRoessler(a, b, h)
    case .platenWeak2: stepPlaten(a, b, h)
    }
  }

  /// y ← y + c f.
  func add(_ c: Element, _ f: UnsafePointer<Element>, to y: UnsafeMutablePointer<Element>) {
    Element.scaleAdd(c, f, 1, to: y, count: n * count)
  }

  /// y ← y + c g v, v of shape `[m, count]`.
  func add(
    _ c: Element, _ g: UnsafePointer<Element>, times v: UnsafePointer<Element>,
    to y: UnsafeMutablePointer<Element>
  ) {
    guard noise != .diagonal else {
      for i in 0..<n * count { y[i] += c * g[i] * v[i] }
      return
    }
    for i in 0..<n {
      for j in 0..<m {
        let (g, v, y) = (g + (i * m + j) * count, v + j * count, y + i * count)
        for row in 0..<count { y[row] += c * g[row] * v[row] }
      }
    }
  }

  private func stepEuler(_ a: Double, _ h: Element) {
    evaluator.drift(points(a, x), into: f)
    evaluator.diffusion(points(a, x), into: g)
    next.update(from: x, count: n * count)
    add(h, f, to: next)
    add(1, g, times: dW, to: next)
  }

  /// Euler's step and (g(x + g √h) − g(x − g √h)) (ΔW² − h) / (4 √h), in Stratonovich's sense without
  /// −h, where the mean of ΔW² makes a difference to one side too inaccurate.
  private func stepMilstein(_ a: Double, _ h: Element) {
    stepEuler(a, h)
    let root = h.squareRoot()
    stage.update(from: x, count: n * count)
    add(root, g, to: stage)
    evaluator.diffusion(points(a, stage), into: g2)
    add(-2 * root, g, to: stage)
    evaluator.diffusion(points(a, stage), into: g3)
    let shift = isIto ? h : 0
    for i in 0..<n * count {
      next[i] += (g2[i] - g3[i]) * (dW[i] * dW[i] - shift) / (4 * root)
    }
  }

  private func stepHeun(_ a: Double, _ b: Double, _ h: Element) {
    stepEuler(a, h)
    stage.update(from: next, count: n * count)
    evaluator.drift(points(b, stage), into: f2)
    evaluator.diffusion(points(b, stage), into: g2)
    next.update(from: x, count: n * count)
    add(h / 2, f, to: next)
    add(h / 2, f2, to: next)
    add(0.5, g, times: dW, to: next)
    add(0.5, g2, times: dW, to: next)
  }

  /// x + h (f₁/3 + 2f₂/3) + g(b) ΔW + (g(a) − g(b)) I/h, I the integral of W − W(a);
  /// f₂ = f(a + 3h/4, x + 3/4 f₁ h + 3/2 g(b) I/h).
  private func stepRoessler(_ a: Double, _ b: Double, _ h: Element) {
    evaluator.drift(points(a, x), into: f)
    evaluator.diffusion(points(a, x), into: g)
    evaluator.diffusion(points(b, x), into: g2)
    stage.update(from: x, count: n * count)
    add(0.75 * h, f, to: stage)
    add(1.5 / h, g2, times: area, to: stage)
    evaluator.drift(points(a + 0.75 * (b - a), stage), into: f2)
    next.update(from: x, count: n * count)
    add(h / 3, f, to: next)
    add(2 * h / 3, f2, to: next)
    add(1, g2, times: dW, to: next)
    add(1 / h, g, times: area, to: next)
    add(-1 / h, g2, times: area, to: next)
  }
}
