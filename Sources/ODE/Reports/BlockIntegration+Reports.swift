import Calculus
import Tensors

extension BlockIntegration {
  /// A report on the row in a slot that has ended; nil where there is nothing to report.
  func report(
    _ slot: Int, _ outcome: Outcome, _ statistics: Statistics, stiffFrom: Double?
  ) -> RowReport? {
    guard outcome.isFailure || stiffFrom != nil else { return nil }
    return RowReport(
      row: Int(memory.rows[slot]), outcome: outcome, method: method, statistics: statistics,
      attempts: memory.state.attempts(ofRow: memory.rows[slot]),
      component: outcome.isFailure ? component(slot) : nil,
      largestEigenvalue: largestEigenvalue(slot), stiffFrom: stiffFrom,
      stabilityBoundary: method.stabilityBoundary)
  }

  /// The component whose error, relative to its tolerance, is the largest, or that is not finite.
  private func component(_ slot: Int) -> Int? {
    let n = memory.dimension
    if let c = (0..<n).first(where: { !memory.x[$0 * active + slot].isFinite }) { return c }
    if let c = (0..<n).first(where: { !memory.velocity(0)[$0 * active + slot].isFinite }) {
      return c
    }
    guard stagesAreThere else { return nil }
    if let c = (0..<n).first(where: { !memory.xNext[$0 * active + slot].isFinite }) { return c }
    guard case .adaptive(let control) = control else { return nil }
    let (relative, absolute) = control.tolerances(over: n, in: Element.self)
    let isRejected = memory.state.isAfterRejection(slot)
    // After an accepted step its stages are not all there: how far the state moves has to do.
    if isRejected {
      stepper.writeErrors(active, to: memory.stage)
    } else {
      memory.stage.update(from: memory.velocity(0), count: n * active)
    }
    let ratios = (0..<n).map { c in
      let place = c * active + slot
      let scale = max(abs(memory.x[place]), abs(memory.xNext[place]))
      return abs(memory.stage[place]) / (absolute[c] + relative[c] * scale)
    }
    if let c = ratios.firstIndex(where: { !$0.isFinite }) { return c }
    return ratios.indices.max { ratios[$0] < ratios[$1] }
  }

  /// The size of the largest eigenvalue at a row's state, by the power method on differences.
  private func largestEigenvalue(_ slot: Int) -> Double? {
    let n = memory.dimension
    let x = (0..<n).map { memory.x[$0 * active + slot] }
    guard x.allSatisfy(\.isFinite), let f = velocity(slot, x), f.allSatisfy(\.isFinite) else {
      return nil
    }
    let size = max(norm(x), 1e-5)
    let change = Double(Element.ulpOfOne).squareRoot() * size
    // Some direction with every component in it.
    var direction = (0..<n).map { 1 / Double($0 + 1) + (Double(f[$0]) == 0 ? 0 : 0.5) }
    var estimate = 0.0
    for _ in 0..<40 {
      let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard length > 0, length.isFinite else { return estimate > 0 ? estimate : nil }
      let moved = (0..<n).map { x[$0] + Element(change * direction[$0] / length) }
      guard let g = velocity(slot, moved) else { return nil }
      direction = (0..<n).map { Double(g[$0] - f[$0]) / change }
      let next = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard next.isFinite else { return estimate > 0 ? estimate : nil }
      if abs(next - estimate) < 0.02 * next { return next }
      estimate = next
    }
    return estimate
  }

  private func norm(_ x: [Element]) -> Double {
    x.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
  }

  /// The field at a state of the row in a slot.
  private func velocity(_ slot: Int, _ x: [Element]) -> [Element]? {
    var velocity = [Element](repeating: 0, count: x.count)
    let t = Element(memory.state.t[slot])
    withUnsafePointer(to: t) { t in
      x.withUnsafeBufferPointer { x in
        velocity.withUnsafeMutableBufferPointer { velocity in
          guard let x = x.baseAddress, let velocity = velocity.baseAddress else { return }
          stepper.evaluation.evaluate(
            RowPoints(count: 1, rows: memory.rows + slot, t: t, x: x), into: velocity)
        }
      }
    }
    return velocity
  }
}
