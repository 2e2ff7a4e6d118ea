import Tensors

/// Computes the solution inside of the steps that a block of rows has just taken.
final class StepInterpolant<Element: Scalar> {
  private let dense: DenseOutput
  private let memory: StepMemory<Element>
  /// The coefficients of the powers of θ: one row a power, one column a velocity.
  private let powers: [[Element]]
  /// The velocities that have a coefficient other than 0.
  private let usedVelocities: [Int]
  private let stages: Int
  private let doubles: UnsafeMutablePointer<Double>
  private let weights: UnsafeMutablePointer<Element>
  private let velocities: UnsafeMutablePointer<UnsafePointer<Element>?>

  init(_ method: ButcherTableau, _ memory: StepMemory<Element>) {
    let dense = method.denseOutput
    self.dense = dense
    self.memory = memory
    let used = dense.coefficients.indices.filter { row in
      dense.coefficients[row].contains { $0 != 0 }
    }
    usedVelocities = used
    powers = (0..<dense.degree).map { power in
      used.map { Element(dense.coefficients[$0][power]) }
    }
    stages = used.count
    doubles = .allocate(capacity: stages)
    weights = .allocate(capacity: stages)
    velocities = .allocate(capacity: stages)
  }

  deinit {
    doubles.deallocate()
    weights.deallocate()
    velocities.deallocate()
  }

  /// Computes x(t + θh) of the row in a slot.
  func evaluate(_ slot: Int, theta: Double, into x: UnsafeMutablePointer<Element>) {
    for (index, row) in usedVelocities.enumerated() {
      var weight = 0.0
      for coefficient in dense.coefficients[row].reversed() {
        weight = (weight + coefficient) * theta
      }
      doubles[index] = weight
    }
    Element.round(doubles, to: weights, count: stages)
    combine(
      slot, memory.x + slot * memory.dimension, UnsafeBufferPointer(start: weights, count: stages),
      to: x)
  }

  /// Computes the coefficients q_j = h Σ_i b_ij k_i of θ^j, from the first power on; shape
  /// `[degree, dimension]`.
  func coefficients(_ slot: Int, into q: UnsafeMutablePointer<Element>) {
    for (power, weights) in powers.enumerated() {
      weights.withUnsafeBufferPointer { combine(slot, nil, $0, to: q + power * memory.dimension) }
    }
  }

  private func combine(
    _ slot: Int, _ x: UnsafePointer<Element>?, _ weights: UnsafeBufferPointer<Element>,
    to y: UnsafeMutablePointer<Element>
  ) {
    for (index, velocity) in usedVelocities.enumerated() {
      velocities[index] = UnsafePointer(memory.velocity(velocity) + slot * memory.dimension)
    }
    Element.combine(
      rows: 1, columns: memory.dimension, x, h: memory.h + slot, stepPerRow: false,
      weights: weights, velocities, to: y)
  }
}
