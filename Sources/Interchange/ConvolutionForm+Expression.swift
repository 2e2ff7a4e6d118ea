import Calculus

extension ConvolutionForm {
  /// What the form computes as a sum of matrix products, one for each place of the kernel: for
  /// runtimes without a kernel for the role or the precision.
  func expression<A: TensorAlgebra>(_ a: A, _ b: A) -> A {
    switch role {
    case .output: output(image: a, kernel: b)
    case .image: image(output: a, kernel: b)
    case .kernel: kernel(image: a, output: b)
    }
  }

  /// Σ_j x_j k_j, with x_j what the windows have at place j.
  private func output<A: TensorAlgebra>(image: A, kernel: A) -> A {
    let padded = padded(image)
    let terms = places.map { window(of: padded, at: $0) • matrix(of: kernel, at: $0) }
    return terms.dropFirst().reduce(terms[0], +)
  }

  /// Σ_j of g k_jᵀ, put where place j of the windows lies.
  private func image<A: TensorAlgebra>(output: A, kernel: A) -> A {
    let terms = places.map { place in
      let term = A.product(output, matrix(of: kernel, at: place), transposingRight: true)
      return spread(term, from: place)
    }
    var sum = terms.dropFirst().reduce(terms[0], +)
    for (index, axis) in axes.enumerated() {
      sum = sum.sliced(axis.before..<axis.before + axis.image, along: index + 1)
    }
    return sum
  }

  /// x_jᵀ g for each place j, over all rows and windows.
  private func kernel<A: TensorAlgebra>(image: A, output: A) -> A {
    let padded = padded(image)
    let (channelsIn, channelsOut) = (image.shape[axes.count + 1], output.shape[axes.count + 1])
    let count = Extents.count(Array(output.shape.dropLast()))
    let g = output.reshaped(to: [count, channelsOut])
    let matrices = places.map { place in
      let x = window(of: padded, at: place).reshaped(to: [count, channelsIn])
      return A.product(x, g, transposingLeft: true).reshaped(to: [1, channelsIn, channelsOut])
    }
    return A.concatenate(matrices, along: 0)
      .reshaped(to: axes.map(\.kernel) + [channelsIn, channelsOut])
  }

  /// The places of the kernel, row-major.
  private var places: [[Int]] {
    axes.reduce([[]]) { places, axis in
      places.flatMap { place in (0..<axis.kernel).map { place + [$0] } }
    }
  }

  private func padded<A: TensorAlgebra>(_ image: A) -> A {
    var image = image
    for (index, axis) in axes.enumerated() {
      image = image.padded(before: axis.before, after: axis.after, along: index + 1)
    }
    return image
  }

  private func matrix<A: TensorAlgebra>(of kernel: A, at place: [Int]) -> A {
    var part = kernel
    for (index, j) in place.enumerated() { part = part.sliced(j..<j + 1, along: index) }
    return part.reshaped(to: Array(kernel.shape.suffix(2)))
  }

  /// What every window has at a place; shape `[rows, windows..., channels]`.
  private func window<A: TensorAlgebra>(of padded: A, at place: [Int]) -> A {
    var part = padded
    for (index, axis) in axes.enumerated() {
      let (start, count, stride) = (axis.dilation * place[index], axis.output, axis.stride)
      let end = start + (count - 1) * stride + 1
      part = part.sliced(start..<end, along: index + 1)
      guard stride > 1, count > 1 else { continue }
      // Split the axis in strides, and keep the first element of each.
      part = part.padded(before: 0, after: stride - 1, along: index + 1)
      part = part.splitting(axis: index + 1, [count, stride]).sliced(0..<1, along: index + 2)
      part = part.merging(axis: index + 1)
    }
    return part
  }

  /// The windows' values at a place put into a padded image of zeros.
  private func spread<A: TensorAlgebra>(_ values: A, from place: [Int]) -> A {
    var image = values
    for (index, axis) in axes.enumerated() {
      let (start, count, stride) = (axis.dilation * place[index], axis.output, axis.stride)
      let extent = axis.image + axis.before + axis.after
      if stride > 1, count > 1 {
        image = image.splitting(axis: index + 1, [count, 1])
          .padded(before: 0, after: stride - 1, along: index + 2).merging(axis: index + 1)
          .sliced(0..<(count - 1) * stride + 1, along: index + 1)
      }
      let after = extent - start - ((count - 1) * stride + 1)
      image = image.padded(before: start, after: after, along: index + 1)
    }
    return image
  }
}

extension TensorAlgebra {
  /// One axis as two.
  fileprivate func splitting(axis: Int, _ extents: [Int]) -> Self {
    var target = shape
    target.replaceSubrange(axis...axis, with: extents)
    return reshaped(to: target)
  }

  /// An axis and the next as one.
  fileprivate func merging(axis: Int) -> Self {
    var target = shape
    target.replaceSubrange(axis...axis + 1, with: [shape[axis] * shape[axis + 1]])
    return reshaped(to: target)
  }
}
