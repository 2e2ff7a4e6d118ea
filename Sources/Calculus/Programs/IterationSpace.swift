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

  /// The first way of cutting the result's shape into rows and columns in which every operand is
  /// full, one vector for all rows, one number a row, or one number; nil when there is none.
  init?(of shape: [Int], operands: [[Int]]) {
    let cuts = Extents.isBatched(shape) ? Array(1...shape.count) : Array(0...shape.count)
    for cut in cuts {
      let rows = Extents.count(Array(shape[..<cut]))
      let columns = Extents.count(Array(shape[cut...]))
      guard columns >= 0 else { continue }
      let spreads = operands.compactMap { IterationSpace.spread($0, over: shape, cut: cut) }
      guard spreads.count == operands.count else { continue }
      key = Key(rows: rows, columns: columns)
      self.spreads = spreads
      return
    }
    return nil
  }

  private static func spread(_ operand: [Int], over shape: [Int], cut: Int) -> fl_spread? {
    let padded = Array(repeating: 1, count: shape.count - operand.count) + operand
    let rowsMatch = padded[..<cut] == shape[..<cut]
    let columnsMatch = padded[cut...] == shape[cut...]
    let rowsRepeat = padded[..<cut].allSatisfy { $0 == 1 }
    let columnsRepeat = padded[cut...].allSatisfy { $0 == 1 }
    if rowsMatch && columnsMatch { return FL_FULL }
    if rowsRepeat && columnsRepeat { return FL_SCALAR }
    if rowsRepeat && columnsMatch { return FL_VECTOR }
    if rowsMatch && columnsRepeat { return FL_COLUMN }
    return nil
  }
}
