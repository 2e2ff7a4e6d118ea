import Calculus
import Tensors

extension StageSteps {
  /// Carries cotangents of the last states back along the step that was taken.
  ///
  /// - Parameters:
  ///   - x: the first states of the step.
  ///   - p: the cotangent of the last states, in whose place the first states' comes; shape
  ///     `[dimension, count]`.
  ///   - thetaBar: the nodes' cotangent is added to it.
  func pullback(at x: Buffer, _ p: Buffer, into thetaBar: Buffer) {
    setBars(thetaBar, nil)
    markFailed(p)
    beginCotangents(p, tangent: false)
    for index in scheme.stages.indices.reversed() {
      prepare(index, x)
      let mu = memory.cotangent(index)
      if scheme.stages[index].gamma != 0 { solveRows(index, transposed: true, mu) }
      pullbacks[functionOf[index]].run(
        count, control, times: memory.times, inputs: inputs(.pullback, index, x),
        outputs: cotangents[index], thetaBars: thetaBars)
      distribute(index, to: p, tangent: false)
      addTimes(index)
    }
  }

  /// Carries cotangents and their tangents back along the step whose tangent was taken.
  ///
  /// With μ the cotangent of a stage's equation, Wᵀ μ = K̄, its tangent satisfies
  /// Wᵀ μ' = K̄' + (∂G/∂K)'ᵀ μ: the stage's second derivatives enter twice, here and in what the
  /// stage passes on.
  ///
  /// - Parameters:
  ///   - x: the first states of the step, and their tangent.
  ///   - p: the cotangent of the last states and its tangent, in whose place those of the first come.
  ///   - thetaBar: the nodes' cotangent and its tangent are added to these.
  func pullback(
    at x: (value: Buffer, tangent: Buffer), _ p: (value: Buffer, tangent: Buffer),
    into thetaBar: (value: Buffer, tangent: Buffer)
  ) {
    setBars(thetaBar.value, thetaBar.tangent)
    markFailed(p.value)
    markFailed(p.tangent)
    beginCotangents(p.value, tangent: false)
    beginCotangents(p.tangent, tangent: true)
    for index in scheme.stages.indices.reversed() {
      prepare(index, x.value)
      prepareTangents(index, x.tangent)
      let (mu, muTangent) = (memory.cotangent(index), memory.cotangent(index, tangent: true))
      if scheme.stages[index].gamma != 0 {
        solveRows(index, transposed: true, mu)
        let change = memory.seed(tangent: true)
        curvatures[functionOf[index]].run(
          count, control, times: memory.times,
          inputs: inputs(.curvature, index, x.value, x.tangent), outputs: seedTangents)
        Element.scaleAdd(1, change, 1, to: muTangent, count: count * dimension)
        solveRows(index, transposed: true, muTangent)
      }
      tangentPullbacks[functionOf[index]].run(
        count, control, times: memory.times,
        inputs: inputs(.tangentPullback, index, x.value, x.tangent),
        outputs: tangentCotangents[index], thetaBars: thetaBars)
      distribute(index, to: p.value, tangent: false)
      distribute(index, to: p.tangent, tangent: true)
    }
  }

  /// Says where the nodes' cotangents are added, and their tangents.
  private func setBars(_ value: Buffer, _ tangent: Buffer?) {
    thetaBars.removeAll(keepingCapacity: true)
    thetaBars.append(value)
    if let tangent { thetaBars.append(tangent) }
  }

  /// A row of which a stage was not solved has no gradient.
  private func markFailed(_ p: Buffer) {
    for row in 0..<count where failed[row] {
      for c in 0..<dimension { p[c * count + row] = .nan }
    }
  }

  /// b_i p, the cotangents that the end of the step gives its unknowns.
  private func beginCotangents(_ p: Buffer, tangent: Bool) {
    for (index, stage) in scheme.stages.enumerated() {
      Element.scaleAdd(
        Element(stage.b), p, 0, to: memory.cotangent(index, tangent: tangent),
        count: count * dimension)
    }
    guard !tangent else { return }
    memory.timeBars.update(repeating: 0, count: count)
    memory.stepBars.update(repeating: 0, count: count)
  }

  /// Shares a stage's cotangents out to the first state and to the earlier stages.
  private func distribute(_ index: Int, to p: Buffer, tangent: Bool) {
    let stage = scheme.stages[index]
    let size = count * dimension
    let stateBar = memory.stateBar(tangent: tangent)
    Element.scaleAdd(1, stateBar, 1, to: p, count: size)
    for (earlier, weight) in stage.a.enumerated() where weight != 0 {
      Element.scaleAdd(
        Element(weight), stateBar, 1, to: memory.cotangent(earlier, tangent: tangent),
        count: size)
    }
    guard scheme.isLinear else { return }
    Element.scaleAdd(1, memory.startBar(tangent: tangent), 1, to: p, count: size)
    for (earlier, weight) in stage.couplings.enumerated() where weight != 0 {
      Element.scaleAdd(
        Element(weight), memory.coupledBar(tangent: tangent), 1,
        to: memory.cotangent(earlier, tangent: tangent), count: size)
    }
  }

  /// Adds a stage's share to the derivatives by the step's first time and its size.
  private func addTimes(_ index: Int) {
    let stage = scheme.stages[index]
    let (time, step) = (memory.number(4), memory.number(5))
    let (startTime, slope) = (memory.number(6), memory.number(7))
    for row in 0..<count {
      memory.timeBars[row] += Double(time[row])
      memory.stepBars[row] += Double(step[row]) + stage.c * Double(time[row])
      guard scheme.isLinear else { continue }
      memory.timeBars[row] += Double(startTime[row])
      memory.stepBars[row] += stage.slope * Double(slope[row])
    }
  }
}
