import Synchronization
import Tensors
import Testing

@Suite struct ForkJoinPoolTests {
  @Test(arguments: [1, 2, 3, 8], [0, 1, 2, 7, 1000])
  func everyIndexIsRunOnce(threads: Int, count: Int) {
    let pool = ForkJoinPool(threads: threads)
    #expect(pool.threads == threads)
    let runs = (0..<count).map { _ in Counter() }
    let strangers = Counter()
    pool.run(count) { index, worker in
      runs[index].increment()
      if !(0..<threads).contains(worker) { strangers.increment() }
    }
    #expect(runs.allSatisfy { $0.value == 1 })
    #expect(strangers.value == 0)
  }

  @Test func aWorkerRunsOneTaskAtATime() {
    let pool = ForkJoinPool(threads: 4)
    let busy = (0..<4).map { _ in Counter() }
    let clashes = Counter()
    pool.run(2000) { _, worker in
      if busy[worker].increment() != 1 { clashes.increment() }
      busy[worker].decrement()
    }
    #expect(clashes.value == 0)
  }

  @Test func aPoolRunsManyLoopsInTurn() {
    let pool = ForkJoinPool(threads: 2)
    let total = Counter()
    for _ in 0..<500 { pool.run(4) { _, _ in total.increment() } }
    #expect(total.value == 2000)
  }
}

/// An integer that several threads may change.
private final class Counter: Sendable {
  private let atomic = Atomic(0)
  var value: Int { atomic.load(ordering: .relaxed) }

  @discardableResult func increment() -> Int {
    atomic.add(1, ordering: .relaxed).newValue
  }

  func decrement() { atomic.subtract(1, ordering: .relaxed) }

  @Test(arguments: [1, 3])
  func resultsLieInOrder(threads: Int) {
    let pool = ForkJoinPool(threads: threads)
    let results = pool.results(20) { index, worker in
      worker < pool.threads ? index * index : -1
    }
    #expect(results == (0..<20).map { $0 * $0 })
  }
}
