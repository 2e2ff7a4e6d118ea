import CKernels

/// Threads that share the indices of a loop, the calling thread among them.
///
/// A pool is made once and handed to what computes in parallel. Which thread gets which index
/// differs from run to run: results stay the same when each index writes what is its own.
///
/// `@unchecked Sendable`: the pointer is set once, and the pool behind it takes calls from several
/// threads, one after the other.
public final class ForkJoinPool: @unchecked Sendable {
  /// The number of threads that run tasks, the caller's among them; workers are numbered below it.
  public let threads: Int
  /// Missing when one thread is enough.
  private let pool: OpaquePointer?

  /// Starts a pool of `threads` threads in all, the caller's among them.
  ///
  /// When the system refuses to start them, the pool works on the caller's thread alone, and
  /// ``threads`` says so.
  ///
  /// - Parameter threads: usually the number of processors.
  /// - Precondition: `threads` is at least 1.
  public init(threads: Int) {
    precondition(threads >= 1, "a pool has at least 1 thread, not \(threads)")
    pool = threads > 1 ? fl_pool_create(Int32(clamping: threads)) : nil
    self.threads = pool == nil ? 1 : threads
  }

  deinit {
    if let pool { fl_pool_destroy(pool) }
  }

  /// Calls the closure once for each index below `count` and returns when all calls have.
  ///
  /// - Parameters:
  ///   - count: the number of tasks.
  ///   - body: the task, given its index and the worker that runs it: no two calls with the same
  ///     worker run at one time, so that a worker may own memory. It must not call this pool.
  public func run(_ count: Int, _ body: @Sendable (_ index: Int, _ worker: Int) -> Void) {
    guard let pool else {
      for index in 0..<count { body(index, 0) }
      return
    }
    withoutActuallyEscaping(body) { body in
      var task = Task(body: body)
      withUnsafeMutablePointer(to: &task) { context in
        fl_pool_run(
          pool, count,
          { context, index, worker in
            context?.assumingMemoryBound(to: Task.self).pointee.body(index, worker)
          }, context)
      }
    }
  }

  /// The results of tasks, in the order of their indices.
  ///
  /// - Parameters:
  ///   - count: the number of tasks.
  ///   - body: the task, as of ``run(_:_:)``.
  /// - Returns: one result for each index below `count`.
  public func results<Result: Sendable>(
    _ count: Int, _ body: @Sendable (_ index: Int, _ worker: Int) -> Result
  ) -> [Result] {
    var results = [Result?](repeating: nil, count: count)
    results.withUnsafeMutableBufferPointer { results in
      // Each task writes its own place.
      let places = UncheckedPlaces(results)
      run(count) { index, worker in places.buffer[index] = body(index, worker) }
    }
    return results.compactMap { $0 }
  }

  private struct UncheckedPlaces<Result>: @unchecked Sendable {
    let buffer: UnsafeMutableBufferPointer<Result?>

    init(_ buffer: UnsafeMutableBufferPointer<Result?>) { self.buffer = buffer }
  }

  private struct Task {
    let body: @Sendable (Int, Int) -> Void
  }
}
