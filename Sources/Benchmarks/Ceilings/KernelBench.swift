import Tensors

/// Times kernels on buffers of its own, each thread with its own share.
struct KernelBench<Element: Scalar> {
  private let pool: ForkJoinPool
  private let clock: () -> Double

  init(threads: Int, clock: @escaping () -> Double) {
    pool = ForkJoinPool(threads: threads)
    self.clock = clock
  }

  /// The best rate of a kernel over some runs of about four milliseconds each, all threads together.
  ///
  /// - Parameters:
  ///   - sizes: the elements of each of the buffers that a thread has; filled with ones.
  ///   - body: one call.
  /// - Returns: calls per second.
  func rate(
    _ sizes: [Int], _ body: @escaping @Sendable ([UnsafeMutablePointer<Element>]) -> Void
  ) -> Double {
    let buffers = BenchBuffers<Element>(sizes, threads: pool.threads)
    func seconds(_ calls: Int) -> Double {
      let start = clock()
      pool.run(pool.threads) { index, _ in
        for _ in 0..<calls { body(buffers.places[index]) }
      }
      return clock() - start
    }
    var calls = 1
    while seconds(calls) < 2e-3 && calls < 1 << 24 { calls *= 2 }
    calls = max(calls * 2, 1)
    let best = (0..<7).map { _ in seconds(calls) }.min() ?? .infinity
    return withExtendedLifetime(buffers) { Double(calls * pool.threads) / best }
  }
}

/// Buffers for each of some threads, filled with ones.
///
/// `@unchecked Sendable`: a thread touches its own buffers only.
private final class BenchBuffers<Element: Scalar>: @unchecked Sendable {
  let places: [[UnsafeMutablePointer<Element>]]
  private let bases: [UnsafeMutableRawPointer]

  init(_ sizes: [Int], threads: Int) {
    var bases: [UnsafeMutableRawPointer] = []
    places = (0..<threads).map { _ in
      sizes.map { size in
        let raw = UnsafeMutableRawPointer.allocate(
          byteCount: max(size, 1) * MemoryLayout<Element>.stride, alignment: 64)
        bases.append(raw)
        let place = raw.bindMemory(to: Element.self, capacity: size)
        Element.fill(place, with: 1, count: size)
        return place
      }
    }
    self.bases = bases
  }

  deinit { for base in bases { base.deallocate() } }
}

extension KernelBench {
  /// The best rate of matrix products of a few shapes, by the library's own kernel and by BLAS.
  func products() -> ProductCeiling {
    let shapes = [
      (128, 256, 64), (256, 64, 256), (256, 256, 256), (128, 512, 784), (512, 512, 512),
    ]
    var best = ProductCeiling(rate: 0, source: "nothing")
    for (m, n, k) in shapes {
      let flops = 2 * Double(m * n * k)
      let own = rate([m * k, k * n, m * n]) { buffers in
        Element.product(
          m: m, n: n, k: k, buffers[0], rowStride: k, columnStride: 1, buffers[1], rowStride: n,
          to: buffers[2], rowStride: n, bias: nil, accumulating: false)
      }
      let blas = rate([m * k, k * n, m * n]) { buffers in
        Element.multiply(
          m: m, n: n, k: k, alpha: 1, buffers[0], stride: k, transposed: false, buffers[1],
          stride: n, transposed: false, beta: 0, to: buffers[2], stride: n)
      }
      for (calls, name) in [(own, "own kernel"), (blas, "BLAS")] where calls * flops > best.rate {
        best = ProductCeiling(rate: calls * flops, source: "\(name), \(m) by \(n) by \(k)")
      }
    }
    return best
  }

  /// The rates of functions on buffers that the first level of cache holds, in values per second.
  func functions(_ functions: [UnaryOperation]) -> [UnaryOperation: Double] {
    let count = 8192 / MemoryLayout<Element>.stride
    var rates: [UnaryOperation: Double] = [:]
    for function in functions {
      let calls = rate([count, count]) { buffers in
        Element.apply(function, buffers[0], to: buffers[1], count: count)
      }
      rates[function] = calls * Double(count)
    }
    return rates
  }

  /// The bandwidth of the levels of memory, by buffers that only this level holds.
  func levels() -> [BandwidthCeiling] {
    let kilobyte = 1024
    let levels = [
      ("L1", 32 * kilobyte, 24 * kilobyte), ("L2", 1024 * kilobyte, 512 * kilobyte),
      ("L3", 16384 * kilobyte, 8192 * kilobyte), ("memory", Int.max / 1024, 131_072 * kilobyte),
    ]
    return levels.map { name, capacity, bytes in
      let count = bytes / 2 / MemoryLayout<Element>.stride
      let calls = rate([count, count]) { buffers in
        Element.scaleAdd(1, buffers[0], 0.5, to: buffers[1], count: count)
      }
      // x and y are read, y is written.
      let moved = Double(3 * count * MemoryLayout<Element>.stride)
      return BandwidthCeiling(name: name, capacity: capacity, bytesPerSecond: calls * moved)
    }
  }
}
