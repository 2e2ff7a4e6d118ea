// Comparisons by element give masks: tensors of 1 (true) and 0 (false). The operators are the ones
// that the standard library gives to SIMD vectors.

extension Tensor {
  /// 1 where the left element is less, else 0.
  public static func .< (a: Tensor, b: Tensor) -> Tensor { a.combined(with: b, by: .less) }

  /// 1 where the element is less than the number, else 0.
  public static func .< (a: Tensor, b: Element) -> Tensor { a.map(.less, number: b, side: .right) }

  /// 1 where the left element is less or equal, else 0.
  public static func .<= (a: Tensor, b: Tensor) -> Tensor {
    a.combined(with: b, by: .lessOrEqual)
  }

  /// 1 where the element is less than the number or equal to it, else 0.
  public static func .<= (a: Tensor, b: Element) -> Tensor {
    a.map(.lessOrEqual, number: b, side: .right)
  }

  /// 1 where the left element is greater, else 0.
  public static func .> (a: Tensor, b: Tensor) -> Tensor { b .< a }

  /// 1 where the element is greater than the number, else 0.
  public static func .> (a: Tensor, b: Element) -> Tensor { a.map(.less, number: b, side: .left) }

  /// 1 where the left element is greater or equal, else 0.
  public static func .>= (a: Tensor, b: Tensor) -> Tensor { b .<= a }

  /// 1 where the element is greater than the number or equal to it, else 0.
  public static func .>= (a: Tensor, b: Element) -> Tensor {
    a.map(.lessOrEqual, number: b, side: .left)
  }

  /// 1 where the elements are equal, else 0.
  public static func .== (a: Tensor, b: Tensor) -> Tensor { a.combined(with: b, by: .equal) }

  /// 1 where the element is equal to the number, else 0.
  public static func .== (a: Tensor, b: Element) -> Tensor {
    a.map(.equal, number: b, side: .right)
  }

  /// The greater elements of two tensors.
  public static func maximum(_ a: Tensor, _ b: Tensor) -> Tensor {
    a.combined(with: b, by: .maximum)
  }

  /// The lesser elements of two tensors.
  public static func minimum(_ a: Tensor, _ b: Tensor) -> Tensor {
    a.combined(with: b, by: .minimum)
  }

  /// The tensor with the elements of another where the mask is not 0.
  ///
  /// - Precondition: the other's and the mask's shapes can be repeated to this one's.
  public func replacing(with other: Tensor, where mask: Tensor) -> Tensor {
    let mask = mask.broadcast(to: shape)
    let other = other.broadcast(to: shape)
    return Tensor(filling: shape) { y in
      withStart { x in
        mask.withStart { m in
          other.withStart { Element.apply(.select, m, $0, x, to: y, count: count) }
        }
      }
    }
  }

  /// Whether all elements are finite.
  public var isFinite: Bool {
    withStart { Element.allFinite($0, count: count) }
  }
}
