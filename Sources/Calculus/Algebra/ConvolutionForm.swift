/// The geometry of a convolution and what it computes: the output, or the cotangent of an operand.
///
/// A convolution is one trilinear form in an image x, a kernel k and an output's cotangent g,
///
///     T(x, k, g) = Σ x[r, i, a] k[j, a, b] g[r, o, b]   over all i = stride o − before + dilation j,
///
/// with r the rows, i, j and o places in image, kernel and output, a and b channels in and out;
/// places outside the image count as zeros. Its three partial derivatives are the three roles, and
/// each role's derivatives are the other two: the operation is closed under differentiation. As in
/// all of machine learning the kernel is not flipped.
///
/// Images are `[rows, height, width, channels]` or `[rows, length, channels]`, kernels
/// `[height, width, in, out]` or `[length, in, out]`. There are no groups: every channel out sees
/// every channel in.
public struct ConvolutionForm: Hashable, Sendable {
  /// Which of the trilinear form's derivatives is computed, and from what.
  public enum Role: Hashable, Sendable {
    /// ∂T/∂g, the output, from an image and a kernel.
    case output
    /// ∂T/∂x, the image's cotangent, from the output's and a kernel.
    case image
    /// ∂T/∂k, the kernel's cotangent, from an image and the output's.
    case kernel
  }

  /// The geometry along one axis of the image.
  public struct Axis: Hashable, Sendable {
    /// The extent of the image.
    public let image: Int
    /// The extent of the kernel.
    public let kernel: Int
    /// The distance of neighbouring windows.
    public let stride: Int
    /// Zeros before the image.
    public let before: Int
    /// Zeros after it.
    public let after: Int
    /// The distance of a window's neighbouring places.
    public let dilation: Int

    /// The number of windows: the extent of the output.
    public var output: Int { (image + before + after - reach) / stride + 1 }

    /// The places from a window's first to its last, both counted.
    private var reach: Int { dilation * (kernel - 1) + 1 }

    /// The geometry along one axis.
    ///
    /// - Parameters:
    ///   - image: the extent of the image.
    ///   - kernel: the extent of the kernel.
    ///   - stride: the distance of neighbouring windows.
    ///   - padding: the zeros before and after the image.
    ///   - dilation: the distance of a window's neighbouring places.
    /// - Precondition: the kernel, spread by the dilation, fits into the padded image.
    public init(
      image: Int, kernel: Int, stride: Int = 1, padding: Padding = .none, dilation: Int = 1
    ) {
      precondition(
        image >= 1 && kernel >= 1 && stride >= 1 && dilation >= 1,
        "a convolution of extent \(image) by \(kernel), stride \(stride), dilation \(dilation)")
      self.image = image
      self.kernel = kernel
      self.stride = stride
      self.dilation = dilation
      let reach = dilation * (kernel - 1) + 1
      (before, after) = padding.zeros(image: image, reach: reach, stride: stride)
      precondition(
        reach <= image + before + after,
        "a kernel that reaches over \(reach) places in an image of \(before) + \(image) + \(after)")
    }
  }

  /// Zeros around an image.
  public enum Padding: Hashable, Sendable {
    /// None: windows lie inside the image.
    case none
    /// As many as make the output's extent the image's, divided by the stride and rounded up; of an
    /// odd number the larger half after the image.
    case same
    /// So many before and after.
    case zeros(Int)

    fileprivate func zeros(image: Int, reach: Int, stride: Int) -> (before: Int, after: Int) {
      switch self {
      case .none: return (0, 0)
      case .zeros(let count):
        precondition(count >= 0, "a convolution padded by \(count)")
        return (count, count)
      case .same:
        let windows = (image + stride - 1) / stride
        let total = max((windows - 1) * stride + reach - image, 0)
        return (total / 2, total - total / 2)
      }
    }
  }

  /// What is computed.
  public let role: Role
  /// The geometry along each axis of the image: one axis or two.
  public let axes: [Axis]

  /// A convolution.
  ///
  /// - Parameters:
  ///   - role: what is computed, and from what.
  ///   - axes: the geometry along each axis of the image.
  /// - Precondition: there are one or two axes.
  public init(_ role: Role = .output, axes: [Axis]) {
    precondition(
      axes.count == 1 || axes.count == 2, "a convolution along \(axes.count) axes, not 1 or 2")
    self.role = role
    self.axes = axes
  }

  /// The same form, with another role.
  func computing(_ role: Role) -> ConvolutionForm { ConvolutionForm(role, axes: axes) }
}
