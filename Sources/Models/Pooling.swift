public import Calculus
public import Tensors

/// The mean over windows of images or sequences, channel by channel.
///
/// Places behind the last whole window are left out.
public struct AveragePooling: Layer {
  /// The extent of a window along every axis.
  public let window: Int
  /// The distance of neighbouring windows.
  public let stride: Int

  /// A mean over windows.
  ///
  /// - Parameters:
  ///   - window: the extent of a window along every axis.
  ///   - stride: the distance of neighbouring windows; that extent when nil.
  public init(window: Int, stride: Int? = nil) {
    precondition(
      window >= 1 && (stride ?? window) >= 1, "windows of \(window), \(stride ?? window) apart")
    self.window = window
    self.stride = stride ?? window
  }

  public var parameters: ParameterLayout { ParameterLayout() }

  public func apply<A: TensorAlgebra>(_ x: A, _ theta: Parameters<A>) -> A {
    x.averagePooled(window: window, stride: stride)
  }

  public func initialParameters(using stream: inout RandomStream) -> [Double] { [] }
}

/// The maximum over windows of images or sequences, channel by channel; the derivative is shared
/// equally among ties.
///
/// Places behind the last whole window are left out.
public struct MaximumPooling: Layer {
  /// The extent of a window along every axis.
  public let window: Int
  /// The distance of neighbouring windows.
  public let stride: Int

  /// A maximum over windows.
  ///
  /// - Parameters:
  ///   - window: the extent of a window along every axis.
  ///   - stride: the distance of neighbouring windows; that extent when nil.
  public init(window: Int, stride: Int? = nil) {
    precondition(
      window >= 1 && (stride ?? window) >= 1, "windows of \(window), \(stride ?? window) apart")
    self.window = window
    self.stride = stride ?? window
  }

  public var parameters: ParameterLayout { ParameterLayout() }

  public func apply<A: TensorAlgebra>(_ x: A, _ theta: Parameters<A>) -> A {
    x.maximumPooled(window: window, stride: stride)
  }

  public func initialParameters(using stream: inout RandomStream) -> [Double] { [] }
}
