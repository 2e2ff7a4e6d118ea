extension ConvolutionForm {
  /// The operands' cotangents for the result's: the same trilinear form, with the result's cotangent
  /// in the place that the role leaves free.
  ///
  /// - Parameters:
  ///   - free: the result's cotangent.
  ///   - x: the operands.
  ///   - active: whether each operand's cotangent is asked for.
  /// - Returns: the operands' cotangents; nil where not asked for.
  func pullback(_ free: Symbol, operands x: [Symbol], active: [Bool]) -> [Symbol?] {
    func form(_ role: Role, _ a: Symbol, _ b: Symbol) -> Symbol {
      .apply(.convolution(computing(role)), to: [a, b])
    }
    switch role {
    case .output:
      return [
        active[0] ? form(.image, free, x[1]) : nil, active[1] ? form(.kernel, x[0], free) : nil,
      ]
    case .image:
      return [
        active[0] ? form(.output, free, x[1]) : nil, active[1] ? form(.kernel, free, x[0]) : nil,
      ]
    case .kernel:
      return [
        active[0] ? form(.image, x[1], free) : nil, active[1] ? form(.output, x[0], free) : nil,
      ]
    }
  }
}
