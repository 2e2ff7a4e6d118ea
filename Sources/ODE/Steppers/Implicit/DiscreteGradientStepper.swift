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
/// which begins with Newton's matrix; where that leads nowhere, along the solutions of shorter steps, from
/// a 64th of it by doubling. A step whose descent V's rounding hides is not taken, one that would raise V
/// by more has failed.
final class DiscreteGradientStepper<Element: Scalar>: Stepper {
  typealias Buffer = UnsafeMutablePointer<Element>

  let evaluation: StepEvaluation<Element>
  private let gradients: DiscreteGradients<Element>
  private let jacobians: RowJacobians<Element>
  private let inverses: BroydenInverses<Element>
  private let needsEndVelocity: Bool
  private var firstRow: Int32 = 0
  /// The slots whose systems are to be solved, and those among them that are still corrected.
  private var unsolved: [Int] = []
  private var moving: [Int] = []
  private var failed: [Bool]
  private var isDone: [Bool]
  private(set) var hasFailures = false
  private var iterations: [Int]
  /// One row's correction, and the sizes of the rows' corrections before.
  private let correction: Buffer
  private let sizes: Buffer

  private static var mostIterations: Int { 100 }
  /// The shortest part of a step that is solved first where the whole is not, as a power of 1/2.
  private static var mostHalvings: Int { 6 }

  /// A stepper.
  ///
  /// - Precondition: the field is a dissipative one.
  init(_ evaluation: StepEvaluation<Element>, needsEndVelocity: Bool) {
    guard let parts = evaluation.dissipative else {
      preconditionFailure(
        "method discrete-gradient wants a field with a potential: a DissipativeField")
    }
    self.evaluation = evaluation
    self.needsEndVelocity = needsEndVelocity
    gradients = DiscreteGradients(parts, evaluation.memory)
    jacobians = RowJacobians(evaluation, needsSlopes: false, startIsExact: true)
    let (rows, n) = (evaluation.memory.capacity, evaluation.memory.dimension)
    inverses = BroydenInverses(rows: rows, dimension: n)
    failed = .init(repeating: false, count: rows)
    isDone = failed
    iterations = .init(repeating: 0, count: rows)
    unsolved.reserveCapacity(rows)
    moving.reserveCapacity(rows)
    correction = .allocate(capacity: max(n + rows, 1))
    correction.initialize(repeating: 0, count: max(n + rows, 1))
    sizes = correction + n
  }

  deinit { correction.deallocate() }

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
    statistics.evaluations +=
      1 + iterations[place(slot)] + attempts * (1 + jacobians.evaluationsPerMatrix)
    statistics.jacobians += attempts
    statistics.factorizations += attempts
  }

  func attempt(_ count: Int) {
    let memory = memory
    Element.round(memory.state.h, to: memory.h, count: count)
    hasFailures = false
    unsolved.removeAll(keepingCapacity: true)
    for slot in 0..<count {
      failed[slot] = false
      unsolved.append(slot)
    }
    jacobians.update(unsolved, of: count, firstRow: firstRow)
    gradients.evaluatePotentials(count, atEnd: false)
    memory.xNext.update(from: memory.x, count: count * memory.dimension)
    unsolved.removeAll { memory.h[$0] == 0 }
    solve(count)
    followShorterSteps(count)
    checkDescent(count)
    if needsEndVelocity {
      evaluation.evaluate(count, at: memory.xNext, fraction: 1, into: memory.velocity(2))
    }
  }

  func prepareDenseOutput(_ count: Int) { memory.setMeanVelocities(count, to: memory.velocity(1)) }
}

// MARK: - Systems

extension DiscreteGradientStepper {
  /// Corrects the unsolved rows until no correction changes them by more than rounding, or corrections
  /// are too many: then they have failed.
  private func solve(_ count: Int) {
    moving.removeAll(keepingCapacity: true)
    for slot in unsolved {
      (failed[slot], isDone[slot], sizes[slot]) = (false, false, .infinity)
      if inverses.begin(slot, by: jacobians, place(slot), step: memory.h[slot] / 2) {
        moving.append(slot)
      } else {
        failed[slot] = true
      }
    }
    for iteration in 0..<Self.mostIterations where !moving.isEmpty {
      gradients.evaluate(moving, of: count)
      for slot in moving { correct(slot, of: count, isFirst: iteration == 0) }
      moving.removeAll { isDone[$0] || failed[$0] }
    }
    for slot in moving { failed[slot] = true }
  }

  /// Solves the systems of the rows that have failed for growing parts of their steps, each from the
  /// solution of the part before.
  private func followShorterSteps(_ count: Int) {
    let (x, y) = (memory.x, memory.xNext)
    unsolved.removeAll { !failed[$0] }
    for slot in unsolved {
      for place in stride(from: slot, to: count * memory.dimension, by: count) {
        y[place] = x[place]
      }
    }
    for halvings in (0...Self.mostHalvings).reversed() where !unsolved.isEmpty {
      for slot in unsolved {
        memory.h[slot] = Element(memory.state.h[slot]) / Element(1 << halvings)
      }
      solve(count)
      for slot in unsolved where failed[slot] { fail(slot) }
      unsolved.removeAll { failed[$0] }
    }
  }

  private func correct(_ slot: Int, of count: Int, isFirst: Bool) {
    let (x, y, n) = (memory.x, memory.xNext, memory.dimension)
    let (slope, velocity) = (gradients.slope(slot), gradients.velocity(slot))
    iterations[place(slot)] += 1
    for c in 0..<n {
      let place = c * count + slot
      correction[c] = y[place] - x[place] - memory.h[slot] * velocity[c]
    }
    inverses.correct(slot, correction, isFirst: isFirst)
    var (size, scale) = (Element(0), Element(0))
    var (speed, steepness) = (Element(0), Element.leastNormalMagnitude)
    for c in 0..<n {
      let place = c * count + slot
      speed = max(speed, abs(velocity[c]))
      steepness = max(steepness, abs(slope[c]))
      y[place] -= correction[c]
      size = max(size, abs(correction[c]))
      scale = max(scale, abs(y[place]), abs(x[place]))
    }
    let rounding =
      Element.ulpOfOne * scale
      + abs(memory.h[slot]) * speed / steepness * gradients.noise[slot]
    guard size.isFinite, rounding.isFinite else {
      failed[slot] = true
      return
    }
    // The error left is what further corrections at this rate would add up to; the rate of one correction
    // may be far better than that of the next.
    let rate = max(size / sizes[slot], 1 / 64)
    isDone[slot] =
      size <= rounding || (!isFirst && rate < 1 && rate / (1 - rate) * size <= rounding / 4)
      || (rate >= 0.5 && size <= 64 * rounding)
    sizes[slot] = size
  }

  private func fail(_ slot: Int) {
    failed[slot] = true
    hasFailures = true
  }
}

// MARK: - Descent

extension DiscreteGradientStepper {
  /// Fails rows that rose; those that only rounding raises stay where they were.
  private func checkDescent(_ count: Int) {
    let (x, y, n) = (memory.x, memory.xNext, memory.dimension)
    gradients.evaluatePotentials(count, atEnd: true)
    moving.removeAll(keepingCapacity: true)
    for slot in 0..<count where !failed[slot] {
      let (before, after) = (gradients.before[slot], gradients.after[slot])
      if after <= before { continue }
      let rounding = 64 * Element.ulpOfOne * max(abs(before), abs(after))
      if rounding.isFinite, after - before <= rounding { moving.append(slot) } else { fail(slot) }
    }
    guard !moving.isEmpty else { return }
    gradients.evaluate(moving, of: count)
    for slot in moving where isDescent(slot) {
      for place in stride(from: slot, to: count * n, by: count) { y[place] = x[place] }
    }
  }

  /// Whether −gᵀ M g of a row is less than 0 by more than its own rounding: along a step that keeps V, as
  /// of a conservative field, V goes up and down by rounding.
  private func isDescent(_ slot: Int) -> Bool {
    let (slope, velocity) = (gradients.slope(slot), gradients.velocity(slot))
    var (rise, size) = (Element(0), Element(0))
    for c in 0..<memory.dimension {
      let part = slope[c] * velocity[c]
      rise += part
      size += abs(part)
    }
    return rise < -256 * Element.ulpOfOne * size
  }
}
