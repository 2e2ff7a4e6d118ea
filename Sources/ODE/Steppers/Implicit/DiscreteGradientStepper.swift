import Calculus
import Tensors

/// Takes steps along which a potential does not rise, by Gonzalez' discrete gradient.
///
/// With the midpoint m between the ends x and y,
///
///     y = x − h (M + W)(m) g,   m = (x + y) / 2,
///     g = ∇V(m) + [V(y) − V(x) − ∇V(m) · d] d / |d|²,   d = y − x,
///
/// so that V(y) − V(x) = g · d = −h gᵀ M g. Each row's system is solved to rounding by Broyden's iteration,
/// which begins with Newton's matrix; a step whose descent V's rounding hides is not taken, one that
/// would raise V by more has failed.
final class DiscreteGradientStepper<Element: Scalar>: Stepper {
  typealias Buffer = UnsafeMutablePointer<Element>

  let evaluation: StepEvaluation<Element>
  private let parts: any DissipativeEvaluator<Element>
  private let jacobians: RowJacobians<Element>
  private let needsEndVelocity: Bool
  private var firstRow: Int32 = 0
  private var slots: [Int] = []
  private var failed: [Bool]
  private var isDone: [Bool]
  private(set) var hasFailures = false
  private var iterations: [Int]
  /// The gradients and velocities of all rows, and one row's correction.
  private let slope: Buffer
  private let velocity: Buffer
  private let correction: Buffer
  /// The residuals and corrections before, and the inverses of the matrices; shape `[capacity, dimension]`
  /// and `[capacity, dimension, dimension]`.
  private let residuals: Buffer
  private let corrections: Buffer
  private let inverses: Buffer
  private let product: Buffer
  /// V at the beginning and at the end of steps, and the sizes of corrections; shape `[capacity]` each.
  private let before: Buffer
  private let after: Buffer
  private let sizes: Buffer
  /// What the rounding of V makes of discrete gradients; shape `[capacity]`.
  private let noise: Buffer

  private static var mostIterations: Int { 100 }

  /// A stepper.
  ///
  /// - Precondition: the field is a dissipative one.
  init(_ evaluation: StepEvaluation<Element>, needsEndVelocity: Bool) {
    guard let parts = evaluation.dissipative else {
      preconditionFailure(
        "method discrete-gradient wants a field with a potential: a DissipativeField")
    }
    self.evaluation = evaluation
    self.parts = parts
    self.needsEndVelocity = needsEndVelocity
    jacobians = RowJacobians(evaluation, needsSlopes: false, startIsExact: true)
    let (rows, n) = (evaluation.memory.capacity, evaluation.memory.dimension)
    failed = .init(repeating: false, count: rows)
    isDone = failed
    iterations = .init(repeating: 0, count: rows)
    slots.reserveCapacity(rows)
    let count = (4 * rows + 2 + rows * n) * n + 4 * rows
    slope = .allocate(capacity: max(count, 1))
    slope.initialize(repeating: 0, count: max(count, 1))
    velocity = slope + rows * n
    residuals = velocity + rows * n
    corrections = residuals + rows * n
    inverses = corrections + rows * n
    correction = inverses + rows * n * n
    product = correction + n
    before = product + n
    after = before + rows
    sizes = after + rows
    noise = sizes + rows
  }

  deinit { slope.deallocate() }

  /// None is estimated: steps are equal.
  var estimatePower: Int { 1 }
  var endVelocity: Buffer? { needsEndVelocity ? memory.velocity(2) : nil }
  func estimateErrors(_ count: Int, _ tolerances: (absolute: Element, relative: Element)) {}
  func writeErrors(_ count: Int, to errors: Buffer) {}
  func hasFailed(_ slot: Int) -> Bool { failed[slot] }

  func begin(_ count: Int) {
    firstRow = memory.rows[0]
    for place in 0..<count { iterations[place] = 0 }
  }

  func pass(_ tape: inout StateTape) {
    var first = Int(firstRow)
    tape.pass(&first)
    firstRow = Int32(first)
    tape.pass(&iterations)
  }

  private func place(_ slot: Int) -> Int { Int(memory.rows[slot] - firstRow) }

  func addWork(_ slot: Int, attempts: Int, hasTrial: Bool, to statistics: inout Statistics) {
    let place = place(slot)
    statistics.evaluations +=
      1 + iterations[place]
      + attempts * (1 + jacobians.evaluationsPerMatrix)
    statistics.jacobians += attempts
    statistics.factorizations += attempts
  }

  func attempt(_ count: Int) {
    let memory = memory
    Element.round(memory.state.h, to: memory.h, count: count)
    slots.removeAll(keepingCapacity: true)
    hasFailures = false
    for slot in 0..<count {
      slots.append(slot)
      failed[slot] = false
      isDone[slot] = memory.h[slot] == 0
      sizes[slot] = .infinity
    }
    jacobians.update(slots, of: count, firstRow: firstRow)
    for slot in 0..<count where !isDone[slot] {
      if !invert(slot) { fail(slot) }
    }
    memory.setTimes(count, fraction: 0)
    parts.potential(points(count, memory.x), into: before)
    memory.xNext.update(from: memory.x, count: count * memory.dimension)
    for iteration in 0..<DiscreteGradientStepper.mostIterations {
      evaluateVelocities(count)
      for slot in 0..<count where !isDone[slot] { correct(slot, of: count, iteration) }
      if isDone[..<count].allSatisfy({ $0 }) { break }
    }
    finish(count)
    if needsEndVelocity {
      evaluation.evaluate(count, at: memory.xNext, fraction: 1, into: memory.velocity(2))
    }
  }

  private func points(_ count: Int, _ x: UnsafePointer<Element>) -> RowPoints<Element> {
    RowPoints(count: count, rows: memory.rows, t: memory.t, x: x)
  }

  /// Computes the discrete gradients between x and y, and the velocities that they give.
  private func evaluateVelocities(_ count: Int) {
    let (x, y, middle, n) = (memory.x, memory.xNext, memory.stage, memory.dimension)
    for index in 0..<count * n { middle[index] = x[index] + (y[index] - x[index]) / 2 }
    memory.setTimes(count, fraction: 0.5)
    parts.gradient(points(count, middle), into: slope)
    parts.potential(points(count, y), into: after)
    for slot in 0..<count where !isDone[slot] {
      iterations[place(slot)] += 1
      var (square, rise) = (Element(0), after[slot] - before[slot])
      // Below its rounding, the missing part of the rise says nothing.
      let rounding = 4 * Element.ulpOfOne * max(abs(after[slot]), abs(before[slot]))
      for c in 0..<n {
        let place = c * count + slot
        let d = y[place] - x[place]
        square += d * d
        rise -= slope[place] * d
      }
      noise[slot] = 0
      guard square > 0, abs(rise) > rounding else { continue }
      noise[slot] = rounding / square.squareRoot()
      for c in 0..<n {
        let place = c * count + slot
        slope[place] += rise / square * (y[place] - x[place])
      }
    }
    parts.descend(along: slope, points(count, middle), into: velocity)
  }

  /// Computes the inverse of I − h J / 2 of a row; returns whether there is one.
  private func invert(_ slot: Int) -> Bool {
    let n = memory.dimension
    guard jacobians.factor(place(slot), step: memory.h[slot] / 2) else { return false }
    let inverse = inverses + slot * n * n
    for column in 0..<n {
      for c in 0..<n { correction[c] = c == column ? 1 : 0 }
      jacobians.solve(place(slot), correction)
      for c in 0..<n { inverse[c * n + column] = correction[c] }
    }
    return true
  }

  /// Computes the inverse times a vector.
  private func multiply(_ slot: Int, _ v: UnsafePointer<Element>, into y: Buffer) {
    let n = memory.dimension
    let inverse = inverses + slot * n * n
    for c in 0..<n { y[c] = Element.dot(inverse + c * n, v, count: n) }
  }

  /// Broyden's change of the inverse, after a correction s that changed the residual by q:
  /// H += (s − H q) sᵀH / (sᵀH q).
  private func update(_ slot: Int, _ residual: UnsafePointer<Element>) {
    let n = memory.dimension
    let (inverse, s, old) = (
      inverses + slot * n * n, corrections + slot * n, residuals + slot * n
    )
    for c in 0..<n { old[c] = residual[c] - old[c] }
    multiply(slot, old, into: product)
    let scale = Element.dot(s, product, count: n)
    guard abs(scale) > Element.leastNormalMagnitude else { return }
    for c in 0..<n { product[c] = (s[c] - product[c]) / scale }
    // sᵀH in place of q, which is not needed any more.
    for column in 0..<n {
      var sum = Element(0)
      for c in 0..<n { sum += s[c] * inverse[c * n + column] }
      old[column] = sum
    }
    for c in 0..<n {
      for column in 0..<n { inverse[c * n + column] += product[c] * old[column] }
    }
  }

  private func correct(_ slot: Int, of count: Int, _ iteration: Int) {
    let (x, y, n) = (memory.x, memory.xNext, memory.dimension)
    for c in 0..<n {
      let place = c * count + slot
      correction[c] = y[place] - x[place] - memory.h[slot] * velocity[place]
    }
    if iteration > 0 { update(slot, correction) }
    (residuals + slot * n).update(from: correction, count: n)
    multiply(slot, residuals + slot * n, into: correction)
    for c in 0..<n { corrections[slot * n + c] = -correction[c] }
    var (size, scale) = (Element(0), Element(0))
    var (speed, steepness) = (Element(0), Element.leastNormalMagnitude)
    for c in 0..<n {
      let place = c * count + slot
      speed = max(speed, abs(velocity[place]))
      steepness = max(steepness, abs(slope[place]))
      y[place] -= correction[c]
      size = max(size, abs(correction[c]))
      scale = max(scale, abs(y[place]), abs(x[place]))
    }
    guard size.isFinite, scale.isFinite else { return fail(slot) }
    // The error left is what further corrections at this rate would add up to.
    let rate = size / sizes[slot]
    let rounding =
      Element.ulpOfOne * scale + abs(memory.h[slot]) * speed / steepness * noise[slot]
    if size <= rounding || (iteration > 0 && rate < 1 && rate / (1 - rate) * size <= rounding / 4)
      || (rate >= 0.5 && size <= 64 * rounding)
    {
      isDone[slot] = true
    }
    sizes[slot] = size
  }

  private func fail(_ slot: Int) {
    failed[slot] = true
    isDone[slot] = true
    hasFailures = true
  }

  /// Fails rows that did not come to an end, and those that rose; those that only rounding raises stay.
  private func finish(_ count: Int) {
    let (x, y, n) = (memory.x, memory.xNext, memory.dimension)
    for slot in 0..<count where !isDone[slot] { fail(slot) }
    memory.setTimes(count, fraction: 1)
    parts.potential(points(count, y), into: after)
    for slot in 0..<count where !failed[slot] && !(after[slot] <= before[slot]) {
      let rounding = 64 * Element.ulpOfOne * max(abs(before[slot]), abs(after[slot]))
      guard after[slot] - before[slot] <= rounding else {
        fail(slot)
        continue
      }
      guard isDescent(slot, of: count) else { continue }
      for c in 0..<n { y[c * count + slot] = x[c * count + slot] }
    }
  }

  /// Whether a row's step leads downwards by more than rounding, in proportion to how steep it is: along
  /// a step that keeps V, as of a conservative field, V goes up and down by rounding.
  private func isDescent(_ slot: Int, of count: Int) -> Bool {
    var (rise, size) = (Element(0), Element(0))
    for c in 0..<memory.dimension {
      let place = c * count + slot
      let part = slope[place] * (memory.xNext[place] - memory.x[place])
      rise += part
      size += abs(part)
    }
    return rise < -256 * Element.ulpOfOne * size
  }

  func prepareDenseOutput(_ count: Int) { memory.setMeanVelocities(count, to: memory.velocity(1)) }
}
