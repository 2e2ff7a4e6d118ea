public import Tensors

/// What the machine does at best in one precision on so many threads, as measured through the
/// library's own kernels in this process.
public struct MachineCeilings: Sendable {
  /// The width of numbers.
  public let precision: String
  /// The threads.
  public let threads: Int
  /// The highest rate of matrix products.
  public let products: ProductCeiling
  /// The rates of functions, in values per second.
  public let functions: [UnaryOperation: Double]
  /// The bandwidth of each level of memory, the smallest first.
  public let levels: [BandwidthCeiling]

  /// Ceilings that are known.
  public init(
    precision: String, threads: Int, products: ProductCeiling,
    functions: [UnaryOperation: Double], levels: [BandwidthCeiling]
  ) {
    precondition(!levels.isEmpty, "memory has at least one level")
    self.precision = precision
    self.threads = threads
    self.products = products
    self.functions = functions
    self.levels = levels
  }

  /// Measures the ceilings: about half a second.
  ///
  /// - Parameters:
  ///   - precision: `float32` or `float64`.
  ///   - threads: the threads that work at once.
  ///   - clock: seconds, never going back.
  public init(precision: String, threads: Int, clock: @escaping () -> Double) {
    self =
      precision == Float.precisionName
      ? MachineCeilings(Float.self, threads, clock) : MachineCeilings(Double.self, threads, clock)
  }

  private init<Element: Scalar>(_: Element.Type, _ threads: Int, _ clock: @escaping () -> Double) {
    let bench = KernelBench<Element>(threads: threads, clock: clock)
    precision = Element.precisionName
    self.threads = threads
    products = bench.products()
    functions = bench.functions([.tanh, .softplus, .sin])
    levels = bench.levels()
  }

  /// The rate of a function, values per second; of one that was not measured, the hyperbolic
  /// tangent's.
  public func rate(of function: UnaryOperation) -> Double {
    functions[function] ?? functions[.tanh] ?? .infinity
  }

  /// The first level of memory that so many bytes fit into; the last when none is large enough.
  public func level(holding bytes: Int) -> BandwidthCeiling {
    levels.first { bytes / threads <= $0.capacity } ?? levels[levels.count - 1]
  }
}

/// The highest rate of matrix products.
public struct ProductCeiling: Sendable, Equatable {
  /// Additions and multiplications per second.
  public let rate: Double
  /// What reached it: `own kernel, 256 by 256 by 64`.
  public let source: String

  /// A rate and what reached it.
  public init(rate: Double, source: String) {
    self.rate = rate
    self.source = source
  }
}

/// The bandwidth of one level of memory.
public struct BandwidthCeiling: Sendable, Equatable {
  /// The level: `L1`.
  public let name: String
  /// The bytes of one thread that are taken for this level, as a processor of its kind has it.
  public let capacity: Int
  /// Bytes read and written per second, all threads together, by `y = a x + y`.
  public let bytesPerSecond: Double

  /// A level of memory.
  public init(name: String, capacity: Int, bytesPerSecond: Double) {
    self.name = name
    self.capacity = capacity
    self.bytesPerSecond = bytesPerSecond
  }
}
