import Tensors

extension StepMemory {
  /// Sets the rows' times to those at a fraction of their steps.
  func setTimes(_ count: Int, fraction: Double) {
    if fraction == 0 || fraction == 1 {
      return Element.round(fraction == 0 ? state.t : state.tNext, to: t, count: count)
    }
    if Element.self == Double.self {
      let t = UnsafeMutableRawPointer(t).assumingMemoryBound(to: Double.self)
      state.setTimes(t, count, fraction: fraction)
    } else {
      // The squares of errors are not needed while stages are evaluated.
      state.setTimes(state.squaredErrors, count, fraction: fraction)
      Element.round(state.squaredErrors, to: t, count: count)
    }
  }
}

extension StepRows {
  /// Computes the times at a fraction of the rows' steps.
  func setTimes(_ times: UnsafeMutablePointer<Double>, _ count: Int, fraction: Double) {
    var fraction = fraction
    var one = 1.0
    withUnsafePointer(to: &one) { one in
      withUnsafePointer(to: UnsafePointer<Double>?(h)) { table in
        Double.combine(
          rows: 1, columns: count, t, h: &fraction, stepPerRow: false,
          weights: UnsafeBufferPointer(start: one, count: 1), table, to: times)
      }
    }
  }
}
