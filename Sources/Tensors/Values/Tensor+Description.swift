extension Tensor: CustomStringConvertible {
  /// The elements in nested brackets, as a literal of arrays would be written.
  ///
  /// Of an axis longer than 8, the first and the last three are shown.
  public var description: String { text(ofAxis: 0, from: 0) }

  private func text(ofAxis axis: Int, from offset: Int) -> String {
    guard axis < rank else { return withUnsafeElements { "\($0[offset])" } }
    let extent = shape[axis]
    let pitch = shape[(axis + 1)...].reduce(1, *)
    func part(_ index: Int) -> String { text(ofAxis: axis + 1, from: offset + index * pitch) }
    var parts: [String]
    if extent > 8 {
      parts = (0..<3).map(part) + ["..."] + (extent - 3..<extent).map(part)
    } else {
      parts = (0..<extent).map(part)
    }
    let lineBreaks = String(repeating: "\n", count: max(0, rank - axis - 1))
    let separator =
      lineBreaks.isEmpty ? ", " : "," + lineBreaks + String(repeating: " ", count: axis + 1)
    return "[" + parts.joined(separator: separator) + "]"
  }
}
