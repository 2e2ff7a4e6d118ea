import Synchronization

/// One recording of a function: it numbers the symbols that are made from its inputs, in the order
/// in which they are made.
///
/// The order of making is the order in which the function's author thought, and that in which a
/// pullback sweeps: values are used soon after they are made. Graphs keep it, and so do programs.
final class Trace: Sendable {
  private let made = Atomic(0)

  /// One more than the largest number given out.
  var count: Int { made.load(ordering: .relaxed) }

  /// The next number.
  func next() -> Int { made.wrappingAdd(1, ordering: .relaxed).oldValue }

  /// New inputs of the given shapes: unlike every other symbol, even of the same shape.
  func inputs(_ shapes: [[Int]]) -> [Symbol] {
    shapes.map { Symbol(node: Symbol.Node(.input(shape: $0), [], shape: $0, trace: self)) }
  }
}
