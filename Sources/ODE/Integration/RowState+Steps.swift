import Tensors

extension RowState {
  /// Makes the next of equal steps the one to try: its end is free of drift.
  mutating func propose(step steps: Int, of span: TimeSpan) {
    h = span.length / Double(steps)
    tNext = span.time(of: statistics.accepted + 1, outOf: steps)
  }

  /// Cuts the step that the controller wants to the end of the span, or gives up.
  ///
  /// A step that comes within one percent of the end is stretched to it.
  ///
  /// - Parameters:
  ///   - control: the knobs.
  ///   - span: the times of the flow.
  ///   - precision: the one in which the field sees its times.
  mutating func propose<Element: Scalar>(
    _ control: AdaptiveControl, _ span: TimeSpan, in precision: Element.Type
  ) {
    guard statistics.accepted + statistics.rejected < control.maximumSteps else {
      outcome = .tooManySteps(t: t)
      return
    }
    let rest = span.end - t
    if abs(h) > control.maximumStep { h = span.direction * control.maximumStep }
    if 1.01 * abs(h) >= abs(rest) {
      h = rest
      tNext = span.end
    } else if abs(h) <= control.shortestStep(at: t, in: precision) {
      outcome = metNotFinite ? .notFinite(.velocity, t: t) : .stepTooSmall(t: t)
    } else {
      tNext = t + h
    }
  }

  /// Whether the step that was tried is accepted; sets the size of the next.
  mutating func judge(_ error: Double, _ controller: StepController) -> Bool {
    let verdict = controller.judge(error, &self.controller)
    metNotFinite = !error.isFinite
    if verdict.isAccepted {
      hWanted = h * verdict.factor
    } else {
      statistics.rejected += 1
      h *= verdict.factor
    }
    return verdict.isAccepted
  }

  /// Makes the accepted step's end the row's time.
  ///
  /// - Parameters:
  ///   - end: the end of the span.
  ///   - steps: the number of equal steps; nil for adaptive ones.
  mutating func advance(to end: Double, steps: Int?) {
    t = tNext
    h = hWanted
    statistics.accepted += 1
    // Equal steps are counted: the times of very short ones are rounded to the end too early.
    if steps.map({ statistics.accepted == $0 }) ?? (t == end) { outcome = .completed }
  }
}
