public import Tensors

extension SIMD2: SmallState where Scalar: Tensors.Scalar {
  @inlinable @inline(__always)
  public static var dimension: Int { 2 }

  @inlinable @inline(__always)
  public init(components: (_ index: Int) -> Scalar) {
    self.init(components(0), components(1))
  }

  @inlinable @inline(__always)
  public subscript(component index: Int) -> Scalar { self[index] }
}

extension SIMD3: SmallState where Scalar: Tensors.Scalar {
  @inlinable @inline(__always)
  public static var dimension: Int { 3 }

  @inlinable @inline(__always)
  public init(components: (_ index: Int) -> Scalar) {
    self.init(components(0), components(1), components(2))
  }

  @inlinable @inline(__always)
  public subscript(component index: Int) -> Scalar { self[index] }
}

extension SIMD4: SmallState where Scalar: Tensors.Scalar {
  @inlinable @inline(__always)
  public static var dimension: Int { 4 }

  @inlinable @inline(__always)
  public init(components: (_ index: Int) -> Scalar) {
    self.init(components(0), components(1), components(2), components(3))
  }

  @inlinable @inline(__always)
  public subscript(component index: Int) -> Scalar { self[index] }
}

extension SIMD8: SmallState where Scalar: Tensors.Scalar {
  @inlinable @inline(__always)
  public static var dimension: Int { 8 }

  @inlinable @inline(__always)
  public init(components: (_ index: Int) -> Scalar) {
    self.init(
      components(0), components(1), components(2), components(3), components(4), components(5),
      components(6), components(7))
  }

  @inlinable @inline(__always)
  public subscript(component index: Int) -> Scalar { self[index] }
}
