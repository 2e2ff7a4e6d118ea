import Tensors

/// What a program of a stage is given, as tables of pointers that are made once.
struct StageTable<Element: Scalar> {
  typealias Buffer = UnsafeMutablePointer<Element>

  private(set) var pointers: [Buffer] = []
  /// The places of the step's first state and of its tangent.
  private var start: Int?
  private var startTangent: Int?

  /// Adds a value that stays where it is.
  mutating func append(_ buffer: Buffer) { pointers.append(buffer) }

  /// Adds the first state, or its tangent, which lie elsewhere each step.
  mutating func appendStart(tangent: Bool, standIn: Buffer) {
    if tangent { startTangent = pointers.count } else { start = pointers.count }
    pointers.append(standIn)
  }

  /// Says where the first state and its tangent lie.
  mutating func setStart(_ x: Buffer, _ tangent: Buffer?) {
    if let start { pointers[start] = x }
    if let startTangent, let tangent { pointers[startTangent] = tangent }
  }
}

extension StageSteps {
  /// What the programs of a stage take: that of its value, and those of its derivatives.
  enum Use: Int, CaseIterable { case value, pushforward, pullback, curvature, tangentPullback }

  /// The tables of all uses and stages.
  func makeTables() -> [[StageTable<Element>]] {
    Use.allCases.map { use in scheme.stages.indices.map { makeTable(use, $0) } }
  }

  private func makeTable(_ use: Use, _ index: Int) -> StageTable<Element> {
    var table = StageTable<Element>()
    appendInputs(index, tangent: false, to: &table)
    switch use {
    case .value: break
    case .pushforward: appendInputs(index, tangent: true, to: &table)
    case .pullback: table.append(memory.cotangent(index))
    case .curvature:
      table.append(memory.cotangent(index))
      appendInputs(index, tangent: true, to: &table)
    case .tangentPullback:
      table.append(memory.cotangent(index))
      appendInputs(index, tangent: true, to: &table)
      table.append(memory.cotangent(index, tangent: true))
    }
    return table
  }

  private func appendInputs(_ index: Int, tangent: Bool, to table: inout StageTable<Element>) {
    for input in functions[functionOf[index]].inputs {
      switch input {
      case .time: table.append(memory.number(0, tangent: tangent))
      case .step: table.append(memory.number(1, tangent: tangent))
      case .state: table.append(memory.stageState(tangent: tangent))
      case .unknown: table.append(memory.unknown(index, tangent: tangent))
      case .coupled: table.append(memory.coupled(tangent: tangent))
      case .start:
        table.appendStart(tangent: tangent, standIn: memory.stageState(tangent: tangent))
      case .startTime: table.append(memory.number(2, tangent: tangent))
      case .slope: table.append(memory.number(3, tangent: tangent))
      }
    }
  }

  /// Where a stage's function puts the cotangents of what it depends on, in its order, and behind them
  /// their tangents.
  func makeCotangentTable(_ index: Int, tangents: [Bool]) -> [Buffer] {
    tangents.flatMap { tangent in
      functions[functionOf[index]].inputs.compactMap { input in
        switch input {
        case .time: memory.number(4, tangent: tangent)
        case .step: memory.number(5, tangent: tangent)
        case .state: memory.stateBar(tangent: tangent)
        case .unknown: nil
        case .coupled: memory.coupledBar(tangent: tangent)
        case .start: memory.startBar(tangent: tangent)
        case .startTime: memory.number(6, tangent: tangent)
        case .slope: memory.number(7, tangent: tangent)
        }
      }
    }
  }
}
