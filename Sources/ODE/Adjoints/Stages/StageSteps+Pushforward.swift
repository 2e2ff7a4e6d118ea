import Calculus
import Tensors

extension StageSteps {
  /// Carries a tangent of the first states, and of the parameters, along the step that was taken.
  ///
  /// The stages' tangents stay, for the tangent of the step's transpose.
  ///
  /// - Parameters:
  ///   - x: the first states of the step.
  ///   - tangent: their tangent, in whose place the last states' comes; shape `[dimension, count]`.
  ///   - end: receives the last states' tangent; nowhere when nil.
  func pushforward(at x: Buffer, _ tangent: Buffer, to end: Buffer?) {
    let size = count * dimension
    for (index, stage) in scheme.stages.enumerated() {
      prepare(index, x)
      prepareTangents(index, tangent)
      let unknown = memory.unknown(index, tangent: true)
      if functions[functionOf[index]].number(.unknown) != nil {
        Element.fill(unknown, with: 0, count: size)
      }
      let result = memory.result(tangent: true)
      pushforwards[functionOf[index]].run(
        count, control, times: memory.times,
        inputs: inputs(.pushforward, index, x, tangent), outputs: resultTangents)
      if stage.gamma != 0 { solveRows(index, transposed: false, result) }
      unknown.update(from: result, count: size)
    }
    guard let end else { return }
    if end != tangent { end.update(from: tangent, count: size) }
    combine(stepWeights, tangent: true, to: end)
  }

  /// Sets the tangents of what a stage depends on, its unknown's apart; times and sizes do not move.
  func prepareTangents(_ index: Int, _ tangent: Buffer) {
    let stage = scheme.stages[index]
    let size = count * dimension
    let state = memory.stageState(tangent: true)
    state.update(from: tangent, count: size)
    combine(stage.a, tangent: true, to: state)
    guard scheme.isLinear else { return }
    Element.fill(memory.coupled(tangent: true), with: 0, count: size)
    combine(stage.couplings, tangent: true, to: memory.coupled(tangent: true))
  }

  /// Solves a stage's systems for all rows whose stages were solved.
  func solveRows(_ index: Int, transposed: Bool, _ x: Buffer) {
    for row in 0..<count where !failed[row] {
      systems.solve(system(index), row: row, of: count, transposed: transposed, x)
    }
  }
}
