import Calculus
import Tensors

/// Evaluates Gonzalez' discrete gradients between the beginnings and the ends of steps of some rows of a
/// block, and the velocities that they give.
///
///     g = ∇V(m) + [V(y) − V(x) − ∇V(m) · d] d / |d|²,   m = (x + y) / 2,   d = y − x,
///     v = −(M + W)(m) g.
final class DiscreteGradients<Element: Scalar> {
  typealias Buffer = UnsafeMutablePointer<Element>

  private let memory: StepMemory<Element>
  private let parts: any DissipativeEvaluator<Element>
  private let base: Buffer
  private let numbers: UnsafeMutablePointer<Int32>
  /// V at the beginnings and at the ends of steps; shape `[capacity]` each.
  let before: Buffer
  let after: Buffer
  /// What the rounding of V makes of discrete gradients; shape `[capacity]`.
  let noise: Buffer
  /// The discrete gradients and velocities by slots; shape `[capacity, dimension]` each.
  private let slopes: Buffer
  private let velocities: Buffer
  /// The rows that are evaluated, side by side: middles, ends, their gradients, velocities, V and times.
  private let middles: Buffer
  private let ends: Buffer
  private let someSlopes: Buffer
  private let someVelocities: Buffer
  private let values: Buffer
  private let times: Buffer

  /// Memory for the rows of a block.
  init(_ parts: any DissipativeEvaluator<Element>, _ memory: StepMemory<Element>) {
    self.parts = parts
    self.memory = memory
    let (rows, size) = (memory.capacity, memory.capacity * memory.dimension)
    base = .allocate(capacity: max(5 * rows + 6 * size, 1))
    base.initialize(repeating: 0, count: max(5 * rows + 6 * size, 1))
    (before, after, noise) = (base, base + rows, base + 2 * rows)
    (values, times) = (base + 3 * rows, base + 4 * rows)
    slopes = base + 5 * rows
    velocities = slopes + size
    (middles, ends) = (velocities + size, velocities + 2 * size)
    (someSlopes, someVelocities) = (ends + size, ends + 2 * size)
    numbers = .allocate(capacity: max(rows, 1))
  }

  deinit {
    base.deallocate()
    numbers.deallocate()
  }

  /// The discrete gradient of the row in a slot; shape `[dimension]`.
  func slope(_ slot: Int) -> Buffer { slopes + slot * memory.dimension }

  /// The velocity of the row in a slot; shape `[dimension]`.
  func velocity(_ slot: Int) -> Buffer { velocities + slot * memory.dimension }

  /// Computes V of all rows at the beginnings or ends of their steps.
  func evaluatePotentials(_ count: Int, atEnd: Bool) {
    memory.setTimes(count, fraction: atEnd ? 1 : 0)
    parts.potential(
      RowPoints(
        count: count, rows: memory.rows, t: memory.t, x: atEnd ? memory.xNext : memory.x),
      into: atEnd ? after : before)
  }

  /// Computes the discrete gradients and velocities of the rows in some slots, and V at their ends.
  func evaluate(_ slots: [Int], of count: Int) {
    let (x, y, n, some) = (memory.x, memory.xNext, memory.dimension, slots.count)
    memory.setTimes(count, fraction: 0.5)
    for (index, slot) in slots.enumerated() {
      (numbers[index], times[index]) = (memory.rows[slot], memory.t[slot])
      for c in 0..<n {
        let (start, end) = (x[c * count + slot], y[c * count + slot])
        middles[c * some + index] = start + (end - start) / 2
        ends[c * some + index] = end
      }
    }
    let points = RowPoints(count: some, rows: numbers, t: times, x: middles)
    parts.gradient(points, into: someSlopes)
    parts.potential(RowPoints(count: some, rows: numbers, t: times, x: ends), into: values)
    for (index, slot) in slots.enumerated() {
      after[slot] = values[index]
      addMissingRise(slot, index, of: (count, some))
    }
    parts.descend(along: someSlopes, points, into: someVelocities)
    for (index, slot) in slots.enumerated() {
      for c in 0..<n {
        slopes[slot * n + c] = someSlopes[c * some + index]
        velocities[slot * n + c] = someVelocities[c * some + index]
      }
    }
  }

  /// Adds to a gradient what makes it give the change of V, but where that is only V's rounding.
  private func addMissingRise(_ slot: Int, _ index: Int, of counts: (all: Int, some: Int)) {
    let (x, n) = (memory.x, memory.dimension)
    var (square, rise) = (Element(0), after[slot] - before[slot])
    let rounding = 4 * Element.ulpOfOne * max(abs(after[slot]), abs(before[slot]))
    for c in 0..<n {
      let place = c * counts.some + index
      let d = ends[place] - x[c * counts.all + slot]
      square += d * d
      rise -= someSlopes[place] * d
    }
    noise[slot] = 0
    guard square > 0, abs(rise) > rounding else { return }
    noise[slot] = rounding / square.squareRoot()
    for c in 0..<n {
      let place = c * counts.some + index
      someSlopes[place] += rise / square * (ends[place] - x[c * counts.all + slot])
    }
  }
}
