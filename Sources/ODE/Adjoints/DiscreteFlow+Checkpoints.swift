import Calculus
import Tensors

extension DiscreteFlow {
  /// Takes the steps that lead to the tape that ends before a step, unless that tape is there.
  ///
  /// - Parameters:
  ///   - end: the step before which the tape ends.
  ///   - count: the number of rows.
  ///   - addsCost: whether the steps are taken for the first time: they add to the running cost's
  ///     integral, and the last one's result is wanted.
  func record(to end: Int, _ count: Int, addsCost: Bool) {
    guard memory.taped.upperBound != end else { return }
    while let move = schedule?.move(to: end), let last = schedule?.last {
      switch move {
      case .keep(let steps):
        walk(
          steps, count, from: memory.checkpoint(last - 1), to: memory.checkpoint(last),
          addsCost: addsCost)
        if !addsCost { work.repeatedEvaluations += steps.count * scheme.stageCount * count }
      case .record(let steps, let tape):
        memory.taped = tape
        let start = memory.stage(tape.lowerBound, 0)
        walk(steps, count, from: memory.checkpoint(last), to: start, addsCost: addsCost)
        for step in tape { advance(step, count, addsCost: addsCost) }
        if !addsCost {
          work.repeatedEvaluations += (steps.count + tape.count) * scheme.stageCount * count
        }
        return
      }
    }
  }

  /// Takes steps without keeping their tape.
  func walk(
    _ steps: Range<Int>, _ count: Int, from start: UnsafeMutablePointer<Element>,
    to end: UnsafeMutablePointer<Element>, addsCost: Bool
  ) {
    let size = count * program.dimension
    guard !steps.isEmpty else {
      if start != end { end.update(from: start, count: size) }
      return
    }
    var x = start
    for step in steps {
      let next = step == steps.upperBound - 1 ? end : memory.walkedState(step)
      for stage in 0..<scheme.stageCount {
        let place = stage == 0 ? x : memory.walkedStage
        if stage > 0 {
          combine(count, x, memory.weights.stage(stage), memory.velocities, to: place)
        }
        setTime(step, stage, count)
        evaluator.evaluate(
          count, t: memory.t, x: place, velocity: memory.velocity(stage), cost: memory.rate)
        if addsCost { addRate(stage, count) }
      }
      combine(count, x, memory.weights.step, memory.velocities, to: next)
      x = next
    }
  }

  /// Takes one step and keeps its tape.
  private func advance(_ step: Int, _ count: Int, addsCost: Bool) {
    let x = memory.stage(step, 0)
    for stage in 0..<scheme.stageCount {
      let place = memory.stage(step, stage)
      if stage > 0 {
        combine(count, x, memory.weights.stage(stage), memory.velocities, to: place)
      }
      setTime(step, stage, count)
      evaluator.linearize(
        count, t: memory.t, x: place, velocity: memory.velocity(stage), cost: memory.rate,
        residuals: memory.residuals(step, stage))
      if addsCost { addRate(stage, count) }
    }
    if step + 1 < memory.taped.upperBound {
      combine(
        count, x, memory.weights.step, memory.velocities, to: memory.stage(step + 1, 0))
    } else if addsCost {
      combine(count, x, memory.weights.step, memory.velocities, to: memory.result)
    }
  }

  /// Adds a stage's share to the integral of the running cost.
  private func addRate(_ stage: Int, _ count: Int) {
    guard program.hasRunningCost else { return }
    Element.scaleAdd(
      memory.weights.step[stage], memory.rate, 1, to: memory.cost, count: count)
  }
}
