import CKernels

/// The rows and columns over which an elementwise operation runs, and how its operands meet them.
struct IterationSpace {
  /// What two operations must share to run in one pass.
  struct Key: Hashable {
    let rows: Int
    let columns: Int
  }

  let key: Key
  let spreads: [fl_spread]

  /// The first way of cutting the result into rows and columns that serves all operands.
  ///
  /// The result is cut as it is stored. Every operand is full, one vector for all rows, one number a
  /// row, or one number; nil when there is no such cut. The columns of a value that has a batch are
  /// the batch, if that will do.
  init?(of shape: [Int], operands: [[Int]]) {
    let order = StorageOrder.axes(shape)
    let stored = order.map { shape[$0] }
    let operands = operands.map { operand in
      let missing = shape.count - operand.count
      return order.map { $0 < missing ? 1 : operand[$0 - missing] }
    }
    let cuts =
      Extents.isBatched(shape)
      ? Array((0..<shape.count).reversed()) + [shape.count] : Array(0...shape.count)
    for cut in cuts {
      let spreads = operands.compactMap { IterationSpace.spread($0, over: stored, cut: cut) }
      guard spreads.count == operands.count else { continue }
      key = Key(
        rows: Extents.count(Array(stored[..<cut])), columns: Extents.count(Array(stored[cut...])))
      self.spreads = spreads
      return
    }
    return nil
  }

  private static func spread(_ operand: [Int], over shape: [Int], cut: Int) -> fl_spread? {
    let rowsMatch = operand[..<cut] == shape[..<cut]
    let columnsMatch = operand[cut...] == shape[cut...]
    let rowsRepeat = operand[..<cut].allSatisfy { $0 == 1 }
    let columnsRepeat = operand[cut...].allSatisfy { $0 == 1 }
    if rowsMatch && columnsMatch { return FL_FULL }
    if rowsRepeat && columnsRepeat { return FL_SCALAR }
    if rowsRepeat && columnsMatch { return FL_VECTOR }
    if rowsMatch && columnsRepeat { return FL_COLUMN }
    return nil
  }
}
