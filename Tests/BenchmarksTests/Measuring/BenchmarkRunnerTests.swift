import Benchmarks
import DataIO
import Tensors
import Testing

@Suite struct BenchmarkRunnerTests {
  /// A case whose iterations take a quarter of a second of a clock moved by hand, and whose loss is
  /// the number of steps taken.
  private struct CountingCase: BenchmarkCase {
    let clock: HandClock
    let identity = CaseIdentity(
      workload: "W0", name: "count", precision: "float32", threads: 2, tolerance: 1e-3)
    let summary = "counting"

    func prepare() -> PreparedCase {
      final class Counter { var steps = 0.0 }
      let counter = Counter()
      return PreparedCase(
        iterate: {
          clock.advance(0.25)
          counter.steps += 1
          return counter.steps - 1
        },
        loss: { counter.steps }, lossSteps: 5, details: { ["nfev": 7] },
        work: {
          var work = FieldWork(widths: [2, 4, 2], function: .tanh).work(
            rowEvaluations: 100, withPullback: true)
          work.bytes = 64
          return work
        }, predictedBytes: 2_097_152)
    }
  }

  private var result: BenchmarkResult {
    let clock = HandClock()
    var runner = BenchmarkRunner(
      clock.instruments, plan: TimingPlan(seconds: 0), measuresCeilings: false)
    return runner.measure(CountingCase(clock: clock))
  }

  @Test func casesAreMeasured() {
    let result = result
    #expect(result.timing.count == 7 && result.timing.median == 0.25 && result.first == 0.25)
    #expect(result.check == .losses(first: 0, last: 5, steps: 5))
    #expect(result.peakGrowth == 4_194_304)
    // 2 (2·4 + 4·2) forwards, and twice that back, at 100 rows.
    #expect(result.work.productFlops == 9600)
    #expect(result.work.functions == [.tanh: 400])
    #expect(result.work.otherOperations == 800)
    // Two threads for a quarter of a second at 100 rows.
    #expect(result.rowNanoseconds == 5e6)
    #expect(abs((result.operationPicoseconds ?? 0) - 5e11 / 10800) < 1e-3)
    #expect(result.bound == nil && result.share == nil && result.bandwidthShare == nil)
  }

  /// The object has the keys that other programs' have, in the order that is shown, and reads back.
  @Test func jsonReadsBack() throws {
    let json = result.json
    #expect(
      json.object?.members.map(\.key) == [
        "workload", "peer", "case", "tol", "dtype", "threads", "median_ms", "min_ms", "cpu_min_ms",
        "q1_ms", "q3_ms", "first_ms", "n", "loss0", "loss5", "nfev", "flops", "tanhs", "bytes",
        "gemm_gflops", "ns_per_row_evaluation", "ps_per_operation", "predicted_mb", "extra_mb",
      ])
    #expect(json["median_ms"] == .number(250) && json["predicted_mb"] == .number(2))
    let read = try RecordedResult.read(Array(json.text().utf8), source: "here")
    #expect(read == [RecordedResult(result)])
  }

  @Test func ceilingsGiveShares() throws {
    let ceilings = MachineCeilings(
      precision: "float32", threads: 1, products: ProductCeiling(rate: 9600, source: "hand"),
      functions: [.tanh: 200],
      levels: [
        BandwidthCeiling(name: "L1", capacity: 1024, bytesPerSecond: 1024),
        BandwidthCeiling(name: "memory", capacity: .max / 4, bytesPerSecond: 512),
      ])
    let result = BenchmarkResult(
      identity: CaseIdentity(workload: "W0", name: "x", precision: "float32"),
      timing: Timing([6], processorTimes: [6]), first: 6, check: .checksum(0), details: [:],
      work: self.result.work, ceilings: ceilings, predictedBytes: 2000, peakGrowth: nil)
    // A second of products and two of functions.
    #expect(result.bound == 3 && result.share == 0.5)
    // 64 bytes in six seconds, at a level of 512 bytes a second.
    #expect(abs((result.bandwidthShare ?? 0) - 64.0 / 6 / 512) < 1e-16)
    #expect(ceilings.rate(of: .sin) == 200)
  }
}
