import Tensors

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension BlockIntegration {
  /// Chooses each row's first step from the sizes of its state, its velocity and, at the price of one
  /// evaluation, its second derivative.
  ///
  /// > Source: Hairer, Norsett & Wanner, Solving Ordinary Differential Equations I (1993), II.4,
  /// > "Starting step size".
  func chooseFirstSteps(_ control: AdaptiveControl, _ span: TimeSpan) {
    let longest = min(abs(span.length), control.maximumStep)
    if let first = control.initialStep {
      for slot in 0..<active { memory.states[slot].h = span.direction * min(first, longest) }
      return
    }
    takeTrialSteps(control, span, longest)
    let exponent = 1 / Double(stepper.method.estimateOrder + 1)
    // The norms of the velocities' change over the trial step, times its size.
    measure(memory.error, control)
    for slot in 0..<active {
      let trial = abs(memory.states[slot].h)
      let slope = memory.states[slot].hWanted
      let curvature = memory.doubles[slot] / (trial * trial)
      let steepest = max(slope, curvature)
      let wanted = steepest <= 1e-15 ? max(1e-6, trial * 1e-3) : pow(0.01 / steepest, exponent)
      let first = wanted.isFinite ? min(100 * trial, wanted) : trial
      let shortest = shortestFirstStep(control, memory.states[slot].t)
      memory.states[slot].h = span.direction * min(max(first, shortest), longest)
    }
  }

  /// Takes an Euler step in which the state changes by about one percent, leaving the change of the
  /// velocity times the step in `memory.error` and the norm of the first velocity in `hWanted`.
  private func takeTrialSteps(_ control: AdaptiveControl, _ span: TimeSpan, _ longest: Double) {
    measure(memory.x, control)
    for slot in 0..<active { memory.states[slot].h = memory.doubles[slot] }
    measure(memory.velocity(0), control)
    for slot in 0..<active {
      let size = memory.states[slot].h
      let slope = memory.doubles[slot]
      let trial = size < 1e-5 || slope < 1e-5 ? 1e-6 : 0.01 * size / slope
      // Norms of huge numbers overflow: their quotient is then 0, infinite or none.
      let shortest = shortestFirstStep(control, memory.states[slot].t)
      memory.states[slot].h =
        span.direction * min(trial >= shortest ? trial : shortest, longest)
      memory.states[slot].hWanted = slope
      memory.states[slot].tNext = memory.states[slot].t + memory.states[slot].h
      memory.doubles[slot] = memory.states[slot].h
    }
    Element.round(memory.doubles, to: memory.h, count: active)
    combine([1], memory.x, to: memory.xNext)
    stepper.evaluate(active, at: memory.xNext, fraction: 1, into: memory.velocity(1))
    combine([-1, 1], nil, to: memory.error)
  }

  /// Far enough above the step at which a row gives up for some rejections, and for a trial step to
  /// change the time: 1e-6, where no scale is known, may be less.
  private func shortestFirstStep(_ control: AdaptiveControl, _ t: Double) -> Double {
    100 * control.shortestStep(at: t, in: Element.self)
  }

  private func combine(
    _ weights: [Double], _ x: UnsafePointer<Element>?, to y: UnsafeMutablePointer<Element>
  ) {
    let memory = memory
    Combination(weights) { UnsafePointer(memory.velocity($0)) }
      .apply(rows: active, columns: memory.dimension, x, h: memory.h, to: y)
  }

  /// Computes each row's norm, relative to its tolerances, into `memory.doubles`.
  private func measure(_ e: UnsafePointer<Element>, _ control: AdaptiveControl) {
    Element.errorNorm(
      rows: active, columns: memory.dimension, e, memory.x, memory.x,
      absolute: control.absolute(in: Element.self), relative: Element(control.relative),
      to: memory.norms)
    Element.widen(memory.norms, to: memory.doubles, count: active)
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
