import Calculus
import Tensors

/// Tries steps of a diagonally implicit Runge-Kutta method: each stage by a simplified Newton iteration.
///
/// The Jacobian matrix of a row is kept while its iteration converges fast, and the factors of I − hγJ
/// while the step size stays, too. Systems are solved to a part of the tolerances; those of equal
/// steps to rounding.
final class DiagonallyImplicitStepper<Element: Scalar>: Stepper {
  let evaluation: StepEvaluation<Element>
  private let method: DiagonallyImplicitTableau
  private let evaluatesEnd: Bool
  /// What each stage after the first begins with, and the step.
  private let bases: [Combination<Element>]
  private let step: Combination<Element>
  private let error: Combination<Element>?
  private let jacobians: RowJacobians<Element>
  private var newton: NewtonRows
  /// The tolerances of the components; nil for equal steps.
  private let tolerances: (relative: [Element], absolute: [Element])?
  private var firstRow: Int32 = 0
  /// By the rows' places: the times at which their matrices were made, and the steps that the factors are for.
  private var madeAt: [Double]
  private var factoredFor: [Double]
  private var made: [Int]
  private var factored: [Int]
  /// By slots.
  private var failed: [Bool]
  private(set) var hasFailures = false
  /// The slots whose iteration goes on, and those whose matrices are to be made.
  private var slots: [Int] = []
  private var stale: [Int] = []
  /// States, times and velocities of the slots that go on, and one row's correction.
  private let x: UnsafeMutablePointer<Element>
  private let f: UnsafeMutablePointer<Element>
  private let times: UnsafeMutablePointer<Element>
  private let correction: UnsafeMutablePointer<Element>
  private let numbers: UnsafeMutablePointer<Int32>

  /// A stepper.
  ///
  /// - Parameters:
  ///   - method: the method.
  ///   - evaluation: evaluates the field.
  ///   - needsEndVelocity: whether an attempt is to give the velocity at the end of the step.
  ///   - control: how long steps are.
  init(
    _ method: DiagonallyImplicitTableau, _ evaluation: StepEvaluation<Element>,
    needsEndVelocity: Bool, control: StepControl
  ) {
    self.method = method
    self.evaluation = evaluation
    evaluatesEnd = !method.isStifflyAccurate && needsEndVelocity
    let memory = evaluation.memory
    let velocity = { (stage: Int) in UnsafePointer(memory.velocity(stage)) }
    bases = method.a.dropFirst().map { Combination($0.dropLast(), velocity) }
    step = Combination(method.b, velocity)
    error = method.errorWeights.map { Combination($0, velocity) }
    jacobians = RowJacobians(
      evaluation, needsSlopes: false, startIsExact: !method.isStifflyAccurate)
    let (rows, n) = (memory.capacity, memory.dimension)
    if case .adaptive(let control) = control {
      let numbers = control.tolerances(over: n, in: Element.self)
      tolerances = numbers
      let relative = Double(numbers.relative.max() ?? 0)
      newton = NewtonRows(
        rows: rows, most: 8,
        goal: relative > 0
          ? max(min(0.03, relative.squareRoot()), 10 * Double(Element.ulpOfOne) / relative) : 0.01,
        givesUpEarly: true)
    } else {
      tolerances = nil
      newton = NewtonRows(rows: rows, most: 50, goal: 1, givesUpEarly: false)
    }
    madeAt = .init(repeating: .nan, count: rows)
    factoredFor = .init(repeating: 0, count: rows)
    (made, factored) = (.init(repeating: 0, count: rows), .init(repeating: 0, count: rows))
    failed = .init(repeating: false, count: rows)
    slots.reserveCapacity(rows)
    stale.reserveCapacity(rows)
    func buffer(_ count: Int) -> UnsafeMutablePointer<Element> {
      let buffer = UnsafeMutablePointer<Element>.allocate(capacity: max(count, 1))
      buffer.initialize(repeating: 0, count: max(count, 1))
      return buffer
    }
    (x, f, times, correction) = (buffer(rows * n), buffer(rows * n), buffer(rows), buffer(n))
    numbers = .allocate(capacity: rows)
  }

  deinit {
    for buffer in [x, f, times, correction] { buffer.deallocate() }
    numbers.deallocate()
  }

  var estimatePower: Int { method.estimateOrder + 1 }

  var endVelocity: UnsafeMutablePointer<Element>? {
    if method.isStifflyAccurate { return memory.velocity(method.stages - 1) }
    return evaluatesEnd ? memory.velocity(method.stages) : nil
  }

  func hasFailed(_ slot: Int) -> Bool { failed[slot] }

  func begin(_ count: Int) {
    firstRow = memory.rows[0]
    newton.begin(count)
    for place in 0..<count {
      (madeAt[place], factoredFor[place]) = (.nan, 0)
      (made[place], factored[place]) = (0, 0)
    }
  }

  func pass(_ tape: inout StateTape) {
    var first = Int(firstRow)
    tape.pass(&first)
    firstRow = Int32(first)
    tape.pass(&madeAt)
    tape.pass(&factoredFor)
    tape.pass(&made)
    tape.pass(&factored)
    newton.pass(&tape)
    jacobians.pass(&tape)
  }

  func restart(_ slot: Int) {
    newton.setNeedsJacobian(place(slot), true)
    madeAt[place(slot)] = .nan
  }

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
    let starts = endVelocity == nil ? attempts : evaluatesEnd ? 1 + attempts : 1
    statistics.evaluations +=
      starts + (hasTrial ? 1 : 0) + newton.iterations[place]
      + made[place] * jacobians.evaluationsPerMatrix
  }

  private func place(_ slot: Int) -> Int { Int(memory.rows[slot] - firstRow) }

  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  func attempt(_ count: Int) {
    Element.round(memory.state.h, to: memory.h, count: count)
    prepare(count)
    for stage in 1..<method.stages { solve(stage, count) }
    apply(step, count, memory.x, to: memory.xNext)
    if evaluatesEnd, let endVelocity {
      evaluation.evaluate(count, at: memory.xNext, fraction: 1, into: endVelocity)
    }
  }

  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  func estimateErrors(_ count: Int, _ tolerances: (absolute: Element, relative: Element)) {
    guard let error else { return }
    guard method.filtersEstimate else {
      error.squaredErrors(
        rows: count, columns: memory.dimension, memory.x, memory.xNext, h: memory.h,
        tolerances: tolerances, to: memory.t)
      return Element.widen(memory.t, to: memory.state.squaredErrors, count: count)
    }
    writeErrors(count, to: memory.stage)
    Element.fill(memory.chosen, with: 1, count: count)
    let memory = memory
    Combination.squaredErrors(
      of: memory.stage, rows: count, columns: memory.dimension, memory.x, memory.xNext,
      h: memory.chosen,
      tolerances: tolerances, to: memory.t)
    Element.widen(memory.t, to: memory.state.squaredErrors, count: count)
  }

  func writeErrors(_ count: Int, to errors: UnsafeMutablePointer<Element>) {
    guard let error else { return }
    apply(error, count, nil, to: errors)
    guard method.filtersEstimate else { return }
    let n = memory.dimension
    for slot in 0..<count where !failed[slot] {
      for c in 0..<n { correction[c] = errors[c * count + slot] }
      jacobians.solve(place(slot), correction)
      for c in 0..<n { errors[c * count + slot] = correction[c] }
    }
  }

  private func apply(
    _ combination: Combination<Element>, _ count: Int, _ x: UnsafePointer<Element>?,
    to y: UnsafeMutablePointer<Element>
  ) {
    combination.apply(rows: count, columns: memory.dimension, x, h: memory.h, to: y)
  }
}

// MARK: - Systems

extension DiagonallyImplicitStepper {
  /// Makes the matrices that are too old, and factors those whose step or matrix is another.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  private func prepare(_ count: Int) {
    stale.removeAll(keepingCapacity: true)
    hasFailures = false
    for slot in 0..<count {
      failed[slot] = false
      let place = place(slot)
      guard newton.needsJacobian[place], madeAt[place] != memory.state.t[slot] else { continue }
      stale.append(slot)
      madeAt[place] = memory.state.t[slot]
      made[place] += 1
      factoredFor[place] = 0
    }
    jacobians.update(stale, of: count, firstRow: firstRow)
    let gamma = Element(method.gamma)
    for slot in 0..<count {
      let place = place(slot)
      newton.setNeedsJacobian(place, false)
      guard factoredFor[place] != memory.state.h[slot] else { continue }
      factoredFor[place] = memory.state.h[slot]
      factored[place] += 1
      if !jacobians.factor(place, step: gamma * memory.h[slot]) { fail(slot) }
    }
  }

  private func fail(_ slot: Int) {
    failed[slot] = true
    hasFailures = true
    factoredFor[place(slot)] = 0
    newton.setNeedsJacobian(place(slot), true)
  }

  /// Finds a stage's velocities.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  private func solve(_ stage: Int, _ count: Int) {
    let k = memory.velocity(stage)
    apply(bases[stage - 1], count, memory.x, to: memory.stage)
    k.update(from: memory.velocity(stage - 1), count: count * memory.dimension)
    memory.setTimes(count, fraction: method.c[stage])
    slots.removeAll(keepingCapacity: true)
    for slot in 0..<count where !failed[slot] { slots.append(slot) }
    var iteration = 0
    while !slots.isEmpty {
      evaluate(k, count)
      correct(k, count, iteration)
      iteration += 1
    }
  }

  /// Evaluates the field where the iteration is, for the rows that go on.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  private func evaluate(_ k: UnsafeMutablePointer<Element>, _ count: Int) {
    let some = slots.count
    let gamma = Element(method.gamma)
    for (index, slot) in slots.enumerated() {
      let h = gamma * memory.h[slot]
      numbers[index] = memory.rows[slot]
      times[index] = memory.t[slot]
      for c in 0..<memory.dimension {
        x[c * some + index] = memory.stage[c * count + slot] + h * k[c * count + slot]
      }
    }
    evaluation.evaluate(RowPoints(count: some, rows: numbers, t: times, x: x), into: f)
  }

  /// Corrects the velocities, and keeps the slots that go on.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  private func correct(_ k: UnsafeMutablePointer<Element>, _ count: Int, _ iteration: Int) {
    let (some, n) = (slots.count, memory.dimension)
    let gamma = Element(method.gamma)
    var left = 0
    for index in 0..<some {
      let slot = slots[index]
      for c in 0..<n { correction[c] = f[c * some + index] - k[c * count + slot] }
      jacobians.solve(place(slot), correction)
      for c in 0..<n { k[c * count + slot] += correction[c] }
      let (size, rounding) = size(slot, index, some, gamma * memory.h[slot], count)
      switch newton.judge(place(slot), iteration: iteration, size: size, rounding: rounding) {
      case .converged: break
      case .diverged: fail(slot)
      case .goesOn:
        slots[left] = slot
        left += 1
      }
    }
    slots.removeLast(some - left)
  }

  /// The size of a correction relative to the tolerances, or, for equal steps, to rounding, and the size
  /// that rounding alone may make.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  private func size(
    _ slot: Int, _ index: Int, _ some: Int, _ h: Element, _ count: Int
  ) -> (size: Double, rounding: Double) {
    let n = memory.dimension
    var sum = 0.0
    guard let tolerances else {
      var largest: Element = 0
      for c in 0..<n { largest = max(largest, abs(x[c * some + index])) }
      for c in 0..<n {
        let here = abs(x[c * some + index]) + abs(memory.stage[c * count + slot])
        let scale = here + largest / 128 + Element.leastNormalMagnitude
        let ratio = Double(h * correction[c]) / Double(4 * Element.ulpOfOne * scale)
        sum += ratio * ratio
      }
      return ((sum / Double(n)).squareRoot(), 1000)
    }
    var noise = 0.0
    for c in 0..<n {
      let size = abs(memory.x[c * count + slot])
      let tolerance = Double(tolerances.absolute[c] + tolerances.relative[c] * size)
      let ratio = Double(h * correction[c]) / tolerance
      let least = Double(100 * Element.ulpOfOne * size) / tolerance
      sum += ratio * ratio
      noise += least * least
    }
    return ((sum / Double(n)).squareRoot(), min((noise / Double(n)).squareRoot(), 1))
  }
}
