import Calculus
import DataIO

extension ONNXEmission {
  /// The matrix product, of two matrices or two stacks, each transposed or not.
  mutating func product(_ transposingLeft: Bool, _ transposingRight: Bool) -> String {
    let a = transposingLeft ? transposed(operands[0], rank: shapes[0].count) : operands[0]
    let b = transposingRight ? transposed(operands[1], rank: shapes[1].count) : operands[1]
    return builder.add("MatMul", [a, b])
  }

  private mutating func transposed(_ name: String, rank: Int) -> String {
    let order = Array(0..<rank - 2) + [rank - 1, rank - 2]
    return builder.add("Transpose", [name], [ONNXAttribute("perm", .integers(order))])
  }

  /// The same elements under another shape; the batch's extent is what is left for it.
  mutating func reshaped(_ name: String, to target: [Int]) -> String {
    let extents = builder.integers(target.map { $0 < 0 ? -1 : $0 })
    // An extent of 0 is meant as it stands, not as that of the operand.
    let attributes = target.contains(0) ? [ONNXAttribute("allowzero", .integer(1))] : []
    return builder.add("Reshape", [name, extents], attributes)
  }

  /// The extent of an axis as a number of shape `[]`.
  mutating func extent(_ axis: Int) -> String {
    let shape = builder.add(
      "Shape", [operands[0]],
      [ONNXAttribute("start", .integer(axis)), ONNXAttribute("end", .integer(axis + 1))])
    return reshaped(number(shape), to: [])
  }

  /// Zeros before and after one axis as the operator wants them: all befores, then all afters.
  mutating func padding(_ axis: Int, _ before: Int, _ after: Int) -> String {
    var counts = Array(repeating: 0, count: 2 * shape.count)
    counts[axis] = before
    counts[shape.count + axis] = after
    return builder.integers(counts)
  }

  /// Rows added up by number.
  mutating func scatter() -> String {
    let zeros = builder.add(
      "Expand", [constant(0), builder.add("Shape", [operands[2]])])
    let numbers = rowNumbers(of: shapes[2], operands[2])
    let column = builder.add("Unsqueeze", [numbers, builder.integers([1])])
    return builder.add(
      "ScatterND", [zeros, column, operands[0]], [ONNXAttribute("reduction", .text("add"))])
  }

  /// The second operand as whole numbers of a table's rows: rounded, halves up, kept within the
  /// table, NaN as 0.
  mutating func rowNumbers(of table: [Int], _ name: String) -> String {
    let isNumber = builder.add("Less", [constant(0), operands[1]])
    let positive = builder.add("Where", [isNumber, operands[1], constant(0)])
    let last: String
    if table[0] >= 0 {
      last = constant(Double(table[0] - 1))
    } else {
      let count = builder.add(
        "Shape", [name], [ONNXAttribute("start", .integer(0)), ONNXAttribute("end", .integer(1))])
      last = builder.add("Sub", [number(count), constant(1)])
    }
    let rounded = builder.add("Floor", [builder.add("Add", [positive, constant(0.5)])])
    return builder.add(
      "Cast", [builder.add("Min", [rounded, last])],
      [ONNXAttribute("to", .integer(ONNXType.int64.rawValue))])
  }
}
