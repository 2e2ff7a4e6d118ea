import Tensors

/// Looks for events in the steps that a block's rows take, and cuts steps at those that end or change
/// a row.
///
/// Nothing is allocated but for events that happen.
final class EventWatch<Element: Scalar> {
  /// What a row does at the end of its step.
  enum Consequence {
    case none, jumps, stops, accumulates, isNotFinite
  }

  let events: [Event<Element>]
  /// What each row's step ends with, by the rows' places in the block, and the event that it comes of.
  private var consequences: [Consequence]
  private var causes: [Int]
  /// Whether any is not `none`.
  private(set) var hasConsequences = false
  private var crossings: StepCrossings
  /// Whether an event's function counts as zero at the beginning of a row's next step.
  private var startsAtZero: [Bool]
  /// When each event last let a row jump.
  private var lastJumps: [Double]
  private var found: [Crossing] = []
  /// The values of the events at the points of a step; shape `[events, points]`.
  private let values: UnsafeMutablePointer<Double>
  /// A state inside of the step, one after a jump; shape `[dimension]` each.
  private let state: UnsafeMutablePointer<Element>
  private let changed: UnsafeMutablePointer<Element>
  /// The states from which rows go on after jumps; shape `[capacity, dimension]`.
  private let jumped: UnsafeMutablePointer<Element>
  private let dimension: Int
  private let capacity: Int
  private var firstRow = 0
  private var occurrences: UnsafeMutablePointer<[EventOccurrence<Element>]>?

  private struct Crossing {
    let t: Double
    let event: Int
  }

  /// A watch over blocks of at most `capacity` rows.
  ///
  /// - Parameters:
  ///   - events: what is looked for.
  ///   - degree: that of the solution inside of steps.
  ///   - capacity: the largest number of rows.
  ///   - dimension: the components of a state.
  init(_ events: [Event<Element>], degree: Int, capacity: Int, dimension: Int) {
    self.events = events
    self.capacity = capacity
    self.dimension = dimension
    crossings = StepCrossings(points: max(degree, 3) + 3)
    causes = Array(repeating: 0, count: capacity)
    lastJumps = Array(repeating: .infinity, count: capacity * events.count)
    consequences = Array(repeating: .none, count: capacity)
    startsAtZero = Array(repeating: false, count: capacity * events.count)
    values = .allocate(capacity: events.count * crossings.nodes.count)
    values.initialize(repeating: 0, count: events.count * crossings.nodes.count)
    state = .allocate(capacity: max(dimension, 1))
    changed = .allocate(capacity: max(dimension, 1))
    jumped = .allocate(capacity: max(capacity * dimension, 1))
  }

  deinit {
    values.deallocate()
    state.deallocate()
    changed.deallocate()
    jumped.deallocate()
  }

  private var points: Int { crossings.nodes.count }

  /// Begins with a block whose first row is of this number.
  ///
  /// - Parameters:
  ///   - firstRow: the number, in the whole batch.
  ///   - occurrences: receives what happens to each row of the block.
  func begin(firstRow: Int, into occurrences: UnsafeMutablePointer<[EventOccurrence<Element>]>?) {
    self.firstRow = firstRow
    self.occurrences = occurrences
    hasConsequences = false
    for place in consequences.indices { consequences[place] = .none }
    for place in startsAtZero.indices {
      startsAtZero[place] = false
      lastJumps[place] = .infinity
    }
  }

  /// What the step of a row ended with.
  func consequence(ofRow row: Int) -> Consequence { consequences[row - firstRow] }

  /// The event that ended a row.
  func cause(ofRow row: Int) -> Int { causes[row - firstRow] }

  /// The state from which a row goes on; shape `[dimension]`.
  func stateAfter(ofRow row: Int) -> UnsafePointer<Element> {
    UnsafePointer(jumped + (row - firstRow) * dimension)
  }

  /// Forgets what the last steps ended with.
  func clearConsequences() {
    hasConsequences = false
    for place in consequences.indices { consequences[place] = .none }
  }

  /// Looks at the steps that rows have just taken, and cuts those that events end.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  func look(at steps: AcceptedSteps<Element>) {
    for index in 0..<steps.count { look(at: steps, index) }
  }
}

// MARK: - One step

extension EventWatch {
  private func look(at steps: AcceptedSteps<Element>, _ index: Int) {
    let place = steps.row(index) - firstRow
    guard evaluate(steps, index) else {
      consequences[place] = .isNotFinite
      hasConsequences = true
      return
    }
    found.removeAll(keepingCapacity: true)
    for event in events.indices { findCrossings(of: event, steps, index, place) }
    guard !found.isEmpty else { return }
    // Events of one time come in the order in which they were declared.
    found.sort { ($0.t - $1.t) * (steps.size(index) < 0 ? -1 : 1) < 0 }
    happen(steps, index, place)
  }

  /// Computes the values of all events at the points of a step; returns whether they are finite.
  private func evaluate(_ steps: AcceptedSteps<Element>, _ index: Int) -> Bool {
    var isFinite = true
    for (point, node) in crossings.nodes.enumerated() {
      let t = time(node, steps, index)
      let x = stateInside(steps, index, at: t, isStart: point == 0)
      for event in events.indices {
        let value = value(of: event, at: t, x)
        values[event * points + point] = value
        isFinite = isFinite && value.isFinite
      }
    }
    return isFinite
  }

  private func time(_ node: Double, _ steps: AcceptedSteps<Element>, _ index: Int) -> Double {
    node == 1 ? steps.end(index) : steps.start(index) + node * steps.size(index)
  }

  private func stateInside(
    _ steps: AcceptedSteps<Element>, _ index: Int, at t: Double, isStart: Bool = false
  ) -> UnsafePointer<Element> {
    if isStart { return steps.startState(index) }
    steps.interpolate(index, at: t, into: state)
    return UnsafePointer(state)
  }

  private func value(of event: Int, at t: Double, _ x: UnsafePointer<Element>) -> Double {
    Double(events[event].function(t, Span(_unsafeStart: x, count: dimension)))
  }

  private func findCrossings(
    of event: Int, _ steps: AcceptedSteps<Element>, _ index: Int, _ place: Int
  ) {
    let flag = place * events.count + event
    crossings.isolate(values + event * points, startsAtZero: startsAtZero[flag])
    startsAtZero[flag] = false
    for bracket in crossings.brackets where events[event].counts(isRising: bracket.isRising) {
      if let node = zero(of: event, in: bracket, steps, index) {
        found.append(Crossing(t: time(node, steps, index), event: event))
      }
    }
  }

  /// Finds the zero on the solution itself that the polynomial has shown.
  private func zero(
    of event: Int, in bracket: StepCrossings.Bracket, _ steps: AcceptedSteps<Element>, _ index: Int
  ) -> Double? {
    func value(_ node: Double) -> Double {
      // The ends are the values that were seen: zeros there are decided already.
      if node == 0 { return values[event * points] }
      if node == 1 { return values[event * points + points - 1] }
      let t = time(node, steps, index)
      return self.value(of: event, at: t, stateInside(steps, index, at: t))
    }
    func isBefore(_ y: Double) -> Bool { bracket.isRising ? y < 0 : y > 0 }
    // Where the polynomial is off by a little, a zero near an end lies beyond it.
    var (low, high) = (bracket.low, bracket.high)
    var (atLow, atHigh) = (value(low), value(high))
    var margin = 1e-3 * (high - low)
    while !isBefore(atLow) && low > 0 && margin < 1 {
      low = max(low - margin, 0)
      atLow = value(low)
      margin *= 4
    }
    margin = 1e-3 * (high - low)
    while isBefore(atHigh) && high < 1 && margin < 1 {
      high = min(high + margin, 1)
      atHigh = value(high)
      margin *= 4
    }
    guard isBefore(atLow), !isBefore(atHigh) else { return nil }
    let resolution = max(steps.start(index).ulp, steps.end(index).ulp) / abs(steps.size(index))
    return BracketedZero(
      between: (low, atLow), and: (high, atHigh), tolerance: 2 * resolution, of: value
    ).point
  }
}

// MARK: - What happens

extension EventWatch {
  /// Records what was found up to the first event that ends or changes the row, and lets that happen.
  private func happen(_ steps: AcceptedSteps<Element>, _ index: Int, _ place: Int) {
    var cut: Double?
    var consequence = Consequence.jumps
    let next = jumped + place * dimension
    for crossing in found {
      if let cut, abs(crossing.t - cut) > 4 * cut.ulp { break }
      let t = cut ?? crossing.t
      let event = events[crossing.event]
      let before = stateInside(steps, index, at: t)
      let recorded = Array(UnsafeBufferPointer(start: before, count: dimension))
      if cut == nil { next.update(from: before, count: dimension) }
      switch event.effect {
      case .recorded: break
      case .stop:
        cut = t
        if consequence != .stops { causes[place] = crossing.event }
        consequence = .stops
      case .jump(let jump):
        cut = t
        if hasJustJumped(place, crossing.event, at: t), consequence == .jumps {
          consequence = .accumulates
          causes[place] = crossing.event
        }
        var span = MutableSpan(_unsafeStart: next, count: dimension)
        jump(t, &span)
      }
      occurrences?[place].append(
        EventOccurrence(
          event: crossing.event, time: t, state: recorded,
          stateAfter: Array(UnsafeBufferPointer(start: next, count: dimension))))
    }
    guard let cut else { return }
    markZeros(at: cut, steps, index, place)
    consequences[place] = consequence
    hasConsequences = true
    _ = stateInside(steps, index, at: cut)
    steps.cut(index, at: cut, state: state)
  }

  /// Whether an event let a row jump so shortly before that times hardly tell the two apart.
  private func hasJustJumped(_ place: Int, _ event: Int, at t: Double) -> Bool {
    let index = place * events.count + event
    defer { lastJumps[index] = t }
    return abs(t - lastJumps[index]) < 4096 * t.ulp
  }

  /// Marks the events that have just happened and are still at zero, where the row goes on.
  private func markZeros(
    at t: Double, _ steps: AcceptedSteps<Element>, _ index: Int, _ place: Int
  ) {
    let next = UnsafePointer(jumped + place * dimension)
    let before = stateInside(steps, index, at: t)
    for crossing in found where abs(crossing.t - t) <= 4 * t.ulp {
      let values = UnsafeBufferPointer(start: values + crossing.event * points, count: points)
      let scale = values.reduce(0) { max($0, abs($1)) }
      let noise =
        2 * abs(value(of: crossing.event, at: t, before)) + 64 * Double(Element.ulpOfOne) * scale
      startsAtZero[place * events.count + crossing.event] =
        abs(value(of: crossing.event, at: t, next)) <= noise
    }
  }
}
