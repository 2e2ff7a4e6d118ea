import Calculus
import Tensors

/// Follows a block of rows along their paths on one thread; no step allocates memory.
final class StochasticBlock<Element: Scalar> {
  let method: StochasticMethod
  let noise: NoiseKind
  let isIto: Bool
  let n: Int
  let m: Int
  let evaluator: any StochasticEvaluator<Element>
  private let path: BrownianPath
  private let grid: StochasticGrid
  private let motions: Int
  private let capacity: Int
  /// The rows under way and the times of a step's stages.
  private(set) var count = 0
  private let rows: UnsafeMutablePointer<Int32>
  private let stageTimes: UnsafeMutablePointer<Element>
  private let keys: UnsafeMutablePointer<BrownianMotion>
  /// W and its integral at the beginning of the step; shape `[motions, capacity]` each.
  private let before: UnsafeMutablePointer<(w: Double, integral: Double)>
  /// The increments of W and the integrals of W − W(a) over the step; shape `[motions, count]`.
  let dW: UnsafeMutablePointer<Element>
  let area: UnsafeMutablePointer<Element>
  /// States, shape `[n, count]`: at the beginning, at the end, at a stage, and one to spare.
  let x: UnsafeMutablePointer<Element>
  let next: UnsafeMutablePointer<Element>
  let stage: UnsafeMutablePointer<Element>
  let mean: UnsafeMutablePointer<Element>
  /// Drifts and diffusions of two points, and a third diffusion.
  let f: UnsafeMutablePointer<Element>
  let f2: UnsafeMutablePointer<Element>
  let g: UnsafeMutablePointer<Element>
  let g2: UnsafeMutablePointer<Element>
  let g3: UnsafeMutablePointer<Element>
  private let memory: UnsafeMutablePointer<Element>

  init(
    _ field: some StochasticField<Element>, _ method: StochasticMethod, _ path: BrownianPath,
    _ grid: StochasticGrid, capacity: Int
  ) {
    self.method = method
    self.path = path
    self.grid = grid
    self.capacity = max(capacity, 1)
    noise = field.noise
    isIto = field.sense == .ito
    n = field.dimension
    m = field.noise.components(dimension: n)
    motions = method.motions(m)
    evaluator = field.makeEvaluator(rowCapacity: self.capacity)
    let capacity = self.capacity
    let state = n * capacity
    let diffusion = noise.size(dimension: n) * capacity
    let total = 6 * state + 3 * diffusion + 2 * motions * capacity + capacity
    memory = .allocate(capacity: total)
    memory.initialize(repeating: 0, count: total)
    var place = memory
    func take(_ count: Int) -> UnsafeMutablePointer<Element> {
      defer { place += count }
      return place
    }
    (x, next, stage, mean) = (take(state), take(state), take(state), take(state))
    (f, f2) = (take(state), take(state))
    (g, g2, g3) = (take(diffusion), take(diffusion), take(diffusion))
    (dW, area) = (take(motions * capacity), take(motions * capacity))
    stageTimes = take(capacity)
    rows = .allocate(capacity: capacity)
    rows.initialize(repeating: 0, count: capacity)
    keys = .allocate(capacity: motions * capacity)
    keys.initialize(repeating: path.motion(row: 0, component: 0), count: motions * capacity)
    before = .allocate(capacity: motions * capacity)
    before.initialize(repeating: (0, 0), count: motions * capacity)
  }

  deinit {
    memory.deallocate()
    rows.deallocate()
    keys.deallocate()
    before.deallocate()
  }

  /// Follows some rows of a batch.
  ///
  /// - Parameters:
  ///   - block: the rows' numbers.
  ///   - total: the rows of the batch.
  ///   - states: the batch's states, replaced by the last ones; shape `[total, n]`.
  ///   - samples: where the states at the wanted times go; shape `[times, total, n]`.
  ///   - outcomes: how rows ended; shape `[total]`.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  func run(
    _ block: Range<Int>, of total: Int, _ states: UnsafeMutablePointer<Element>,
    samples: UnsafeMutablePointer<Element>, _ outcomes: UnsafeMutablePointer<Outcome>
  ) {
    begin(block, states, outcomes)
    for index in grid.times.indices {
      if index > 0 { advance(grid.times[index - 1], grid.times[index], block, outcomes) }
      for time in grid.wanted[index] {
        write(to: samples + (time * total + block.lowerBound) * n) { row in
          outcomes[block.lowerBound + row].isCompleted
        }
      }
    }
    write(to: states + block.lowerBound * n) { _ in true }
  }

  private func begin(
    _ block: Range<Int>, _ states: UnsafeMutablePointer<Element>,
    _ outcomes: UnsafeMutablePointer<Outcome>
  ) {
    count = block.count
    Element.transpose(states + block.lowerBound * n, rows: count, columns: n, to: x)
    for row in 0..<count {
      rows[row] = Int32(block.lowerBound + row)
      for motion in 0..<motions {
        keys[motion * count + row] = path.motion(row: block.lowerBound + row, component: motion)
        before[motion * count + row] = (0, 0)
      }
      let isFinite = (0..<n).allSatisfy { x[$0 * count + row].isFinite }
      if !isFinite {
        outcomes[block.lowerBound + row] = .notFinite(.initialState, t: grid.times[0])
      }
    }
  }

  private func advance(
    _ a: Double, _ b: Double, _ block: Range<Int>, _ outcomes: UnsafeMutablePointer<Outcome>
  ) {
    for place in 0..<motions * count {
      let (start, end) = (before[place], keys[place].value(at: b))
      dW[place] = Element(end.w - start.w)
      area[place] = Element(end.integral - start.integral - (b - a) * start.w)
      before[place] = end
    }
    step(from: a, to: b)
    let isFinite = Element.allFinite(next, count: n * count)
    for row in 0..<count where outcomes[block.lowerBound + row].isCompleted {
      if isFinite || (0..<n).allSatisfy({ next[$0 * count + row].isFinite }) {
        for c in 0..<n { x[c * count + row] = next[c * count + row] }
      } else {
        outcomes[block.lowerBound + row] = .notFinite(.state, t: a)
      }
    }
  }

  /// The points of some states, all at one time.
  func points(_ t: Double, _ x: UnsafePointer<Element>) -> RowPoints<Element> {
    Element.fill(stageTimes, with: Element(t), count: count)
    return RowPoints(count: count, rows: rows, t: stageTimes, x: x)
  }

  private func write(to place: UnsafeMutablePointer<Element>, _ isWanted: (Int) -> Bool) {
    for row in 0..<count where isWanted(row) {
      for c in 0..<n { place[row * n + c] = x[c * count + row] }
    }
  }
}
