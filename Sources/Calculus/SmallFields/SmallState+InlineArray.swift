public import Tensors

@available(macOS 26, iOS 26, tvOS 26, watchOS 26, visionOS 26, *)
extension InlineArray: SmallState where Element: Scalar {
  public typealias Component = Element

  @inlinable @inline(__always)
  public static var dimension: Int { count }

  @inlinable @inline(__always)
  public init(components: (_ index: Int) -> Element) {
    self.init(components)
  }

  @inlinable @inline(__always)
  public subscript(component index: Int) -> Element { self[index] }
}
