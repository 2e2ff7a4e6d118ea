import Calculus
import Tensors

/// Evaluates one event law for one row at a time, with its derivatives.
///
/// `@unchecked Sendable`: events refer to it, and stay on the thread of the flow that made them.
final class LawEvaluation<Element: Scalar>: @unchecked Sendable {
  typealias Buffer = UnsafeMutablePointer<Element>

  let law: any EventLaw
  private let dimension: Int
  private let segments: [ParameterLayout.Segment]
  /// From t, x and the parameters to the law's value and the state after a jump.
  private let values: Program<Element>
  private let pullbacks: Program<Element>
  private let valueMemory: Workspace<Element>
  private let pullbackMemory: Workspace<Element>
  private let time: Buffer
  private let value: Buffer
  private let next: Buffer

  /// Traces and compiles a law.
  ///
  /// - Precondition: it gives one number and one state a row.
  init(_ law: some EventLaw) {
    self.law = law
    let n = law.dimension
    dimension = n
    segments = law.parameters.segments
    let shapes = [[Extents.rows, 1], [Extents.rows, n]] + segments.map(\.shape)
    let held = Set(2..<shapes.count)
    let graph = Graph(inputs: shapes) { inputs in
      let eta = Parameters(Array(inputs.dropFirst(2)))
      let value = law.value(at: inputs[0], inputs[1], eta)
      let next = law.action == .jumps ? law.jump(at: inputs[0], inputs[1], eta) : inputs[1]
      return [value.broadcast(like: inputs[0]), next.broadcast(like: inputs[1])]
    }
    precondition(graph.isRowWise, "the rows of event \(law.name) depend on one another")
    values = Program(graph, held: held, batch: .last)
    pullbacks = Program(graph.pullback(), held: held, accumulating: held, batch: .last)
    valueMemory = values.makeWorkspace(rows: 1)
    pullbackMemory = pullbacks.makeWorkspace(rows: 1)
    time = .allocate(capacity: 2)
    value = time + 1
    next = .allocate(capacity: n)
  }

  deinit {
    time.deallocate()
    next.deallocate()
  }

  var parameterCount: Int { law.parameters.count }

  /// Says where the parameters lie; call again when they changed.
  func setParameters(_ eta: UnsafePointer<Element>) {
    for (index, segment) in segments.enumerated() {
      valueMemory.bind(input: 2 + index, eta + segment.offset)
      pullbackMemory.bind(input: 2 + index, eta + segment.offset)
    }
    values.prepare(in: valueMemory)
    pullbacks.prepare(in: pullbackMemory)
  }

  /// What crosses zero.
  func value(at t: Double, _ x: UnsafePointer<Element>) -> Element {
    run(t, x)
    return value.pointee
  }

  /// The state after the jump, borrowed until the next call.
  func jump(at t: Double, _ x: UnsafePointer<Element>) -> UnsafePointer<Element> {
    run(t, x)
    return UnsafePointer(next)
  }

  private func run(_ t: Double, _ x: UnsafePointer<Element>) {
    time.pointee = Element(t)
    valueMemory.bind(input: 0, time)
    valueMemory.bind(input: 1, x)
    valueMemory.bind(output: 0, value)
    valueMemory.bind(output: 1, next)
    values.run(rows: 1, in: valueMemory)
  }

  /// Pulls the cotangents of the value and of the state after the jump back.
  ///
  /// - Parameters:
  ///   - t: the time.
  ///   - x: the state before the jump; shape `[dimension]`.
  ///   - valueBar: the value's cotangent.
  ///   - nextBar: that of the state after the jump; shape `[dimension]`.
  ///   - xBar: receives that of the state before it; shape `[dimension]`.
  ///   - etaBar: that of the parameters is added to it.
  /// - Returns: that of the time.
  func pullback(
    at t: Double, _ x: UnsafePointer<Element>, valueBar: Element,
    nextBar: UnsafePointer<Element>, xBar: Buffer, etaBar: Buffer
  ) -> Double {
    time.pointee = Element(t)
    value.pointee = valueBar
    pullbackMemory.bind(input: 0, time)
    pullbackMemory.bind(input: 1, x)
    pullbackMemory.bind(input: 2 + segments.count, value)
    pullbackMemory.bind(input: 3 + segments.count, nextBar)
    return withUnsafeTemporaryAllocation(of: Element.self, capacity: 1) { timeBar in
      guard let base = timeBar.baseAddress else { return 0 }
      pullbackMemory.bind(output: 0, base)
      pullbackMemory.bind(output: 1, xBar)
      for (index, segment) in segments.enumerated() {
        pullbackMemory.bind(output: 2 + index, etaBar + segment.offset)
      }
      pullbacks.run(rows: 1, in: pullbackMemory)
      return Double(base[0])
    }
  }

  /// The event that a solve looks for; `width` is that of its states, a running cost with them.
  func event() -> Event<Element> {
    let n = dimension
    let effect: Event<Element>.Effect =
      switch law.action {
      case .stops: .stop
      case .recorded, .jumps:
        // Recorded events end steps, too: the derivative of a time is that of a step's end.
        .jump { t, x in
          x.withUnsafeMutableBufferPointer { x in
            guard let base = x.baseAddress else { return }
            base.update(from: self.jump(at: t, base), count: n)
          }
        }
      }
    return Event(law.name, law.direction, then: effect) { t, x in
      x.withUnsafeBufferPointer { x in x.baseAddress.map { self.value(at: t, $0) } ?? .nan }
    }
  }
}
