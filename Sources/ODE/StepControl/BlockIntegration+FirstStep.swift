import Tensors

extension BlockIntegration {
  /// Chooses each row's first step from the sizes of its state, its velocity and, at the price of one
  /// evaluation, its second derivative.
  ///
  /// > Source: Hairer, Norsett & Wanner, Solving Ordinary Differential Equations I (1993), II.4,
  /// > "Starting step size".
  func chooseFirstSteps(_ control: AdaptiveControl, _ span: TimeSpan) {
    if let first = control.initialStep {
      let longest = min(abs(span.length), control.maximumStep)
      for slot in 0..<active { memory.states[slot].h = span.direction * min(first, longest) }
      return
    }
    takeTrialSteps(control, span)
    let power = stepper.method.estimateOrder + 1
    // The norms of the velocities' change over the trial step, times its size.
    measure(memory.error, control)
    for slot in 0..<active {
      let state = memory.states[slot]
      let trial = abs(state.h)
      let first = firstStep(control, span, state.t).first(
        trial: trial, slope: state.hWanted, curvature: memory.doubles[slot] / (trial * trial),
        estimatePower: power)
      memory.states[slot].h = span.direction * first
    }
  }

  /// Takes an Euler step in which the state changes by about one percent, leaving the change of the
  /// velocity times the step in `memory.error` and the norm of the first velocity in `hWanted`.
  private func takeTrialSteps(_ control: AdaptiveControl, _ span: TimeSpan) {
    measure(memory.x, control)
    for slot in 0..<active { memory.states[slot].h = memory.doubles[slot] }
    measure(memory.velocity(0), control)
    for slot in 0..<active {
      let state = memory.states[slot]
      let slope = memory.doubles[slot]
      let trial = firstStep(control, span, state.t).trial(size: state.h, slope: slope)
      memory.states[slot].h = span.direction * trial
      memory.states[slot].hWanted = slope
      memory.states[slot].tNext = memory.states[slot].t + memory.states[slot].h
      memory.doubles[slot] = memory.states[slot].h
    }
    Element.round(memory.doubles, to: memory.h, count: active)
    combine([1], memory.x, to: memory.xNext)
    stepper.evaluate(active, at: memory.xNext, fraction: 1, into: memory.velocity(1))
    combine([-1, 1], nil, to: memory.error)
  }

  private func firstStep(_ control: AdaptiveControl, _ span: TimeSpan, _ t: Double) -> FirstStep {
    FirstStep(
      longest: min(abs(span.length), control.maximumStep),
      giveUp: control.shortestStep(at: t, in: Element.self))
  }

  private func combine(
    _ weights: [Double], _ x: UnsafePointer<Element>?, to y: UnsafeMutablePointer<Element>
  ) {
    let memory = memory
    Combination(weights) { UnsafePointer(memory.velocity($0)) }
      .apply(rows: active, columns: memory.dimension, x, h: memory.h, to: y)
  }

  /// Computes each row's norm, relative to its tolerances, into `memory.doubles`: the root of the sum
  /// of the squares.
  private func measure(_ e: UnsafePointer<Element>, _ control: AdaptiveControl) {
    Element.errorNorm(
      rows: active, columns: memory.dimension, e, memory.x, memory.x,
      absolute: control.absolute(in: Element.self), relative: Element(control.relative),
      to: memory.norms)
    Element.widen(memory.norms, to: memory.doubles, count: active)
    let rootOfCount = Double(memory.dimension).squareRoot()
    for slot in 0..<active { memory.doubles[slot] *= rootOfCount }
  }
}

extension AdaptiveControl {
  /// The step at which a row gives up: ten roundings of its time, and a normal number in the
  /// precision of the states, in which a lesser one would be rounded to 0.
  func shortestStep<Element: Scalar>(at t: Double, in precision: Element.Type) -> Double {
    let rounding = Double(Element.ulpOfOne) * abs(t)
    return max(10 * rounding, minimumStep, Double(Element.leastNormalMagnitude))
  }

  /// The absolute tolerance, kept above 0 in a precision of small range.
  func absolute<Element: Scalar>(in precision: Element.Type) -> Element {
    max(Element(absolute), Element.leastNormalMagnitude)
  }
}
