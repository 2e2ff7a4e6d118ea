import Tensors

/// Computes the solution inside of the steps that a block of rows has just taken.
final class StepInterpolant<Element: Scalar> {
  private let memory: StepMemory<Element>
  /// The coefficients of the velocities that have one other than 0.
  private let coefficients: [[Double]]
  /// The velocities' places for slot 0.
  private let places: UnsafeMutablePointer<UnsafePointer<Element>?>
  /// For each power of θ from the first on, what it is multiplied by.
  private let powers: [Combination<Element>]
  /// The weights and the places of the velocities for one row and time.
  private let doubles: UnsafeMutablePointer<Double>
  private let weights: UnsafeMutablePointer<Element>
  private let velocities: UnsafeMutablePointer<UnsafePointer<Element>?>

  /// The solution that a method gives inside of its steps.
  init(_ dense: DenseOutput, _ memory: StepMemory<Element>) {
    let used = dense.coefficients.indices.filter { row in
      dense.coefficients[row].contains { $0 != 0 }
    }
    self.memory = memory
    coefficients = used.map { dense.coefficients[$0] }
    powers = (0..<dense.degree).map { power in
      Combination(dense.coefficients.map { $0[power] }) { UnsafePointer(memory.velocity($0)) }
    }
    places = .allocate(capacity: used.count)
    for (index, velocity) in used.enumerated() {
      (places + index).initialize(to: UnsafePointer(memory.velocity(velocity)))
    }
    doubles = .allocate(capacity: used.count)
    weights = .allocate(capacity: used.count)
    velocities = .allocate(capacity: used.count)
  }

  deinit {
    places.deallocate()
    doubles.deallocate()
    weights.deallocate()
    velocities.deallocate()
  }

  /// Computes x(t + θh) of the row in a slot.
  func evaluate(
    _ slot: Int, of active: Int, theta: Double, into x: UnsafeMutablePointer<Element>
  ) {
    let count = coefficients.count
    for index in 0..<count {
      var weight = 0.0
      for coefficient in coefficients[index].reversed() { weight = (weight + coefficient) * theta }
      doubles[index] = weight
      velocities[index] = places[index].map { $0 + slot }
    }
    Element.round(doubles, to: weights, count: count)
    Element.combine(
      rowOf: active, columns: memory.dimension, memory.x + slot, h: memory.h[slot],
      weights: UnsafeBufferPointer(start: weights, count: count), velocities, to: x)
  }

  /// Computes the polynomials x(t + θh) = Σ_j θ^j q_j of the accepted steps.
  ///
  /// - Parameters:
  ///   - count: the number of accepted steps.
  ///   - active: the number of slots in use.
  ///   - q: receives the coefficients; shape `[count, degree + 1, dimension]`.
  func polynomials(count: Int, active: Int, into q: UnsafeMutablePointer<Element>) {
    let n = memory.dimension
    for power in 0...powers.count {
      var source = memory.x
      if power > 0 {
        // The stages' states are not needed any more.
        source = memory.stage
        powers[power - 1].apply(rows: active, columns: n, nil, h: memory.h, to: source)
      }
      memory.gather(
        source, count: count, of: active, to: q + power * n, ((powers.count + 1) * n, 1))
    }
  }
}
