import Calculus
import DataIO

extension ONNXEmission {
  /// A convolution's output; the format has channels before places, and the kernel's channels out first.
  ///
  /// - Precondition: the role is the output's; other roles are lowered before they are written.
  mutating func convolution(_ form: ConvolutionForm) -> String {
    precondition(
      form.role == .output, "a convolution's \(form.role) is lowered before it is written")
    let axes = Array(1...form.axes.count)
    let channels = axes.count + 1
    let image = transposed(operands[0], [0, channels] + axes)
    let kernel = transposed(operands[1], [channels, channels - 1] + axes.map { $0 - 1 })
    let result = builder.add(
      "Conv", [image, kernel],
      [
        ONNXAttribute("strides", .integers(form.axes.map(\.stride))),
        ONNXAttribute("pads", .integers(form.axes.map(\.before) + form.axes.map(\.after))),
        ONNXAttribute("dilations", .integers(form.axes.map(\.dilation))),
      ])
    return transposed(result, [0] + axes.map { $0 + 1 } + [1])
  }

  private mutating func transposed(_ name: String, _ order: [Int]) -> String {
    builder.add("Transpose", [name], [ONNXAttribute("perm", .integers(order))])
  }
}
