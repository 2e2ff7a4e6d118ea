import Calculus
import Tensors

/// Turns rows of states, of shape `[count, dimension]`, into states with the rows last and the running
/// cost as their last component, and back.
final class AugmentedStates<Element: Scalar> {
  typealias Buffer = UnsafeMutablePointer<Element>

  private let dimension: Int
  private let hasCost: Bool
  private let base: Buffer
  private let cost: Buffer

  init(_ program: HamiltonianProgram<Element>, rows: Int) {
    dimension = program.dimension
    hasCost = program.hasRunningCost
    base = .allocate(capacity: max(2 * rows * dimension, 1))
    cost = .allocate(capacity: max(rows, 1))
    cost.initialize(repeating: 0, count: max(rows, 1))
    started = base + rows * dimension
  }

  /// Where cotangents of first states are given back.
  private let started: Buffer

  deinit {
    base.deallocate()
    cost.deallocate()
  }

  /// Sets states, and costs of 0.
  func set(_ x: UnsafePointer<Element>, _ count: Int, to y: Buffer) {
    Element.transpose(x, rows: count, columns: dimension, to: y)
    if hasCost { Element.fill(y + dimension * count, with: 0, count: count) }
  }

  /// Sets cotangents of states and of costs, which are 0 when nil.
  func setCotangents(
    _ end: UnsafePointer<Element>, _ weights: UnsafePointer<Element>?, _ count: Int, to p: Buffer
  ) {
    set(end, count, to: p)
    if hasCost, let weights { (p + dimension * count).update(from: weights, count: count) }
  }

  /// The states and the costs, borrowed until the next call.
  func split(_ y: UnsafePointer<Element>, _ count: Int) -> (states: Buffer, cost: Buffer) {
    Element.transpose(y, rows: dimension, columns: count, to: base)
    if hasCost { cost.update(from: y + dimension * count, count: count) }
    return (base, cost)
  }

  /// The cotangents of the first states, borrowed until the next call.
  func start(_ p: UnsafePointer<Element>, _ count: Int) -> Buffer {
    Element.transpose(p, rows: dimension, columns: count, to: started)
    return started
  }

  /// The number of rows that have a component that is not finite.
  func failedRows(_ states: UnsafePointer<Element>, _ count: Int) -> Int {
    (0..<count).count { !Element.allFinite(states + $0 * dimension, count: dimension) }
  }
}
