import Calculus
import Tensors

/// Transposes the steps of rows that have times and step sizes of their own.
final class StepTranspose<Element: Scalar> {
  private let evaluation: ControlledEvaluation<Element>
  private let stages: [FlowScheme.Stage]
  private let stageWeights: [[Element]]
  private let costateWeights: [[Element]]
  private let ones: [Element]
  private let memory: TransposeMemory<Element>
  /// The rows whose steps are transposed together.
  private var active: [Int] = []

  init(_ evaluation: ControlledEvaluation<Element>, _ scheme: AdaptiveScheme, rows: Int) {
    self.evaluation = evaluation
    stages = FlowScheme.usedStages(of: scheme.method)
    stageWeights = stages.map { $0.a.map { Element($0) } }
    costateWeights = stages.indices.map { [stages] i in
      [Element(stages[i].b)] + stages[(i + 1)...].map { Element($0.a[i]) }
    }
    ones = stages.map { _ in 1 }
    memory = TransposeMemory(evaluation, stages: stages.count, rows: rows)
  }

  /// Carries the rows' cotangents back along a history; returns the evaluations of the pullback.
  func run(
    _ history: StepHistory<Element>, piece: Int, count: Int, p: UnsafeMutablePointer<Element>,
    cost: UnsafePointer<Element>?, thetaBar: UnsafeMutablePointer<Element>
  ) -> Int {
    let counts = (0..<count).map { history.stepCount(ofRow: $0) }
    var evaluations = 0
    for back in 0..<(counts.max() ?? 0) {
      active.removeAll(keepingCapacity: true)
      for row in 0..<count where counts[row] > back { active.append(row) }
      gather(history, counts, back, p, cost)
      makeStages(piece)
      transposeStages(piece, thetaBar)
      scatter(p)
      evaluations += active.count * stages.count
    }
    return evaluations
  }

  private var n: Int { evaluation.program.dimension }

  private func gather(
    _ history: StepHistory<Element>, _ counts: [Int], _ back: Int,
    _ p: UnsafePointer<Element>, _ cost: UnsafePointer<Element>?
  ) {
    for (place, row) in active.enumerated() {
      let step = counts[row] - 1 - back
      memory.start[place] = history.time(ofStep: step, row: row)
      memory.h[place] = Element(history.size(ofStep: step, row: row))
      history.copyState(ofStep: step, row: row, into: memory.wide)
      (memory.x + place * n).update(from: memory.wide, count: n)
      (memory.p + place * n).update(from: p + row * n, count: n)
      memory.weight[place] = cost?[row] ?? 0
    }
  }

  private func makeStages(_ piece: Int) {
    for stage in stages.indices {
      let x = memory.state(stage)
      combine(memory.x, stageWeights[stage], memory.velocities, perRow: true, to: x)
      setTimes(stage)
      evaluation.linearize(
        active.count, piece: piece, t: memory.t, x: x, velocity: memory.velocity(stage),
        cost: memory.rate, residuals: memory.residuals(stage))
    }
  }

  private func transposeStages(_ piece: Int, _ thetaBar: UnsafeMutablePointer<Element>) {
    for stage in stages.indices.reversed() {
      combine(
        nil, costateWeights[stage], memory.costateTable(stage), perRow: true, to: memory.kappa)
      let b = Element(stages[stage].b)
      for place in active.indices {
        memory.kappaCost[place] = memory.h[place] * b * memory.weight[place]
      }
      setTimes(stage)
      evaluation.pullback(
        active.count, piece: piece, t: memory.t, x: memory.state(stage),
        residuals: memory.residuals(stage), velocity: memory.kappa, cost: memory.kappaCost,
        tBar: memory.tau, xBar: memory.cotangent(stage), thetaBar: thetaBar)
    }
    combine(memory.p, ones, memory.cotangents, perRow: false, to: memory.p)
  }

  private func setTimes(_ stage: Int) {
    for place in active.indices {
      memory.t[place] = Element(memory.start[place] + stages[stage].c * Double(memory.h[place]))
    }
  }

  private func scatter(_ p: UnsafeMutablePointer<Element>) {
    for (place, row) in active.enumerated() {
      (p + row * n).update(from: memory.p + place * n, count: n)
    }
  }

  /// y = x + h Σ w_i k_i, with each row's h or with 1.
  private func combine(
    _ x: UnsafePointer<Element>?, _ weights: [Element],
    _ k: UnsafePointer<UnsafePointer<Element>?>, perRow: Bool, to y: UnsafeMutablePointer<Element>
  ) {
    weights.withUnsafeBufferPointer { weights in
      Element.combine(
        rows: active.count, columns: n, x, h: perRow ? memory.h : memory.one, stepPerRow: perRow,
        weights: weights, k, to: y)
    }
  }
}

/// The buffers of the transposition of one step of many rows.
final class TransposeMemory<Element: Scalar> {
  typealias Buffer = UnsafeMutablePointer<Element>

  let start: UnsafeMutablePointer<Double>
  let h: Buffer
  let one: Buffer
  let t: Buffer
  let rate: Buffer
  let tau: Buffer
  let weight: Buffer
  let kappaCost: Buffer
  let wide: Buffer
  let x: Buffer
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
    let count = 7 * rows + 1 + (n + 1) + 3 * stateSize + stages * stageStride
    base = .allocate(capacity: count)
    base.initialize(repeating: 0, count: count)
    start = .allocate(capacity: max(rows, 1))
    var next = base
    func take(_ count: Int) -> Buffer {
      defer { next += count }
      return next
    }
    (h, t, rate) = (take(rows), take(rows), take(rows))
    (tau, weight, kappaCost) = (take(rows), take(rows), take(rows))
    (one, wide) = (take(1), take(n + 1))
    (x, p, kappa) = (take(stateSize), take(stateSize), take(stateSize))
    stageMemory = take(stages * stageStride)
    one.pointee = 1
    tables = .allocate(capacity: stages * (stages + 3))
    fillTables()
  }

  deinit {
    base.deallocate()
    start.deallocate()
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
  func costateTable(_ stage: Int) -> UnsafePointer<UnsafePointer<Element>?> {
    UnsafePointer(tables + 2 * stages + stage * (stages + 1))
  }

  private func fillTables() {
    for stage in 0..<stages {
      tables[stage] = UnsafePointer(velocity(stage))
      tables[stages + stage] = UnsafePointer(cotangent(stage))
      let table = tables + 2 * stages + stage * (stages + 1)
      table[0] = UnsafePointer(p)
      for later in 1...stages {
        table[later] = stage + later < stages ? UnsafePointer(cotangent(stage + later)) : nil
      }
    }
  }
}
