import Tensors

extension BlockIntegration {
  /// Sends rows that have jumped on from their new states, and counts those that an event ended.
  func meetEvents(_ watch: EventWatch<Element>) -> Int {
    let state = memory.state
    var ended = 0
    for slot in 0..<active where state.verdicts[slot] != 0 || state.t[slot] == state.tNext[slot] {
      let row = Int(memory.rows[slot])
      switch watch.consequence(ofRow: row) {
      case .none: break
      case .stops, .accumulates, .isNotFinite: ended += 1
      case .jumps:
        Element.copyMatrix(
          rows: memory.dimension, columns: 1, watch.stateAfter(ofRow: row), from: (1, 1),
          into: memory.x + slot, to: (active, 1))
        state.hasJumped[slot] = 1
      }
    }
    return ended
  }

  /// How an event ended the row in a slot; nil where none did.
  func ending(_ slot: Int, _ watch: EventWatch<Element>) -> Outcome? {
    let row = Int(memory.rows[slot])
    let t = memory.state.t[slot]
    return switch watch.consequence(ofRow: row) {
    case .none, .jumps: nil
    case .stops: .stopped(byEvent: watch.cause(ofRow: row), t: t)
    case .accumulates: .jumpsAccumulate(event: watch.cause(ofRow: row), t: t)
    case .isNotFinite: .notFinite(.event, t: t)
    }
  }
}
