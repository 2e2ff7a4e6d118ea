import Tensors

/// W9: W2's step in 64 dimensions with more and more steps, for the memory that it takes.
enum LongFlows {
  static var cases: [any BenchmarkCase] {
    [10, 100, 1000].map { FlowSteps.flow("W9", 64, 256, batch: 512, steps: $0, 1, Float.self) }
  }
}
