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

extension StepMemory {
  /// Computes the mean velocities of the steps just tried: what the cubic through the ends of steps needs
  /// of methods that keep no stages.
  func setMeanVelocities(_ count: Int, to mean: UnsafeMutablePointer<Element>) {
    for c in 0..<dimension {
      for slot in 0..<count {
        let place = c * count + slot
        mean[place] = (xNext[place] - x[place]) / h[slot]
      }
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
