import CKernels
import Synchronization
import Testing

/// Counts how often each index was met, and how many calls of a worker overlapped.
private final class Meetings: Sendable {
  let counts: [Counter]
  let present: [Counter]
  let overlaps = Counter()

  init(indices: Int, workers: Int) {
    counts = (0..<indices).map { _ in Counter() }
    present = (0..<workers).map { _ in Counter() }
  }

  func meet(_ index: Int, _ worker: Int, _ body: () -> Void = {}) {
    if present[worker].value.add(1, ordering: .relaxed).oldValue != 0 {
      overlaps.value.add(1, ordering: .relaxed)
    }
    body()
    counts[index].value.add(1, ordering: .relaxed)
    present[worker].value.subtract(1, ordering: .relaxed)
  }

  func allMet(_ times: Int) -> Bool {
    counts.allSatisfy { $0.value.load(ordering: .relaxed) == times }
      && overlaps.value.load(ordering: .relaxed) == 0
  }
}

private final class Counter: Sendable {
  let value = Atomic(0)
}

private final class Task: Sendable {
  let body: @Sendable (Int, Int) -> Void
  init(_ body: @escaping @Sendable (Int, Int) -> Void) { self.body = body }
}

/// A pool that other threads may call too.
private struct Pool: @unchecked Sendable {
  let pointer: OpaquePointer

  init(threads: Int) throws { pointer = try #require(fl_pool_create(Int32(threads))) }

  func run(_ count: Int, _ body: @escaping @Sendable (Int, Int) -> Void) {
    let task = Task(body)
    withExtendedLifetime(task) {
      fl_pool_run(
        pointer, count,
        { context, index, worker in
          guard let context else { return }
          Unmanaged<Task>.fromOpaque(context).takeUnretainedValue().body(index, worker)
        }, Unmanaged.passUnretained(task).toOpaque())
    }
  }
}

struct PoolTests {
  @Test(arguments: [1, 2, 3, 8]) func everyIndexIsMetOnce(threads: Int) throws {
    let pool = try Pool(threads: threads)
    defer { fl_pool_destroy(pool.pointer) }
    #expect(fl_pool_threads(pool.pointer) == Int32(threads))
    for round in 0..<300 {
      let count = round % 40
      let meetings = Meetings(indices: count, workers: threads)
      pool.run(count) { index, worker in meetings.meet(index, worker) }
      #expect(meetings.allMet(1), "round \(round)")
    }
  }

  @Test func sleepersWake() async throws {
    let pool = try Pool(threads: 2)
    defer { fl_pool_destroy(pool.pointer) }
    for _ in 0..<5 {
      try await _Concurrency.Task.sleep(for: .milliseconds(5))
      let meetings = Meetings(indices: 6, workers: 2)
      pool.run(6) { index, worker in meetings.meet(index, worker) }
      #expect(meetings.allMet(1))
    }
  }

  @Test func taskMayRunItsOwnPool() throws {
    let pool = try Pool(threads: 3)
    defer { fl_pool_destroy(pool.pointer) }
    let inner = Meetings(indices: 5, workers: 3)
    let outer = Meetings(indices: 20, workers: 3)
    pool.run(20) { index, worker in
      outer.meet(index, worker) {
        pool.run(5) { index, innerWorker in
          if innerWorker == worker {
            inner.counts[index].value.add(1, ordering: .relaxed)
          }
        }
      }
    }
    #expect(outer.allMet(1))
    #expect(inner.allMet(20))
  }

  @Test func callersTakeTurns() async throws {
    let pool = try Pool(threads: 2)
    defer { fl_pool_destroy(pool.pointer) }
    let meetings = Meetings(indices: 10, workers: 2)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for _ in 0..<20 { pool.run(10) { index, worker in meetings.meet(index, worker) } }
        }
      }
    }
    #expect(meetings.allMet(160))
  }
}
