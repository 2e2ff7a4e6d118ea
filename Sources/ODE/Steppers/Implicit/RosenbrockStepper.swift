import Calculus
import Tensors

/// Tries steps of a Rosenbrock method: each stage solves one linear system with the same matrix.
///
/// A row's Jacobian matrix is that at the beginning of each of its steps; a rejected step keeps it.
/// Velocity 0 is the field's at the beginning, and the stages are behind it.
final class RosenbrockStepper<Element: Scalar>: Stepper {
  let evaluation: StepEvaluation<Element>
  private let method: RosenbrockTableau
  /// The stages' states, and what earlier stages add to their velocities.
  private let states: [Combination<Element>]
  private let couplings: [Combination<Element>]
  private let step: Combination<Element>
  private let error: Combination<Element>
  private let jacobians: RowJacobians<Element>
  private var firstRow: Int32 = 0
  /// By the rows' places: the times at which their matrices were made, and their work.
  private var madeAt: [Double]
  private var made: [Int]
  private var factored: [Int]
  /// By slots.
  private var failed: [Bool]
  private(set) var hasFailures = false
  private var stale: [Int] = []
  private let one: UnsafeMutablePointer<Element>
  private let right: UnsafeMutablePointer<Element>

  /// A stepper.
  init(_ method: RosenbrockTableau, _ evaluation: StepEvaluation<Element>) {
    self.method = method
    self.evaluation = evaluation
    let memory = evaluation.memory
    let stage = { (index: Int) in UnsafePointer(memory.velocity(index + 1)) }
    states = method.a.map { Combination($0, stage) }
    couplings = method.couplings.map { Combination($0, stage) }
    step = Combination(method.m, stage)
    error = Combination(method.errorWeights, stage)
    jacobians = RowJacobians(evaluation, needsSlopes: true, startIsExact: true)
    let (rows, n) = (memory.capacity, memory.dimension)
    madeAt = .init(repeating: .nan, count: rows)
    (made, factored) = (.init(repeating: 0, count: rows), .init(repeating: 0, count: rows))
    failed = .init(repeating: false, count: rows)
    stale.reserveCapacity(rows)
    one = .allocate(capacity: rows)
    one.initialize(repeating: 1, count: rows)
    right = .allocate(capacity: n)
    right.initialize(repeating: 0, count: n)
  }

  deinit {
    one.deallocate()
    right.deallocate()
  }

  var estimatePower: Int { method.estimateOrder + 1 }

  /// The last stage is no velocity at the end: that is evaluated when the next step begins.
  var endVelocity: UnsafeMutablePointer<Element>? { nil }

  func hasFailed(_ slot: Int) -> Bool { failed[slot] }

  func begin(_ count: Int) {
    firstRow = memory.rows[0]
    for place in 0..<count {
      madeAt[place] = .nan
      (made[place], factored[place]) = (0, 0)
    }
  }

  func pass(_ tape: inout StateTape) {
    var first = Int(firstRow)
    tape.pass(&first)
    firstRow = Int32(first)
    tape.pass(&madeAt)
    tape.pass(&made)
    tape.pass(&factored)
    jacobians.pass(&tape)
  }

  func restart(_ slot: Int) { madeAt[place(slot)] = .nan }

  func keep(_ pieces: [Range<Int>], of active: Int) {
    var free = 0
    for slot in pieces.joined() {
      failed[free] = failed[slot]
      free += 1
    }
  }

  func addWork(_ slot: Int, attempts: Int, hasTrial: Bool, to statistics: inout Statistics) {
    let place = place(slot)
    statistics.jacobians += made[place]
    statistics.factorizations += factored[place]
    statistics.evaluations +=
      attempts * method.stages + (hasTrial ? 1 : 0) + made[place] * jacobians.evaluationsPerMatrix
  }

  /// The size of a row's Jacobian matrix: at least that of its largest eigenvalue.
  func jacobianNorm(ofSlot slot: Int) -> Element { jacobians.norm(place(slot)) }

  private func place(_ slot: Int) -> Int { Int(memory.rows[slot] - firstRow) }

  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  func attempt(_ count: Int) {
    Element.round(memory.state.h, to: memory.h, count: count)
    prepare(count)
    for stage in 0..<method.stages { solve(stage, count) }
    apply(step, count, memory.x, to: memory.xNext)
  }

  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  func estimateErrors(_ count: Int, _ tolerances: (absolute: Element, relative: Element)) {
    error.squaredErrors(
      rows: count, columns: memory.dimension, memory.x, memory.xNext, h: memory.h,
      tolerances: tolerances, to: memory.t)
    Element.widen(memory.t, to: memory.state.squaredErrors, count: count)
  }

  func writeErrors(_ count: Int, to errors: UnsafeMutablePointer<Element>) {
    apply(error, count, nil, to: errors)
  }

  private func apply(
    _ combination: Combination<Element>, _ count: Int, _ x: UnsafePointer<Element>?,
    to y: UnsafeMutablePointer<Element>
  ) {
    combination.apply(rows: count, columns: memory.dimension, x, h: memory.h, to: y)
  }

  private func prepare(_ count: Int) {
    stale.removeAll(keepingCapacity: true)
    hasFailures = false
    for slot in 0..<count {
      failed[slot] = false
      let place = place(slot)
      guard madeAt[place] != memory.state.t[slot] else { continue }
      stale.append(slot)
      madeAt[place] = memory.state.t[slot]
      made[place] += 1
    }
    jacobians.update(stale, of: count, firstRow: firstRow)
    let gamma = Element(method.gamma)
    for slot in 0..<count {
      factored[place(slot)] += 1
      guard !jacobians.factor(place(slot), step: gamma * memory.h[slot]) else { continue }
      failed[slot] = true
      hasFailures = true
    }
  }

  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  private func solve(_ stage: Int, _ count: Int) {
    let n = memory.dimension
    let v = memory.velocity(stage + 1)
    if stage == 0 {
      v.update(from: memory.velocity(0), count: count * n)
    } else {
      apply(states[stage], count, memory.x, to: memory.stage)
      evaluation.evaluate(count, at: memory.stage, fraction: method.c[stage], into: v)
      couplings[stage].apply(rows: count, columns: n, v, h: one, to: v)
    }
    let (gamma, d) = (Element(method.gamma), Element(method.d[stage]))
    for slot in 0..<count where !failed[slot] {
      let place = place(slot)
      let slope = jacobians.slope(place)
      let h = d * memory.h[slot]
      for c in 0..<n { right[c] = gamma * (v[c * count + slot] + h * slope[c]) }
      jacobians.solve(place, right)
      for c in 0..<n { v[c * count + slot] = right[c] }
    }
  }
}
