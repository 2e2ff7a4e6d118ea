/// When losses of two programs are taken for the same.
struct LossAgreement {
  /// The largest difference relative to the loss.
  let tolerance: Double

  /// Single precision gives six digits; other programs print seven of double precision. Adaptive
  /// solves to 1e-5 differ by about that, for each program has its own steps.
  init(_ identity: CaseIdentity) {
    let isAdaptive = identity.name.contains("tol") || identity.tolerance != nil
    tolerance = isAdaptive ? 1e-4 : identity.precision == "float64" ? 5e-7 : 3e-6
  }

  /// Whether all losses agree; nil when one side has none.
  func agree(_ a: [Double], _ b: [Double]) -> Bool? {
    guard !a.isEmpty, !b.isEmpty else { return nil }
    return zip(a, b).allSatisfy { abs($0 - $1) <= tolerance * max(abs($0), abs($1)) }
  }
}
