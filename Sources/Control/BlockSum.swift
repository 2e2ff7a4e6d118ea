import Tensors

/// What takes blocks of rows through a computation, on one thread at a time.
protocol BlockWorker<Element>: AnyObject, SendableMetatype {
  associatedtype Element: Scalar

  /// The weighted cost of some rows; their part of the gradient is added to `gradient`, if there is
  /// one.
  func cost(of rows: Range<Int>, gradient: UnsafeMutablePointer<Element>?) -> Double
}

/// Sums over rows: cut into blocks, dealt to the threads of a pool, and added up in block order.
///
/// Neither how rows are cut nor the order of additions depends on the number of threads, so neither
/// does any bit of a sum. Blocks go to *lanes* in turn, each with a partial gradient of its own.
final class BlockSum<Element: Scalar> {
  /// The most rows of a block.
  let blockRows: Int
  let pool: ForkJoinPool
  private let parameterCount: Int
  /// One gradient for each lane; shape `[lanes, parameters]`.
  private var lanes: Tensor<Element>
  private var costs: [Double] = []

  /// The number of partial sums of the gradient.
  static var laneCount: Int { 8 }

  init(blockRows: Int, parameterCount: Int, pool: ForkJoinPool) {
    self.blockRows = blockRows
    self.parameterCount = parameterCount
    self.pool = pool
    lanes = Tensor(repeating: 0, shape: [BlockSum.laneCount, parameterCount])
  }

  /// The sum of all rows' costs, and of their gradients if there is room for them.
  ///
  /// - Parameters:
  ///   - count: the rows.
  ///   - workers: one for each thread of the pool.
  ///   - gradient: receives the gradient.
  /// - Returns: the cost.
  func sum<Worker: BlockWorker<Element>>(
    over count: Int, by workers: [Worker], gradient: UnsafeMutableBufferPointer<Element>?
  ) -> Double {
    let rows = evenRows(count)
    let blocks = (count + rows - 1) / rows
    let laneCount = min(BlockSum.laneCount, blocks)
    if costs.count < blocks { costs = Array(repeating: 0, count: blocks) }
    return lanes.withUnsafeMutableElements { lanes in
      costs.withUnsafeMutableBufferPointer { costs in
        // Each lane writes its own gradient and its own blocks' costs, each worker has its memory.
        let shared = Unchecked(
          (workers: workers, costs: costs, lanes: gradient == nil ? nil : lanes.baseAddress))
        pool.run(laneCount) { [parameterCount] lane, worker in
          let (workers, costs, lanes) = shared.value
          let gradient = lanes.map { $0 + lane * parameterCount }
          if let gradient { Element.fill(gradient, with: 0, count: parameterCount) }
          for block in stride(from: lane, to: blocks, by: laneCount) {
            costs[block] = workers[worker].cost(
              of: block * rows..<min((block + 1) * rows, count), gradient: gradient)
          }
        }
        if let gradient { add(lanes, laneCount, into: gradient) }
        return costs[..<blocks].reduce(0, +)
      }
    }
  }

  /// The rows of a block when `count` rows are shared out evenly: a multiple of 32 if that fits.
  ///
  /// Few rows are cut into shorter blocks than would be quickest on one thread, so that others have some.
  func evenRows(_ count: Int) -> Int { BlockSum.evenRows(count, blockRows: blockRows) }

  static func evenRows(_ count: Int, blockRows: Int) -> Int {
    let blocks = max((count + blockRows - 1) / blockRows, min(count / 128, 4), 1)
    let even = (count + blocks - 1) / blocks
    return max(min((even + 31) / 32 * 32, blockRows), 1)
  }

  /// Adds the lanes up in order.
  private func add(
    _ lanes: UnsafeMutableBufferPointer<Element>, _ laneCount: Int,
    into gradient: UnsafeMutableBufferPointer<Element>
  ) {
    guard let base = lanes.baseAddress, let result = gradient.baseAddress else { return }
    Element.fill(result, with: 0, count: parameterCount)
    for lane in 0..<laneCount {
      Element.scaleAdd(1, base + lane * parameterCount, 1, to: result, count: parameterCount)
    }
  }
}

/// A value that is handed to other threads although its type does not promise that it may be.
struct Unchecked<Value>: @unchecked Sendable {
  let value: Value

  init(_ value: Value) { self.value = value }
}
