extension ConvolutionForm {
  /// The shape of the result for operands of the given shapes.
  ///
  /// - Precondition: the operands have the shapes that the geometry says; the message prints both.
  func shape(_ a: [Int], _ b: [Int]) -> [Int] {
    switch role {
    case .output:
      check(a, isImage: true, axes.map(\.image))
      check(b, isImage: false, axes.map(\.kernel))
      checkChannels(a[axes.count + 1], b[axes.count], a, b)
      return [a[0]] + axes.map(\.output) + [b[axes.count + 1]]
    case .image:
      check(a, isImage: true, axes.map(\.output))
      check(b, isImage: false, axes.map(\.kernel))
      checkChannels(a[axes.count + 1], b[axes.count + 1], a, b)
      return [a[0]] + axes.map(\.image) + [b[axes.count]]
    case .kernel:
      check(a, isImage: true, axes.map(\.image))
      check(b, isImage: true, axes.map(\.output))
      precondition(
        a[0] == b[0],
        "rows differ in a convolution of \(Extents.describe(a)) and \(Extents.describe(b))")
      return axes.map(\.kernel) + [a[axes.count + 1], b[axes.count + 1]]
    }
  }

  /// Whether an operand has as many axes as it must, these extents, and a batch only in front.
  private func check(_ shape: [Int], isImage: Bool, _ extents: [Int]) {
    let first = isImage ? 1 : 0
    let middle = shape.dropFirst(first).prefix(axes.count)
    precondition(
      shape.count == axes.count + 2 && Array(middle) == extents
        && shape.dropFirst(first).allSatisfy { $0 >= 0 },
      "a convolution takes \(isImage ? "images" : "a kernel") of \(extents), not "
        + Extents.describe(shape))
  }

  private func checkChannels(_ a: Int, _ b: Int, _ x: [Int], _ kernel: [Int]) {
    precondition(
      a == b,
      "\(a) channels meet \(b) in a convolution of \(Extents.describe(x)) and "
        + Extents.describe(kernel))
  }
}
