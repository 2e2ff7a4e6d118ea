import Tensors

extension BlockIntegration {
  /// Chooses each row's first step from the sizes of its state, its velocity and, at the price of one
  /// evaluation, its second derivative.
  ///
  /// > Source: Hairer, Norsett & Wanner, Solving Ordinary Differential Equations I (1993), II.4,
  /// > "Starting step size".
  func chooseFirstSteps(_ control: AdaptiveControl) {
    let state = memory.state
    if let first = control.initialStep {
      for slot in 0..<active {
        let longest = min(abs(state.span(slot).length), control.maximumStep)
        state.h[slot] = state.directions[slot] * min(first, longest)
      }
      return
    }
    takeTrialSteps(control)
    let power = stepper.estimatePower
    // The norms of the velocities' change over the trial step, times its size.
    measure(memory.stage, control)
    for slot in 0..<active {
      let trial = abs(state.h[slot])
      let first = firstStep(control, slot).first(
        trial: trial, slope: state.hNext[slot],
        curvature: state.squaredErrors[slot] / (trial * trial), estimatePower: power)
      state.h[slot] = state.directions[slot] * first
    }
  }

  /// Takes an Euler step in which the state changes by about one percent, leaving the change of the
  /// velocity times the step in `memory.stage` and the norm of the first velocity in `hNext`.
  private func takeTrialSteps(_ control: AdaptiveControl) {
    let state = memory.state
    measure(memory.x, control)
    state.h.update(from: state.squaredErrors, count: active)
    measure(memory.velocity(0), control)
    state.hNext.update(from: state.squaredErrors, count: active)
    for slot in 0..<active {
      let trial = firstStep(control, slot).trial(
        size: state.h[slot], slope: state.hNext[slot])
      state.h[slot] = state.directions[slot] * trial
      state.tNext[slot] = state.t[slot] + state.h[slot]
    }
    Element.round(state.h, to: memory.h, count: active)
    combine([1], memory.x, to: memory.xNext)
    stepper.evaluation.evaluate(
      active, at: memory.xNext, fraction: 1, into: memory.velocity(1))
    combine([-1, 1], nil, to: memory.stage)
  }

  private func firstStep(_ control: AdaptiveControl, _ slot: Int) -> FirstStep {
    let state = memory.state
    return FirstStep(
      longest: min(abs(state.stops[slot] - state.t[slot]), control.maximumStep),
      giveUp: state.shortest(at: state.t[slot]))
  }

  private func combine(
    _ weights: [Double], _ x: UnsafePointer<Element>?, to y: UnsafeMutablePointer<Element>
  ) {
    let memory = memory
    Combination(weights) { UnsafePointer(memory.velocity($0)) }
      .apply(rows: active, columns: memory.dimension, x, h: memory.h, to: y)
  }

  /// Computes each row's norm, relative to its tolerances, in place of the squares of errors: the root
  /// of the sum of the squares.
  private func measure(_ e: UnsafePointer<Element>, _ control: AdaptiveControl) {
    let norms = memory.state.squaredErrors
    if let measure {
      let errors = memory.xNext
      errors.update(from: e, count: active * memory.dimension)
      measure.squaredErrors(active, of: errors, memory.x, memory.x)
    } else {
      Element.fill(memory.chosen, with: 1, count: active)
      Combination.squaredErrors(
        of: e, rows: active, columns: memory.dimension, memory.x, memory.x, h: memory.chosen,
        tolerances: control.tolerances(in: Element.self), to: memory.t)
      Element.widen(memory.t, to: norms, count: active)
    }
    let factor = control.norm.sumFactor(dimension: memory.dimension)
    for slot in 0..<active { norms[slot] = (norms[slot] * factor).squareRoot() }
  }
}

extension AdaptiveControl {
  /// The tolerances in a precision of perhaps small range, the absolute one kept above 0.
  func tolerances<Element: Scalar>(
    in precision: Element.Type
  ) -> (absolute: Element, relative: Element) {
    (max(Element(absolute), Element.leastNormalMagnitude), Element(relative))
  }
}
