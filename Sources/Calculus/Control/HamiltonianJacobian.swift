package import Tensors

/// Computes the Jacobian matrices of a program's dynamics by one pullback for each component, the
/// running cost, where there is one, being the last.
package final class HamiltonianJacobian<Element: Scalar> {
  private let program: HamiltonianProgram<Element>
  private let velocity: UnsafeMutablePointer<Element>
  private let cost: UnsafeMutablePointer<Element>
  private let residuals: UnsafeMutablePointer<Element>
  private let seed: UnsafeMutablePointer<Element>
  private let costSeed: UnsafeMutablePointer<Element>
  private let discarded: UnsafeMutablePointer<Element>

  /// Memory for at most so many rows.
  package init(_ program: HamiltonianProgram<Element>, rows: Int, residualCount: Int) {
    self.program = program
    func buffer(_ count: Int) -> UnsafeMutablePointer<Element> {
      let buffer = UnsafeMutablePointer<Element>.allocate(capacity: max(count, 1))
      buffer.initialize(repeating: 0, count: max(count, 1))
      return buffer
    }
    velocity = buffer(rows * program.dimension)
    cost = buffer(rows)
    residuals = buffer(residualCount)
    seed = buffer(rows * program.dimension)
    costSeed = buffer(rows)
    discarded = buffer(program.parameters.count)
  }

  deinit {
    for buffer in [velocity, cost, residuals, seed, costSeed, discarded] { buffer.deallocate() }
  }

  /// Computes the matrices of rows that share their parameters.
  ///
  /// - Parameters:
  ///   - count: the number of rows.
  ///   - t: their times.
  ///   - x: their states; shape `[dimension, count]`.
  ///   - evaluator: evaluates the program, its parameters set.
  ///   - withCost: whether the running cost is one more component.
  ///   - matrices: receives the matrices; shape `[components, components, count]`.
  ///   - slopes: receives the derivatives by time; shape `[components, count]`.
  package func evaluate(
    _ count: Int, t: UnsafePointer<Element>, x: UnsafePointer<Element>,
    by evaluator: HamiltonianEvaluator<Element>, withCost: Bool,
    into matrices: UnsafeMutablePointer<Element>, slopes: UnsafeMutablePointer<Element>
  ) {
    let n = program.dimension
    let width = n + (withCost ? 1 : 0)
    evaluator.linearize(count, t: t, x: x, velocity: velocity, cost: cost, residuals: residuals)
    for component in 0..<width {
      seedOne(component, count)
      let row = matrices + component * width * count
      evaluator.pullback(
        count, t: t, x: x, residuals: residuals, velocity: seed, cost: costSeed,
        tBar: slopes + component * count, xBar: row)
      if withCost { Element.fill(row + n * count, with: 0, count: count) }
    }
    evaluator.collect(into: discarded)
    Element.fill(discarded, with: 0, count: program.parameters.count)
  }

  private func seedOne(_ component: Int, _ count: Int) {
    let n = program.dimension
    Element.fill(seed, with: 0, count: n * count)
    Element.fill(costSeed, with: component == n ? 1 : 0, count: count)
    if component < n { Element.fill(seed + component * count, with: 1, count: count) }
  }
}
