import Tensors

/// A scheme's coefficients times the step size, in the precision of the states.
struct FlowWeights<Element: Scalar> {
  /// For each stage: h a_ij, the weights of the earlier stages in its state.
  let stage: [[Element]]
  /// h b_i: the stages' weights in the step.
  let step: [Element]
  /// For each stage: h b_i, h a_(i+1)i, ...: the weights of the step's cotangent and of the later
  /// stages' in its own.
  let costate: [[Element]]
  /// The stages' weights in the integral of the running cost.
  let cost: [Element]
  /// Ones: the weights of all stages' cotangents in the state's.
  let ones: [Element]

  init(_ scheme: FlowScheme) {
    let h = scheme.h
    let stages = scheme.stages
    stage = stages.map { $0.a.map { Element(h * $0) } }
    step = stages.map { Element(h * $0.b) }
    cost = step
    costate = stages.indices.map { i in
      [Element(h * stages[i].b)] + stages[(i + 1)...].map { Element(h * $0.a[i]) }
    }
    ones = stages.map { _ in 1 }
  }
}
