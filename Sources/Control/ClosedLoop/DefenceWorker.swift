import Calculus
import Tensors

/// Carries one block of rows through a layered system on one thread, with controls if there is a
/// defence.
final class DefenceWorker<Element: Scalar> {
  let system: LayeredSystem<Element>
  private let defence: ClosedLoopDefence<Element>?
  private let maps: [any StateMapWorker<Element>]
  private let embeddings: [EmbeddingWorker<Element>?]
  /// x_0, ..., x_T.
  private var x: [UnsafeMutablePointer<Element>] = []
  /// Controls, those of the least costs so far, and x_t + u_t.
  private var u: [UnsafeMutablePointer<Element>] = []
  private var best: [UnsafeMutablePointer<Element>] = []
  private var z: [UnsafeMutablePointer<Element>] = []
  /// Room for a state of any layer.
  private var p, q, r: UnsafeMutablePointer<Element>
  private let outputs, costs, leastCosts, distances, rates: UnsafeMutablePointer<Element>
  private var memory: [UnsafeMutablePointer<Element>] = []
  private(set) var count = 0

  init(_ system: LayeredSystem<Element>, _ defence: ClosedLoopDefence<Element>?, rows: Int) {
    self.system = system
    self.defence = defence
    maps = system.maps.map { $0.makeWorker(rows: rows) }
    embeddings =
      defence?.embeddings.map { $0.map { EmbeddingWorker($0, rows: rows) } }
      ?? system.maps.map { _ in nil }
    var memory: [UnsafeMutablePointer<Element>] = []
    func room(_ width: Int) -> UnsafeMutablePointer<Element> {
      let place = UnsafeMutablePointer<Element>.allocate(capacity: max(rows * width, 1))
      place.initialize(repeating: 0, count: max(rows * width, 1))
      memory.append(place)
      return place
    }
    let widths = (0...system.maps.count).map(system.dimension)
    x = widths.map(room)
    if defence != nil {
      u = widths.dropLast().map(room)
      best = widths.dropLast().map(room)
      z = widths.dropLast().map(room)
    }
    let widest = widths.max() ?? 1
    (p, q, r) = (room(widest), room(widest), room(widest))
    outputs = room(system.outputDimension)
    (costs, leastCosts, distances, rates) = (room(1), room(1), room(1), room(1))
    self.memory = memory
  }

  deinit { for place in memory { place.deallocate() } }

  /// Takes rows of first states without any control.
  func carry(_ first: UnsafePointer<Element>, count: Int) {
    self.count = count
    x[0].update(from: first, count: count * system.inputDimension)
    for t in maps.indices { maps[t].apply(x[t], count: count, to: x[t + 1]) }
  }

  /// The states of the last rows before a map, or behind the last one.
  func states(at index: Int) -> UnsafePointer<Element> { UnsafePointer(x[index]) }

  /// The last states of the defended rows.
  var defendedOutputs: UnsafePointer<Element> { UnsafePointer(outputs) }
  /// The controls of the defended rows before a map.
  func controls(at index: Int) -> UnsafePointer<Element> { UnsafePointer(best[index]) }
  /// What they cost.
  var defendedCosts: UnsafePointer<Element> { UnsafePointer(leastCosts) }

  /// Finds controls for rows of first states: each row keeps those that cost it least.
  func defend(_ first: UnsafePointer<Element>, count: Int) {
    guard let defence else { return }
    begin(first, count)
    advance(isGreedy: defence.options.start == .greedy)
    for t in u.indices { best[t].update(from: u[t], count: count * width(t)) }
    outputs.update(from: x[maps.count], count: count * system.outputDimension)
    leastCosts.update(from: costs, count: count)
    let first = Element(defence.options.rate / (1 + defence.options.energyWeight))
    Element.fill(rates, with: first, count: count)
    for sweep in 0..<defence.options.sweeps {
      improve(defence.options)
      advance(isGreedy: false)
      let hasRisen = keepBest(firstRate: first)
      // The next costates are of the best controls.
      if hasRisen, sweep < defence.options.sweeps - 1 { advance(isGreedy: false) }
    }
  }

  /// The gradient of a loss by the first states, through the greedy controls where there is a defence.
  ///
  /// - Parameters:
  ///   - first: the first states.
  ///   - count: the number of rows.
  ///   - loss: puts the gradient by the last states, its first argument, into its second.
  /// - Returns: the gradient; borrowed until the next call.
  func gradient(
    _ first: UnsafePointer<Element>, count: Int,
    loss: (UnsafePointer<Element>, UnsafeMutablePointer<Element>) -> Void
  ) -> UnsafePointer<Element> {
    if defence == nil {
      carry(first, count: count)
    } else {
      begin(first, count)
      advance(isGreedy: true)
    }
    loss(x[maps.count], p)
    let share = Element(1 / (1 + (defence?.options.energyWeight ?? 0)))
    for t in maps.indices.reversed() {
      maps[t].transpose(p, to: q)
      swap(&p, &q)
      guard let embedding = embeddings[t] else { continue }
      embedding.transpose(at: x[t], p, count: count, to: q)
      Element.scaleAdd(-share, q, 1, to: p, count: count * width(t))
    }
    return UnsafePointer(p)
  }

  private func width(_ t: Int) -> Int { system.maps[t].inputDimension }

  private func begin(_ first: UnsafePointer<Element>, _ count: Int) {
    self.count = count
    x[0].update(from: first, count: count * system.inputDimension)
    for t in u.indices { Element.fill(u[t], with: 0, count: count * width(t)) }
  }

  /// Carries the rows along the controls and sums up what these cost.
  private func advance(isGreedy: Bool) {
    let c = defence?.options.energyWeight ?? 0
    Element.fill(costs, with: 0, count: count)
    for t in maps.indices {
      let size = count * width(t)
      if let embedding = embeddings[t] {
        if isGreedy {
          embedding.residual(x[t], count: count, to: r)
          Element.scaleAdd(Element(-1 / (1 + c)), r, 0, to: u[t], count: size)
        }
        Element.apply(.add, x[t], u[t], to: z[t], count: size)
        embedding.distance(z[t], count: count, to: distances, gradient: r)
        addCosts(t, energyWeight: c)
      } else {
        z[t].update(from: x[t], count: size)
      }
      maps[t].apply(z[t], count: count, to: x[t + 1])
    }
  }

  private func addCosts(_ t: Int, energyWeight c: Double) {
    let n = width(t)
    for row in 0..<count {
      let control = u[t] + row * n
      costs[row] += distances[row] + Element(c / 2) * Element.dot(control, control, count: n)
    }
  }

  /// One sweep back: ascent of each H_t by its control, then the costate.
  private func improve(_ options: DefenceControls) {
    let c = Element(options.energyWeight)
    Element.fill(p, with: 0, count: count * system.outputDimension)
    for t in maps.indices.reversed() {
      let size = count * width(t)
      guard let embedding = embeddings[t] else {
        // The map was last applied to these states.
        maps[t].transpose(p, to: q)
        swap(&p, &q)
        continue
      }
      for _ in 0..<options.innerSteps {
        slope(t, embedding)
        Element.scaleAdd(-c, u[t], 1, to: q, count: size)
        for row in 0..<count {
          Element.scaleAdd(
            rates[row], q + row * width(t), 1, to: u[t] + row * width(t), count: width(t))
        }
      }
      slope(t, embedding)
      swap(&p, &q)
    }
  }

  /// Puts ∂/∂z (p · F_t(z) - ½ ‖z - E_t(z)‖²) at z = x_t + u_t into q.
  private func slope(_ t: Int, _ embedding: EmbeddingWorker<Element>) {
    let size = count * width(t)
    Element.apply(.add, x[t], u[t], to: z[t], count: size)
    if t == maps.count - 1 {
      // There is no terminal cost: the last costate is zero.
      Element.fill(q, with: 0, count: size)
    } else {
      maps[t].apply(z[t], count: count, to: r)
      maps[t].transpose(p, to: q)
    }
    embedding.distance(z[t], count: count, to: distances, gradient: r)
    Element.scaleAdd(-1, r, 1, to: q, count: size)
  }

  /// Keeps the controls of rows whose cost fell.
  ///
  /// The others get their best ones again, and a smaller rate.
  ///
  /// - Returns: whether there are others.
  private func keepBest(firstRate: Element) -> Bool {
    let last = system.outputDimension
    var hasRisen = false
    for row in 0..<count {
      let hasFallen = costs[row] < leastCosts[row]
      if hasFallen {
        leastCosts[row] = costs[row]
        (outputs + row * last).update(from: x[maps.count] + row * last, count: last)
        rates[row] = min(1.25 * rates[row], firstRate)
      } else {
        rates[row] = 0.25 * rates[row]
        hasRisen = true
      }
      for t in u.indices {
        let n = width(t)
        let (new, old) = (u[t] + row * n, best[t] + row * n)
        if hasFallen { old.update(from: new, count: n) } else { new.update(from: old, count: n) }
      }
    }
    return hasRisen
  }
}
