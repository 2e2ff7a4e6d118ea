import Calculus
import Tensors

/// Carries the costate of a row back over the events of one time: through their jumps, and by the
/// implicit function theorem over the change of the time itself.
final class JumpTranspose<Element: Scalar> {
  typealias Buffer = UnsafeMutablePointer<Element>

  private let evaluation: ControlledEvaluation<Element>
  private let dimension: Int
  private let t: Buffer
  private let rate: Buffer
  private let velocity: Buffer
  /// The costate, its part by a law, and zeros; shape `[dimension]` each.
  private let p: Buffer
  private let pulled: Buffer
  private let zeros: Buffer
  /// The piece of the control.
  private var piece = 0

  init(_ evaluation: ControlledEvaluation<Element>) {
    self.evaluation = evaluation
    let n = evaluation.program.dimension
    dimension = n
    t = .allocate(capacity: 2 + 4 * n)
    t.initialize(repeating: 0, count: 2 + 4 * n)
    rate = t + 1
    velocity = t + 2
    p = velocity + n
    pulled = p + n
    zeros = pulled + n
  }

  deinit { t.deallocate() }

  /// Carries a costate from after the events of one time to before them.
  ///
  /// The first event's zero defines the time; others of the same time happen at it.
  ///
  /// - Parameters:
  ///   - occurrences: the events, in their order; their states have the running cost with them.
  ///   - laws: each one's law.
  ///   - etaBars: where the cotangents of each one's parameters go.
  ///   - found: the cotangents of their times and states; zero when nil.
  ///   - piece: the piece of the control.
  ///   - endsRow: whether the row stops there.
  ///   - costates: the row's costate, its components `stride` apart, with that of the running cost.
  ///   - stride: the distance of components.
  func transpose(
    _ occurrences: ArraySlice<EventOccurrence<Element>>, laws: [LawEvaluation<Element>],
    etaBars: [Buffer], found: ArraySlice<OccurrenceCotangent<Element>>?, piece: Int, endsRow: Bool,
    costates: Buffer, stride: Int
  ) {
    guard let first = occurrences.first, let last = occurrences.last else { return }
    let weight = evaluation.program.hasRunningCost ? costates[dimension * stride] : 0
    for c in 0..<dimension { p[c] = costates[c * stride] }
    self.piece = piece
    var slope = endsRow ? 0 : -power(at: first.time, last.stateAfter, weight)
    for index in occurrences.indices.reversed() {
      let place = index - occurrences.startIndex
      // An event sees the state that those before it have left.
      let x = place == 0 ? first.state : occurrences[index - 1].stateAfter
      slope += x.withUnsafeBufferPointer { x in
        guard let x = x.baseAddress else { return 0 }
        return laws[place].pullback(
          at: first.time, x, valueBar: 0, nextBar: p, xBar: pulled, etaBar: etaBars[place])
      }
      p.update(from: pulled, count: dimension)
      guard let found else { continue }
      let cotangent = found[found.startIndex + place]
      precondition(
        cotangent.state.count == dimension,
        "a cotangent of \(cotangent.state.count) numbers for a state of \(dimension)")
      slope += cotangent.time
    }
    // States of events are those before all jumps of their time.
    for cotangent in found ?? [] {
      for c in 0..<dimension { p[c] += cotangent.state[c] }
    }
    slope += power(at: first.time, first.state, weight)
    shift(first, laws[0], etaBars[0], by: slope)
    for c in 0..<dimension { costates[c * stride] = p[c] }
  }

  /// Adds what the time's own change brings: −(slope / ġ) times the derivatives of the event.
  private func shift(
    _ occurrence: EventOccurrence<Element>, _ law: LawEvaluation<Element>, _ etaBar: Buffer,
    by slope: Double
  ) {
    occurrence.state.withUnsafeBufferPointer { x in
      guard let x = x.baseAddress, slope != 0 else { return }
      // The factor is known only with the derivatives: the parameters' wait.
      let scratch = Buffer.allocate(capacity: max(law.parameterCount, 1))
      scratch.initialize(repeating: 0, count: max(law.parameterCount, 1))
      defer { scratch.deallocate() }
      let byTime = law.pullback(
        at: occurrence.time, x, valueBar: 1, nextBar: zeros, xBar: pulled, etaBar: scratch)
      evaluate(at: occurrence.time, x)
      let speed = byTime + Double(Element.dot(pulled, velocity, count: dimension))
      let factor = Element(-slope / speed)
      for c in 0..<dimension { p[c] += factor * pulled[c] }
      for index in 0..<law.parameterCount { etaBar[index] += factor * scratch[index] }
    }
  }

  /// p · f + w L at a state: how the objective changes when the flow begins there earlier.
  private func power(at time: Double, _ x: [Element], _ weight: Element) -> Double {
    x.withUnsafeBufferPointer { x in
      guard let x = x.baseAddress else { return 0 }
      evaluate(at: time, x)
      return Double(Element.dot(p, velocity, count: dimension)) + Double(weight * rate.pointee)
    }
  }

  private func evaluate(at time: Double, _ x: UnsafePointer<Element>) {
    t.pointee = Element(time)
    evaluation.evaluate(1, piece: piece, t: t, x: x, velocity: velocity, cost: rate)
  }
}
