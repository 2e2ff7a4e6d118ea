import Tensors

/// Cases small enough to run under a tool that counts instructions, some fifty times slower.
enum CountedCases {
  static var cases: [any BenchmarkCase] {
    [
      FlowSteps.flow("counts", 64, 128, batch: 64, steps: 2, 1, Float.self),
      FlowSteps.flow("counts", 64, 128, batch: 64, steps: 2, 1, Double.self),
      LorenzEnsembleCase(workload: "counts", tolerance: 1e-6, rows: 64, threads: 1, end: 1),
    ]
  }
}
