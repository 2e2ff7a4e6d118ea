import Calculus
import Tensors

extension DiscreteFlow {
  /// Carries cotangents back along the steps of the last solve.
  ///
  /// - Parameters:
  ///   - end: the cotangent of the states at the end; shape `[count, dimension]`.
  ///   - cost: the cotangent of the integral of the running cost; shape `[count]`; 0 when nil.
  ///   - thetaBar: the cotangent of the control's nodes is added to it; shape `[nodes, parameters]`.
  ///   - horizon: when not nil, the derivatives by the two times are added to it, at the price of
  ///     evaluating the field once more at each stage.
  /// - Returns: the cotangent of the states at the beginning, shape `[count, dimension]`; borrowed
  ///   until the next call.
  /// - Precondition: the flow keeps a tape, and has been solved since the parameters were set.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  public func pullback(
    _ end: UnsafePointer<Element>, cost: UnsafePointer<Element>?,
    into thetaBar: UnsafeMutablePointer<Element>,
    horizon: UnsafeMutablePointer<HorizonGradient>?
  ) -> UnsafeMutablePointer<Element> {
    let count = solvedRows
    precondition(plan != nil, "a flow that keeps no tape has no pullback")
    Element.transpose(end, rows: count, columns: program.dimension, to: memory.p)
    work.repeatedEvaluations = 0
    for step in stride(from: scheme.steps - 1, through: 0, by: -1) {
      if step < memory.taped.lowerBound || step == scheme.steps - 1 {
        record(to: step + 1, count, addsCost: false)
      }
      for stage in stride(from: scheme.stageCount - 1, through: 0, by: -1) {
        transpose(step, stage, count, cost, thetaBar)
        if let horizon { addHorizon(step, stage, count, cost, to: horizon) }
      }
      combine(count, memory.p, memory.weights.ones, memory.cotangentTable, to: memory.p)
    }
    collect(into: thetaBar)
    work.backwardEvaluations = scheme.evaluations * count
    // The states that the solve has returned stay as they are.
    Element.transpose(memory.p, rows: program.dimension, columns: count, to: memory.kappa)
    return memory.kappa
  }

  /// The cotangent of one stage's state, and its share of the parameters'.
  private func transpose(
    _ step: Int, _ stage: Int, _ count: Int, _ cost: UnsafePointer<Element>?,
    _ thetaBar: UnsafeMutablePointer<Element>
  ) {
    combine(
      count, nil, memory.weights.costate(stage), memory.costateTable(stage), to: memory.kappa)
    if program.hasRunningCost {
      if let cost {
        Element.scaleAdd(
          memory.weights.step[stage], cost, 0, to: memory.kappaCost, count: count)
      } else {
        Element.fill(memory.kappaCost, with: 0, count: count)
      }
    }
    let mixture = scheme.mixture(step: step, stage: stage)
    if mixture != gathered { collect(into: thetaBar) }
    gathered = mixture
    setTime(step, stage, count)
    evaluator.pullback(
      count, t: memory.t, x: memory.stage(step, stage), residuals: memory.residuals(step, stage),
      velocity: memory.kappa, cost: memory.kappaCost, tBar: memory.tau,
      xBar: memory.cotangent(stage))
  }

  /// Shares what the evaluator has gathered out to the control's nodes.
  ///
  /// Steps that are taken again may set another control in between: what counts is that of the
  /// pullbacks.
  private func collect(into thetaBar: UnsafeMutablePointer<Element>) {
    if let gathered { control.collect(gathered, from: evaluator, into: thetaBar) }
    gathered = nil
  }

  /// Adds the share of one stage to the derivatives by the horizon's ends.
  ///
  /// With t_n = start + n h, the step size enters a stage as h κ̂·k, κ = h κ̂, and in its time. On
  /// a horizon of length 0, κ̂ = b p.
  private func addHorizon(
    _ step: Int, _ stage: Int, _ count: Int, _ cost: UnsafePointer<Element>?,
    to horizon: UnsafeMutablePointer<HorizonGradient>
  ) {
    var length = scheme.end - scheme.start
    if length == 0 {
      length = Double(scheme.steps)
      let b = Element(scheme.stages[stage].b)
      Element.scaleAdd(b, memory.p, 0, to: memory.kappa, count: count * program.dimension)
      if let cost { Element.scaleAdd(b, cost, 0, to: memory.kappaCost, count: count) }
    }
    evaluator.evaluate(
      count, t: memory.t, x: memory.stage(step, stage), velocity: memory.velocity(stage),
      cost: memory.rate)
    var work = Double(
      Element.dot(memory.kappa, memory.velocity(stage), count: count * program.dimension))
    if program.hasRunningCost {
      work += Double(Element.dot(memory.kappaCost, memory.rate, count: count))
    }
    var time = 0.0
    for row in 0..<count { time += Double(memory.tau[row]) }
    let fraction = (Double(step) + scheme.stages[stage].c) / Double(scheme.steps)
    let stretch = work / length
    horizon.pointee.end += stretch + fraction * time
    horizon.pointee.start += (1 - fraction) * time - stretch
  }
}
