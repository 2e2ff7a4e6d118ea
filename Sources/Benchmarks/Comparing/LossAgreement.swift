/// When losses of two programs are taken for the same.
struct LossAgreement {
  /// The largest difference relative to the largest of the losses: one that training brought near
  /// zero has lost its digits.
  let tolerance: Double

  /// The tolerance for a case.
  ///
  /// Single precision gives six digits; other programs print seven of double precision. Adaptive
  /// solves to 1e-5 differ by about that, for each program has its own steps.
  init(_ identity: CaseIdentity) {
    let isAdaptive = identity.name.contains("tol") || identity.tolerance != nil
    tolerance = isAdaptive ? 1e-4 : identity.precision == "float64" ? 5e-7 : 3e-6
  }

  /// Whether the losses after the same numbers of steps agree; nil when there are no such.
  func agree(_ a: [Int: Double], _ b: [Int: Double]) -> Bool? {
    let common = a.keys.filter { b[$0] != nil }
    guard !common.isEmpty else { return nil }
    let scale = common.flatMap { [a[$0], b[$0]] }.compactMap { $0.map(abs) }.max() ?? 0
    return common.allSatisfy { steps in
      guard let x = a[steps], let y = b[steps] else { return false }
      return abs(x - y) <= tolerance * scale
    }
  }
}
