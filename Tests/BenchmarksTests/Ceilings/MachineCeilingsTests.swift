#if !DEBUG
import Benchmarks
import DataIO
import Tensors
import Testing

@Suite(.serialized) struct MachineCeilingsTests {
  /// What was measured here is what the kernels do: a product in double precision takes at least as
  /// long as one in single, and the first level of memory is faster than the last.
  @Test func ceilingsAreOrdered() {
    let clock = ContinuousClock()
    let start = clock.now
    let seconds = { @Sendable in (clock.now - start) / .seconds(1) }
    let single = MachineCeilings(precision: "float32", threads: 1, clock: seconds)
    let double = MachineCeilings(precision: "float64", threads: 1, clock: seconds)
    #expect(single.products.rate > 1.2 * double.products.rate)
    #expect(single.rate(of: .tanh) > 1.2 * double.rate(of: .tanh))
    #expect(single.levels.map(\.name) == ["L1", "L2", "L3", "memory"])
    #expect(single.levels[0].bytesPerSecond > single.levels[3].bytesPerSecond)
    #expect(single.level(holding: 1000).name == "L1")
    #expect(single.level(holding: 1 << 40).name == "memory")
    #expect(single.json["gemm_gflops"]?.double ?? 0 > 0.1)
  }
}
#endif
