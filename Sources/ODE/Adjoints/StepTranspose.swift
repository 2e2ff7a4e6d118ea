import Calculus
import Tensors

/// Transposes the steps of rows that have times and step sizes of their own.
///
/// The steps of one round of the forward solve are transposed together. All states and costates have
/// their rows last.
final class StepTranspose<Element: Scalar> {
  private let evaluation: ControlledEvaluation<Element>
  private let stages: [FlowScheme.Stage]
  private let stageWeights: [[Element]]
  private let costateWeights: [[Element]]
  private let ones: [Element]
  private let needsTimes: Bool
  private let memory: TransposeMemory<Element>
  private let tape: StageTape<Element>
  /// The stages of the steps that are transposed: on the tape, or in own memory.
  private var records: [StageTape<Element>.Record]

  init(
    _ evaluation: ControlledEvaluation<Element>, _ scheme: AdaptiveScheme,
    _ tape: StageTape<Element>, rows: Int
  ) {
    self.evaluation = evaluation
    self.tape = tape
    stages = FlowScheme.usedStages(of: scheme.explicitMethod)
    stageWeights = stages.map { $0.a.map { Element($0) } }
    costateWeights = stages.indices.map { [stages] i in
      [Element(stages[i].b)] + stages[(i + 1)...].map { Element($0.a[i]) }
    }
    ones = stages.map { _ in 1 }
    needsTimes = evaluation.program.dependsOnTime || scheme.controlDependsOnRow
    memory = TransposeMemory(evaluation, stages: stages.count, rows: rows)
    records = stages.indices.map { [memory] in
      StageTape.Record(x: memory.state($0), residuals: memory.residuals($0))
    }
  }

  /// Carries the rows' cotangents, of shape `[count, dimension]`, back along a history; returns the
  /// evaluations of the pullback.
  func run(
    _ history: StepHistory<Element>, piece: Int, count: Int, p: UnsafeMutablePointer<Element>,
    cost: UnsafePointer<Element>?, thetaBar: UnsafeMutablePointer<Element>
  ) -> Int {
    var evaluations = 0
    Element.transpose(p, rows: count, columns: n, to: memory.costates)
    history.forEachRoundBackwards { round in
      let isWhole = round.count == count
      let p = isWhole ? memory.costates : memory.p
      gather(round, of: count, isWhole, cost)
      makeStages(round, piece)
      transposeStages(round, piece, p, thetaBar)
      if !isWhole { scatter(round, of: count) }
      evaluations += round.acceptedCount * stages.count
    }
    Element.transpose(memory.costates, rows: n, columns: count, to: p)
    return evaluations
  }

  private var n: Int { evaluation.program.dimension }

  private func gather(
    _ round: StepRound<Element>, of count: Int, _ isWhole: Bool, _ cost: UnsafePointer<Element>?
  ) {
    Element.round(round.h, to: memory.h, count: round.count)
    if let cost {
      round.forEachRun { place, row, length in
        (memory.weight + place).update(from: cost + row, count: length)
      }
    } else {
      Element.fill(memory.weight, with: 0, count: round.count)
    }
    guard !isWhole else { return }
    round.forEachRun { place, row, length in
      Element.copyMatrix(
        rows: n, columns: length, memory.costates + row, from: (count, 1),
        into: memory.p + place, to: (round.count, 1))
    }
  }

  private func scatter(_ round: StepRound<Element>, of count: Int) {
    round.forEachRun { place, row, length in
      Element.copyMatrix(
        rows: n, columns: length, memory.p + place, from: (round.count, 1),
        into: memory.costates + row, to: (count, 1))
    }
  }

  /// Takes the stages from the tape; those that are not there are made again.
  private func makeStages(_ round: StepRound<Element>, _ piece: Int) {
    for stage in stages.indices {
      if let kept = kept(stage, of: round) {
        records[stage] = kept
        continue
      }
      let x = memory.state(stage)
      records[stage] = StageTape.Record(x: x, residuals: memory.residuals(stage))
      combine(round, round.x, stageWeights[stage], memory.velocities, h: memory.h, to: x)
      setTimes(round, stage)
      evaluation.linearize(
        round.count, piece: piece, t: memory.t, x: x, velocity: memory.velocity(stage),
        cost: memory.rate, residuals: memory.residuals(stage))
    }
  }

  /// A stage's place on the tape; a round has there all of its stages but for the first, or none.
  ///
  /// The first stage is the last evaluation of the step before, attempts rejected in between
  /// notwithstanding; but where the field has jumped in between, it is one of its own.
  private func kept(_ stage: Int, of round: StepRound<Element>) -> StageTape<Element>.Record? {
    guard let first = round.firstEvaluation else { return nil }
    let last = first + tape.evaluationsPerAttempt - 1
    let isComplete = (first...last).allSatisfy { tape.record($0) != nil }
    guard isComplete else { return nil }
    if stage > 0 { return tape.record(first + stage - 1) }
    guard let before = round.firstEvaluationBefore,
      (first - before).isMultiple(of: tape.evaluationsPerAttempt)
    else { return nil }
    return tape.record(before + tape.evaluationsPerAttempt - 1)
  }

  private func transposeStages(
    _ round: StepRound<Element>, _ piece: Int, _ p: UnsafeMutablePointer<Element>,
    _ thetaBar: UnsafeMutablePointer<Element>
  ) {
    for stage in stages.indices.reversed() {
      let weights = costateWeights[stage]
      let table = memory.costateTable(stage, p)
      combine(round, nil, weights, table, h: memory.h, to: memory.kappa)
      setCost(round, weights)
      setTimes(round, stage)
      evaluation.pullback(
        round.count, piece: piece, t: memory.t, x: records[stage].x,
        residuals: records[stage].residuals, velocity: memory.kappa, cost: memory.kappaCost,
        tBar: memory.tau, xBar: memory.cotangent(stage), thetaBar: thetaBar)
    }
    combine(round, p, ones, memory.cotangents, h: memory.unit, to: p)
  }

  /// The cotangents of the running cost, h b w: a sum of one term.
  private func setCost(_ round: StepRound<Element>, _ weights: [Element]) {
    guard evaluation.program.hasRunningCost else { return }
    weights.withUnsafeBufferPointer { weights in
      withUnsafePointer(to: UnsafePointer<Element>?(memory.weight)) { table in
        Element.combine(
          rowsLast: round.count, columns: 1, nil, h: memory.h,
          weights: UnsafeBufferPointer(rebasing: weights[..<1]), table, to: memory.kappaCost)
      }
    }
  }

  private func setTimes(_ round: StepRound<Element>, _ stage: Int) {
    guard needsTimes else { return }
    let c = stages[stage].c
    for place in 0..<round.count { memory.times[place] = round.t[place] + c * round.h[place] }
    Element.round(memory.times, to: memory.t, count: round.count)
  }

  /// y = x + h Σ w_i k_i.
  private func combine(
    _ round: StepRound<Element>, _ x: UnsafePointer<Element>?, _ weights: [Element],
    _ k: UnsafePointer<UnsafePointer<Element>?>, h: UnsafePointer<Element>,
    to y: UnsafeMutablePointer<Element>
  ) {
    weights.withUnsafeBufferPointer { weights in
      Element.combine(
        rowsLast: round.count, columns: n, x, h: h, weights: weights, k, to: y)
    }
  }
}

extension StepRound {
  /// Calls the closure for runs of steps whose rows follow one another.
  func forEachRun(_ body: (_ place: Int, _ row: Int, _ length: Int) -> Void) {
    var first = 0
    while first < count {
      var next = first + 1
      while next < count && rows[next] == rows[next - 1] + 1 { next += 1 }
      body(first, firstRow + Int(rows[first]), next - first)
      first = next
    }
  }
}

/// The buffers of the transposition of one step of many rows.
final class TransposeMemory<Element: Scalar> {
  typealias Buffer = UnsafeMutablePointer<Element>

  /// Times in double precision.
  let times: UnsafeMutablePointer<Double>
  let h: Buffer
  /// Step sizes of 1.
  let unit: Buffer
  let t: Buffer
  let rate: Buffer
  let tau: Buffer
  let weight: Buffer
  let kappaCost: Buffer
  let wide: Buffer
  /// The costates of all rows, and those of the rows whose steps are transposed.
  let costates: Buffer
  let p: Buffer
  let kappa: Buffer
  private let stageMemory: Buffer
  private let stageStride: Int
  private let stateSize: Int
  private let stages: Int
  private let base: Buffer
  private let tables: UnsafeMutablePointer<UnsafePointer<Element>?>

  init(_ evaluation: ControlledEvaluation<Element>, stages: Int, rows: Int) {
    let n = evaluation.program.dimension
    self.stages = stages
    stateSize = rows * n
    stageStride = 3 * stateSize + evaluation.residualCount(rows: rows)
    let count = 7 * rows + (n + 1) + 3 * stateSize + stages * stageStride
    base = .allocate(capacity: count)
    base.initialize(repeating: 0, count: count)
    times = .allocate(capacity: max(rows, 1))
    var next = base
    func take(_ count: Int) -> Buffer {
      defer { next += count }
      return next
    }
    (h, t, rate) = (take(rows), take(rows), take(rows))
    (tau, weight, kappaCost) = (take(rows), take(rows), take(rows))
    (unit, wide) = (take(rows), take(n + 1))
    (costates, p, kappa) = (take(stateSize), take(stateSize), take(stateSize))
    stageMemory = take(stages * stageStride)
    unit.update(repeating: 1, count: rows)
    tables = .allocate(capacity: stages * (stages + 3))
    fillTables()
  }

  deinit {
    base.deallocate()
    times.deallocate()
    tables.deallocate()
  }

  func state(_ stage: Int) -> Buffer { stageMemory + stage * stageStride }
  func velocity(_ stage: Int) -> Buffer { state(stage) + stateSize }
  func cotangent(_ stage: Int) -> Buffer { state(stage) + 2 * stateSize }
  func residuals(_ stage: Int) -> Buffer { state(stage) + 3 * stateSize }

  /// All stages' velocities, and all stages' cotangents.
  var velocities: UnsafePointer<UnsafePointer<Element>?> { UnsafePointer(tables) }
  var cotangents: UnsafePointer<UnsafePointer<Element>?> { UnsafePointer(tables + stages) }

  /// What a stage's cotangent is combined from: p, then the later stages' cotangents.
  func costateTable(_ stage: Int, _ p: Buffer) -> UnsafePointer<UnsafePointer<Element>?> {
    let table = tables + 2 * stages + stage * (stages + 1)
    table[0] = UnsafePointer(p)
    return UnsafePointer(table)
  }

  private func fillTables() {
    for stage in 0..<stages {
      tables[stage] = UnsafePointer(velocity(stage))
      tables[stages + stage] = UnsafePointer(cotangent(stage))
      let table = tables + 2 * stages + stage * (stages + 1)
      table[0] = nil
      for later in 1...stages {
        table[later] = stage + later < stages ? UnsafePointer(cotangent(stage + later)) : nil
      }
    }
  }
}
