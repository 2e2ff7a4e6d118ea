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
    let rank = shape.count
    let batch = shape.firstIndex { $0 < 0 }
    for attempt in 0...rank {
      let cut = batch == nil ? attempt : attempt < rank ? rank - 1 - attempt : rank
      let split = Split(shape: shape, batch: batch ?? rank, cut: cut)
      guard operands.allSatisfy({ split.spread($0) != nil }) else { continue }
      key = split.key
      spreads = operands.compactMap(split.spread)
      return
    }
    return nil
  }

  /// A shape, as it is stored, cut in two; by plain loops, since a graph asks for many.
  private struct Split {
    let shape: [Int]
    /// The axis that is stored last; the rank when there is none.
    let batch: Int
    let cut: Int

    /// The axis at a place of the order of storage.
    private func axis(_ place: Int) -> Int {
      place < batch ? place : place < shape.count - 1 ? place + 1 : min(batch, place)
    }

    var key: Key {
      var (rows, columns) = (1, 1)
      for place in 0..<cut { rows *= shape[axis(place)] }
      for place in cut..<shape.count { columns *= shape[axis(place)] }
      return Key(rows: rows, columns: columns)
    }

    func spread(_ operand: [Int]) -> fl_spread? {
      let (rows, columns) = (meets(operand, 0..<cut), meets(operand, cut..<shape.count))
      if rows.matches && columns.matches { return FL_FULL }
      if rows.repeats && columns.repeats { return FL_SCALAR }
      if rows.repeats && columns.matches { return FL_VECTOR }
      if rows.matches && columns.repeats { return FL_COLUMN }
      return nil
    }

    /// Whether an operand has the extents of all axes at these places, and whether it repeats along
    /// all of them.
    private func meets(_ operand: [Int], _ places: Range<Int>) -> (matches: Bool, repeats: Bool) {
      var (matches, repeats) = (true, true)
      let missing = shape.count - operand.count
      for place in places {
        let axis = axis(place)
        let extent = axis < missing ? 1 : operand[axis - missing]
        matches = matches && extent == shape[axis]
        repeats = repeats && extent == 1
      }
      return (matches, repeats)
    }
  }
}
