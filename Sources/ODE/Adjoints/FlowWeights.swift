import Tensors

/// A scheme's coefficients times the step size, in the precision of the states, as plain memory.
final class FlowWeights<Element: Scalar> {
  /// h b_i: the stages' weights in the step, and in the integral of the running cost.
  let step: UnsafeBufferPointer<Element>
  /// Ones: the weights of all stages' cotangents in the state's.
  let ones: UnsafeBufferPointer<Element>
  private let memory: UnsafeMutablePointer<Element>
  private let stageCount: Int

  init(_ scheme: FlowScheme) {
    let h = scheme.h
    let stages = scheme.stages
    let s = stages.count
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: (2 * s + 2) * s)
    memory.initialize(repeating: 1, count: (2 * s + 2) * s)
    for (i, stage) in stages.enumerated() {
      for (j, a) in stage.a.enumerated() { memory[i * s + j] = Element(h * a) }
      memory[(s + i) * s] = Element(h * stage.b)
      for j in (i + 1)..<max(s, i + 1) { memory[(s + i) * s + j - i] = Element(h * stages[j].a[i]) }
      memory[2 * s * s + i] = Element(h * stage.b)
    }
    self.memory = memory
    stageCount = s
    step = UnsafeBufferPointer(start: memory + 2 * s * s, count: s)
    ones = UnsafeBufferPointer(start: memory + (2 * s + 1) * s, count: s)
  }

  deinit { memory.deallocate() }

  /// The bytes that the coefficients of a scheme take.
  static func bytes(_ scheme: FlowScheme) -> Int {
    (2 * scheme.stageCount + 2) * scheme.stageCount * MemoryLayout<Element>.stride
  }

  /// h a_ij: the weights of the earlier stages in a stage's state.
  func stage(_ i: Int) -> UnsafeBufferPointer<Element> {
    UnsafeBufferPointer(start: memory + i * stageCount, count: i)
  }

  /// h b_i, h a_(i+1)i, ...: the weights of the step's cotangent and of the later stages' in a
  /// stage's own.
  func costate(_ i: Int) -> UnsafeBufferPointer<Element> {
    UnsafeBufferPointer(start: memory + (stageCount + i) * stageCount, count: stageCount - i)
  }
}
