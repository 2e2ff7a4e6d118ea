import CKernels
import Tensors
import Testing

/// A convolution's operands, rows last, and the step that computes one of its three forms.
private struct Convolution<S: Scalar> {
  var axes: (fl_convolution_axis, fl_convolution_axis)
  let rows: Int
  let channels: (in: Int, out: Int)
  let image: [S]
  let kernel: [S]
  let output: [S]

  /// A random geometry, most of them with borders, strides and holes, and random operands.
  init(rows: Int, using generator: inout TestGenerator) {
    axes = (Self.axis(using: &generator), Self.axis(using: &generator))
    self.rows = rows
    channels = (1 + generator.below(10), 1 + generator.below(10))
    let (down, across) = axes
    image = generator.uniform(down.image * across.image * channels.in * rows)
    kernel = generator.uniform(down.kernel * across.kernel * channels.in * channels.out)
    output = generator.uniform(down.output * across.output * channels.out * rows)
  }

  /// A small image of many rows and channels.
  init(rows: Int, channels: (in: Int, out: Int), using generator: inout TestGenerator) {
    let axis = fl_convolution_axis(
      image: 3, kernel: 2, output: 3, stride: 1, before: 1, dilation: 1)
    axes = (axis, axis)
    self.rows = rows
    self.channels = channels
    image = generator.uniform(9 * channels.in * rows)
    kernel = generator.uniform(4 * channels.in * channels.out)
    output = generator.uniform(9 * channels.out * rows)
  }

  /// The same convolution over some of the rows.
  init(_ whole: Convolution, rows range: Range<Int>) {
    func part(_ values: [S]) -> [S] {
      stride(from: 0, to: values.count, by: whole.rows).flatMap { start in
        range.map { values[start + $0] }
      }
    }
    axes = whole.axes
    rows = range.count
    channels = whole.channels
    image = part(whole.image)
    kernel = whole.kernel
    output = part(whole.output)
  }

  private static func axis(using generator: inout TestGenerator) -> fl_convolution_axis {
    let kernel = 1 + generator.below(4)
    let (stride, dilation) = (1 + generator.below(3), 1 + generator.below(3))
    let before = generator.below(4)
    let reach = dilation * (kernel - 1) + 1
    let image = max(reach - before, 1) + generator.below(9)
    let output = (image + 2 * before - reach) / stride + 1
    return fl_convolution_axis(
      image: image, kernel: kernel, output: output, stride: stride, before: before,
      dilation: dilation)
  }

  /// Calls the body with the places in image, kernel and output of every product of the form.
  func forEachProduct(_ body: (_ image: Int, _ kernel: Int, _ output: Int) -> Void) {
    let (down, across) = axes
    for (oy, ky) in pairs(down.output, down.kernel) {
      for (ox, kx) in pairs(across.output, across.kernel) {
        let y = oy * down.stride - down.before + ky * down.dilation
        let x = ox * across.stride - across.before + kx * across.dilation
        guard (0..<down.image).contains(y), (0..<across.image).contains(x) else { continue }
        for (a, b) in pairs(channels.in, channels.out) {
          for row in 0..<rows {
            body(
              ((y * across.image + x) * channels.in + a) * rows + row,
              ((ky * across.kernel + kx) * channels.in + a) * channels.out + b,
              ((oy * across.output + ox) * channels.out + b) * rows + row)
          }
        }
      }
    }
  }

  private func pairs(_ m: Int, _ n: Int) -> [(Int, Int)] {
    (0..<m).flatMap { i in (0..<n).map { (i, $0) } }
  }

  /// The kernel with its channels exchanged, as the image's cotangent reads it.
  private var exchanged: [S] {
    kernel.indices.map { index in
      let place = index / (channels.in * channels.out)
      let (b, a) = (index / channels.in % channels.out, index % channels.in)
      return kernel[(place * channels.in + a) * channels.out + b]
    }
  }

  /// The operand in whose place the form puts its result.
  func operand(_ role: fl_convolution_role) -> [S] {
    role == FL_CONVOLUTION_OUTPUT ? output : role == FL_CONVOLUTION_IMAGE ? image : kernel
  }

  /// What the kernels compute, starting from `start` where they add; one number more than there is
  /// room for must stay as it is.
  func computed(
    _ role: fl_convolution_role, bias: [S]? = nil, addingTo start: [S]? = nil, blocks: Int = 64,
    partial: Bool = false
  ) -> [S] {
    var step = fl_step()
    step.kind = FL_STEP_CONVOLUTION
    step.accumulates = start == nil ? 0 : 1
    let isImage = role == FL_CONVOLUTION_IMAGE
    step.convolution = .init(
      role: role, a: 0, b: 1, y: 2, bias: bias == nil ? -1 : 3, rows: -1,
      a_channels: isImage ? channels.out : channels.in,
      y_channels: isImage ? channels.in : channels.out, block_in: blocks, block_out: blocks,
      partial: partial ? 1 : 0,
      axes: axes)
    var operands =
      role == FL_CONVOLUTION_OUTPUT
      ? [image, kernel] : isImage ? [output, exchanged] : [image, output]
    let size = operand(role).count * (partial ? S.partialStride : 1)
    operands.append((start ?? [S](repeating: .nan, count: size)) + [77])
    operands.append(bias ?? [])
    let result = execute(step, operands)
    #expect(result[size] == 77)
    return Array(result.dropLast())
  }

  private func execute(_ step: fl_step, _ operands: [[S]]) -> [S] {
    let buffers = operands.map { values in
      let buffer = UnsafeMutablePointer<S>.allocate(capacity: max(values.count, 1))
      buffer.initialize(from: values, count: values.count)
      return buffer
    }
    let slots = buffers.map(Optional.some)
    let scratch = UnsafeMutablePointer<S>.allocate(
      capacity: kernel.count * 64 / MemoryLayout<S>.stride)
    withUnsafePointer(to: step) {
      S.execute($0, count: 1, slots: slots, rows: rows, scratch: scratch)
    }
    defer {
      for buffer in buffers { buffer.deallocate() }
      scratch.deallocate()
    }
    return Array(UnsafeBufferPointer(start: buffers[2], count: operands[2].count))
  }
}

/// The kernels against the sum that defines them.
struct ConvolutionKernelTests {
  private static let rowCounts = [0, 1, 2, 3, 4, 5, 8, 15, 16, 17, 32, 35, 48]
  private static let roles = [
    FL_CONVOLUTION_OUTPUT, FL_CONVOLUTION_IMAGE, FL_CONVOLUTION_KERNEL,
  ]

  @Test(arguments: InstructionSet.available) func formsEqualTheirDefinition(set: InstructionSet) {
    set.run {
      checkForms(Float.self)
      checkForms(Double.self)
    }
  }

  private func checkForms<S: Scalar>(_: S.Type) {
    var generator = TestGenerator(state: 21)
    for number in 0..<52 {
      let item = Convolution<S>(rows: Self.rowCounts[number % 13], using: &generator)
      for role in Self.roles {
        let zeros = [S](repeating: 0, count: item.operand(role).count)
        #expect(
          error(item, role, item.computed(role), from: zeros) <= 3,
          "\(role), case \(number): \(item.axes), \(item.rows) rows, \(S.self)")
      }
    }
  }

  @Test(arguments: InstructionSet.available) func formsStartWhereTheyAreTold(set: InstructionSet) {
    set.run {
      checkStarts(Float.self)
      checkStarts(Double.self)
    }
  }

  private func checkStarts<S: Scalar>(_: S.Type) {
    var generator = TestGenerator(state: 22)
    for number in 0..<26 {
      let item = Convolution<S>(rows: Self.rowCounts[number % 13], using: &generator)
      let bias: [S] = generator.uniform(item.channels.out)
      let biases = item.output.indices.map { bias[$0 / max(item.rows, 1) % item.channels.out] }
      let output = item.computed(FL_CONVOLUTION_OUTPUT, bias: bias)
      #expect(error(item, FL_CONVOLUTION_OUTPUT, output, from: biases) <= 3, "case \(number)")
      let start: [S] = generator.uniform(item.kernel.count)
      for blocks in [4, 64] {
        let kernel = item.computed(FL_CONVOLUTION_KERNEL, addingTo: start, blocks: blocks)
        #expect(error(item, FL_CONVOLUTION_KERNEL, kernel, from: start) <= 3, "case \(number)")
      }
    }
  }

  /// Vectors of partial sums, added to twice and joined.
  @Test(arguments: InstructionSet.available) func partialSumsAreOfTheSameSum(set: InstructionSet) {
    set.run {
      checkPartialSums(Float.self)
      checkPartialSums(Double.self)
    }
  }

  private func checkPartialSums<S: Scalar>(_: S.Type) {
    var generator = TestGenerator(state: 25)
    for number in 0..<13 {
      let item = Convolution<S>(rows: Self.rowCounts[number], using: &generator)
      let count = item.kernel.count
      var sums = [S](repeating: 0, count: count * S.partialStride)
      for blocks in [4, 64] {
        sums = item.computed(FL_CONVOLUTION_KERNEL, addingTo: sums, blocks: blocks, partial: true)
      }
      var joined = [S](repeating: 0, count: count)
      S.joinPartial(sums, to: &joined, count: count)
      let halves = joined.map { $0 / 2 }
      let zeros = [S](repeating: 0, count: count)
      #expect(error(item, FL_CONVOLUTION_KERNEL, halves, from: zeros) <= 3, "case \(number)")
    }
  }

  /// Sums over more rows than are walked in one piece.
  @Test(arguments: InstructionSet.available) func manyRowsAreAddedUp(set: InstructionSet) {
    set.run {
      var generator = TestGenerator(state: 24)
      let item = Convolution<Float>(rows: 450, channels: (3, 20), using: &generator)
      let zeros = [Float](repeating: 0, count: item.kernel.count)
      let sums = item.computed(FL_CONVOLUTION_KERNEL)
      #expect(error(item, FL_CONVOLUTION_KERNEL, sums, from: zeros) <= 3)
    }
  }

  /// The largest error, in ulps of the sum of the absolute values of all that is added up.
  private func error<S: Scalar>(
    _ item: Convolution<S>, _ role: fl_convolution_role, _ computed: [S], from start: [S]
  ) -> Double {
    var exact = start.map { Wide($0) }
    var sizes = start.map { abs(Double($0)) }
    item.forEachProduct { image, kernel, output in
      let (x, k, g) = (
        Wide(item.image[image]), Wide(item.kernel[kernel]), Wide(item.output[output])
      )
      let (place, product) =
        role == FL_CONVOLUTION_OUTPUT
        ? (output, x * k) : role == FL_CONVOLUTION_IMAGE ? (image, k * g) : (kernel, x * g)
      exact[place] += product
      sizes[place] += abs(Double(product))
    }
    var worst = 0.0
    for (place, value) in computed.enumerated() where value != S(exact[place]) {
      let difference = abs(Double(Wide(value) - exact[place]))
      let ulps = difference / (sizes[place] * Double(S.ulpOfOne))
      worst = ulps <= worst ? worst : (ulps.isNaN ? .infinity : ulps)
    }
    return worst
  }

  /// Row r of an image is the same, bit for bit, whatever rows surround it.
  @Test(arguments: InstructionSet.available) func rowsDoNotDependOnTheirNumber(set: InstructionSet)
  {
    set.run {
      checkRows(Float.self)
      checkRows(Double.self)
    }
  }

  private func checkRows<S: Scalar>(_: S.Type) {
    var generator = TestGenerator(state: 23)
    for number in 0..<10 {
      let item = Convolution<S>(rows: 37, using: &generator)
      for role in [FL_CONVOLUTION_OUTPUT, FL_CONVOLUTION_IMAGE] {
        let whole = item.computed(role)
        for range in [0..<1, 3..<20, 1..<36, 30..<37] {
          let part = Convolution(item, rows: range).computed(role)
          let expected = stride(from: 0, to: whole.count, by: 37).flatMap { start in
            range.map { whole[start + $0] }
          }
          #expect(same(part, expected), "\(role), case \(number), rows \(range), \(S.self)")
        }
      }
    }
  }
}
