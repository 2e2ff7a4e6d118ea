extension Tensor {
  /// The same numbers in another precision, rounded to the nearest; infinite where out of range.
  public func converted<Other: Scalar>(to _: Other.Type) -> Tensor<Other> {
    Tensor<Other>(elements.map { Other($0) }, shape: shape)
  }
}
