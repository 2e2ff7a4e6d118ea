import CKernels

extension StepEncoder {
  /// The step of a convolution whose images lie with their rows last.
  func convolution(_ form: ConvolutionForm, _ index: Int, _ node: Graph.Node) -> Step {
    let a = StorageOrder.extents(operandShape(node, 0))
    let y = form.role == .kernel ? node.shape : StorageOrder.extents(node.shape).dropLast()
    var step = Step(
      form, operandSlot(node, 0), operandSlot(node, 1), to: plan.slot(index),
      rows: a[a.count - 1], channels: (a: a[a.count - 2], y: y[y.count - 1]))
    step.convolution.bias = graph.biases[index].map { Int32(plan.slot($0)) } ?? -1
    step.convolution.partial = plan.sumsPartially(index) ? 1 : 0
    step.accumulates = plan.accumulatedInPlace.contains(index) ? 1 : 0
    return step
  }
}

extension Step {
  /// A convolution; channels are those of the first operand and of the result, or of the second
  /// operand where the result is a kernel.
  init(
    _ form: ConvolutionForm, _ a: Int, _ b: Int, to y: Int, rows: Int, channels: (a: Int, y: Int)
  ) {
    self.init()
    kind = FL_STEP_CONVOLUTION
    let blocks = form.channelBlocks(channels.a, channels.y)
    convolution = .init(
      role: form.role.number, a: Int32(a), b: Int32(b), y: Int32(y), bias: -1, rows: rows,
      a_channels: channels.a, y_channels: channels.y, block_in: blocks.in, block_out: blocks.out,
      partial: 0, axes: form.kernelAxes)
  }
}

extension ConvolutionForm {
  /// The bytes of scratch memory that a convolution of operands of these shapes takes: 64 bytes for each
  /// place of the kernel and pair of a block's channels.
  func scratchBytes(_ operands: [[Int]]) -> Int {
    guard role == .kernel else { return 0 }
    let images = operands.map(StorageOrder.extents)
    let blocks = channelBlocks(images[0][axes.count], images[1][axes.count])
    return Int(FL_PARTIAL_BYTES) * places * blocks.in * blocks.out
  }

  /// The channels whose pairs' partial sums are kept at one time: in whole tiles, as many as stay in the
  /// second-level cache beside the images, and few of the output's, so that pieces of it are long.
  func channelBlocks(_ channelsIn: Int, _ channelsOut: Int) -> (in: Int, out: Int) {
    let most = 4096 / places
    func block(_ channels: Int, _ room: Int) -> Int { min(channels, max(room / 4 * 4, 4)) }
    let out = block(channelsOut, min(most / 4, 16))
    return (block(channelsIn, most / out), out)
  }

  private var places: Int { axes.reduce(1) { $0 * $1.kernel } }

  /// The axes as the kernels take them: two, the first of extent 1 when the images have but one.
  fileprivate var kernelAxes: (fl_convolution_axis, fl_convolution_axis) {
    let flat = Axis(image: 1, kernel: 1)
    return ((axes.count == 2 ? axes[0] : flat).kernelAxis, axes[axes.count - 1].kernelAxis)
  }
}

extension ConvolutionForm.Axis {
  fileprivate var kernelAxis: fl_convolution_axis {
    fl_convolution_axis(
      image: image, kernel: kernel, output: output, stride: stride, before: before,
      dilation: dilation)
  }
}

extension ConvolutionForm.Role {
  fileprivate var number: fl_convolution_role {
    switch self {
    case .output: FL_CONVOLUTION_OUTPUT
    case .image: FL_CONVOLUTION_IMAGE
    case .kernel: FL_CONVOLUTION_KERNEL
    }
  }
}
