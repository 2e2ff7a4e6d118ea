/// The arithmetic of shapes in which one extent is known only when a program runs.
///
/// An extent of `-m` (m > 0) stands for m times the number of rows of the batch: `[-1, 3]` is a batch
/// of states of three components, and reshaping it to `[-3]` lays them one after another.
public enum Extents {
  /// The extent of the batch axis: the number of rows of a run.
  public static let rows = -1

  /// The number of elements of a shape, with the same meaning of negative numbers.
  public static func count(_ shape: [Int]) -> Int {
    precondition(
      shape.count { $0 < 0 } <= 1, "shape \(describe(shape)) has two batch axes")
    return shape.reduce(1, *)
  }

  /// An extent's value in a run over `rows` rows.
  @inlinable
  public static func resolve(_ extent: Int, rows: Int) -> Int {
    extent < 0 ? -extent * rows : extent
  }

  /// A shape's value in a run over `rows` rows.
  public static func resolve(_ shape: [Int], rows: Int) -> [Int] {
    shape.map { resolve($0, rows: rows) }
  }

  /// Whether the shape has an axis whose extent is known only when a program runs.
  public static func isBatched(_ shape: [Int]) -> Bool {
    shape.contains { $0 < 0 }
  }

  /// The common shape of operands that are combined element by element: axes are aligned at the
  /// last, and an extent of 1 or a missing axis repeats.
  ///
  /// - Precondition: extents that meet are equal or one of them is 1.
  public static func broadcast(_ shapes: [[Int]]) -> [Int] {
    let rank = shapes.map(\.count).max() ?? 0
    var result = Array(repeating: 1, count: rank)
    for shape in shapes {
      let offset = rank - shape.count
      for (axis, extent) in shape.enumerated() where extent != 1 {
        let present = result[offset + axis]
        precondition(
          present == 1 || present == extent,
          "shapes \(shapes.map(describe).joined(separator: " and ")) do not broadcast")
        result[offset + axis] = extent
      }
    }
    precondition(result.count { $0 < 0 } <= 1, "shape \(describe(result)) has two batch axes")
    return result
  }

  /// A shape as text, the batch axis as `rows`.
  public static func describe(_ shape: [Int]) -> String {
    let names = shape.map { extent in
      extent >= 0 ? "\(extent)" : extent == -1 ? "rows" : "\(-extent) rows"
    }
    return "[" + names.joined(separator: ", ") + "]"
  }
}
