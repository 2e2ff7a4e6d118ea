import Calculus
import Tensors

/// The Jacobian matrices of the rows of a block, and the factors of I − hγJ: kept by the rows' places in
/// the block, whatever slots they are in.
final class RowJacobians<Element: Scalar> {
  typealias Buffer = UnsafeMutablePointer<Element>

  /// Evaluations of the field that one matrix takes: none where the field knows its derivatives.
  let evaluationsPerMatrix: Int

  private let evaluation: StepEvaluation<Element>
  private let jacobians: (any JacobianEvaluator<Element>)?
  private let systems: StageSystems<Element>
  private let needsSlopes: Bool
  private let startIsExact: Bool
  private let n: Int
  /// Each row's matrix, row by row, its derivative by time, and the matrix scaled.
  private let matrices: Buffer
  private let slopes: Buffer
  private let scaled: Buffer
  /// Some rows' states, times, velocities at them and at places near, and their matrices.
  private let x: Buffer
  private let t: Buffer
  private let f: Buffer
  private let moved: Buffer
  private let saved: Buffer
  private let change: Buffer
  private let some: Buffer
  private let numbers: UnsafeMutablePointer<Int32>
  private var memory: StepMemory<Element> { evaluation.memory }

  /// Matrices for the rows of an evaluation's memory.
  ///
  /// - Parameters:
  ///   - evaluation: evaluates the field.
  ///   - needsSlopes: whether derivatives by time are wanted, too.
  ///   - startIsExact: whether the velocities at the beginning of steps are evaluations of the field,
  ///     to rounding, from which differences can be taken.
  init(_ evaluation: StepEvaluation<Element>, needsSlopes: Bool, startIsExact: Bool) {
    self.startIsExact = startIsExact
    self.evaluation = evaluation
    self.needsSlopes = needsSlopes
    let (rows, dimension) = (evaluation.memory.capacity, evaluation.memory.dimension)
    n = dimension
    jacobians = evaluation.makeJacobianEvaluator()
    evaluationsPerMatrix = jacobians == nil ? n + (needsSlopes ? 1 : 0) + (startIsExact ? 0 : 1) : 0
    systems = StageSystems(count: 1, rows: rows, dimension: n)
    func buffer(_ count: Int) -> Buffer {
      let buffer = Buffer.allocate(capacity: max(count, 1))
      buffer.initialize(repeating: 0, count: max(count, 1))
      return buffer
    }
    matrices = buffer(rows * n * n)
    slopes = buffer(rows * n)
    scaled = buffer(n * n)
    (x, t, f, moved) = (buffer(rows * n), buffer(rows), buffer(rows * n), buffer(rows * n))
    (saved, change) = (buffer(rows), buffer(rows))
    some = buffer(jacobians == nil ? 0 : rows * n * n)
    numbers = .allocate(capacity: rows)
  }

  deinit {
    for buffer in [matrices, slopes, scaled, x, t, f, moved, saved, change, some] {
      buffer.deallocate()
    }
    numbers.deallocate()
  }

  /// The derivative of the velocity by time of the row with a place; shape `[dimension]`.
  func slope(_ place: Int) -> UnsafePointer<Element> { UnsafePointer(slopes + place * n) }

  /// Computes the matrices of the rows in some slots at the beginning of their steps.
  ///
  /// - Parameters:
  ///   - slots: the slots.
  ///   - active: the number of slots in use.
  ///   - firstRow: the number of the block's first row.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  func update(_ slots: [Int], of active: Int, firstRow: Int32) {
    let count = slots.count
    guard count > 0 else { return }
    let start = memory.velocity(0)
    for (index, slot) in slots.enumerated() {
      numbers[index] = memory.rows[slot]
      t[index] = Element(memory.state.t[slot])
      for c in 0..<n {
        x[c * count + index] = memory.x[c * active + slot]
        f[c * count + index] = start[c * active + slot]
      }
    }
    let points = RowPoints(count: count, rows: numbers, t: t, x: x)
    guard let jacobians else { return takeDifferences(points, slots, firstRow) }
    jacobians.evaluate(points, into: some, slopes: moved)
    for index in 0..<count {
      let place = Int(numbers[index] - firstRow)
      for entry in 0..<n * n { matrices[place * n * n + entry] = some[entry * count + index] }
      for c in 0..<n { slopes[place * n + c] = moved[c * count + index] }
    }
  }

  /// Writes the matrices and their factors to a tape, or reads them.
  func pass(_ tape: inout StateTape) {
    tape.pass(matrices, elements: memory.capacity * n * n)
    tape.pass(slopes, elements: memory.capacity * n)
    systems.pass(&tape)
  }

  /// Factors I − hγJ of a row; returns whether no pivot is 0.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  func factor(_ place: Int, step: Element) -> Bool {
    let matrix = matrices + place * n * n
    for entry in 0..<n * n { scaled[entry] = step * matrix[entry] }
    return systems.factor(0, row: place, identityLess: scaled)
  }

  /// The smaller of the norms by rows and by columns of a row's matrix.
  func norm(_ place: Int) -> Element {
    let matrix = matrices + place * n * n
    var (byRows, byColumns): (Element, Element) = (0, 0)
    for i in 0..<n {
      var (row, column): (Element, Element) = (0, 0)
      for j in 0..<n {
        row += abs(matrix[i * n + j])
        column += abs(matrix[j * n + i])
      }
      byRows = max(byRows, row)
      byColumns = max(byColumns, column)
    }
    return min(byRows, byColumns)
  }

  /// Solves (I − hγJ) y = y of a row in place; shape `[dimension]`.
  func solve(_ place: Int, _ y: Buffer) { systems.solveOne(place, transposed: false, y) }
}

// MARK: - Differences

extension RowJacobians {
  /// Computes the matrices column by column, by differences of the size that rounding asks for.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  private func takeDifferences(_ points: RowPoints<Element>, _ slots: [Int], _ firstRow: Int32) {
    let count = points.count
    if !startIsExact { evaluation.evaluate(points, into: f) }
    for j in 0..<n {
      let column = x + j * count
      for index in 0..<count {
        let (value, velocity) = (column[index], f[j * count + index])
        saved[index] = value
        let size = changeSize(value, Element(memory.state.h[slots[index]]) * velocity)
        column[index] = value + (velocity < 0 ? -size : size)
        // The difference of the numbers, not what it was meant to be.
        change[index] = column[index] - value
      }
      evaluation.evaluate(points, into: moved)
      for index in 0..<count {
        let matrix = matrices + Int(numbers[index] - firstRow) * n * n
        for c in 0..<n {
          matrix[c * n + j] = (moved[c * count + index] - f[c * count + index]) / change[index]
        }
        column[index] = saved[index]
      }
    }
    if needsSlopes { takeTimeDifferences(points, slots, firstRow) }
  }

  private func takeTimeDifferences(
    _ points: RowPoints<Element>, _ slots: [Int], _ firstRow: Int32
  ) {
    let count = points.count
    for index in 0..<count {
      let h = Element(memory.state.h[slots[index]])
      saved[index] = t[index]
      let size = Element.ulpOfOne.squareRoot() * max(abs(t[index]), abs(h))
      t[index] += h < 0 ? -size : size
      change[index] = t[index] - saved[index]
    }
    evaluation.evaluate(points, into: moved)
    for index in 0..<count {
      let slope = slopes + Int(numbers[index] - firstRow) * n
      for c in 0..<n {
        let difference = moved[c * count + index] - f[c * count + index]
        slope[c] = change[index] == 0 ? 0 : difference / change[index]
      }
    }
  }

  private func changeSize(_ value: Element, _ step: Element) -> Element {
    let size = max(abs(value), step.isFinite ? abs(step) : 0, 1e-5)
    return Element.ulpOfOne.squareRoot() * size
  }
}
