import Calculus
import Tensors

/// W5 and W6: training steps of models that are not flows, written as losses of rows.
enum RowLossSteps {
  /// W5, unrolled recurrent networks.
  static var recurrent: [any BenchmarkCase] {
    [1, 2].flatMap { threads -> [any BenchmarkCase] in
      [64, 128].flatMap { hidden in
        [100, 1000].map { recurrent(hidden: hidden, length: $0, batch: 128, threads) }
      }
    }
  }

  /// W6, a field with the gradient of a potential inside.
  static var onsager: [any BenchmarkCase] {
    [1, 2].map { onsager(dimension: 9, hidden: 64, batch: 512, $0) }
  }

  private static func recurrent(
    hidden: Int, length: Int, batch: Int, _ threads: Int
  ) -> RowLossCase<Float, RecurrentLoss> {
    let loss = RecurrentLoss(hidden: hidden, length: length)
    return RowLossCase(
      identity: CaseIdentity(
        workload: "W5", name: "h\(hidden)_L\(length)_b\(batch)", precision: Float.precisionName,
        threads: threads),
      summary: "a training step: \(batch) sequences of \(length), a linear recurrent network of "
        + "\(hidden) hidden units",
      loss: loss, batch: batch,
      inputs: { loss.sequences(batch) },
      parameters: { loss.firstParameters },
      flopsPerRow: Double(6 * length * hidden * (hidden + 2)))
  }

  private static func onsager(
    dimension: Int, hidden: Int, batch: Int, _ threads: Int
  ) -> RowLossCase<Float, OnsagerLoss> {
    let loss = OnsagerLoss(dimension: dimension, hidden: hidden)
    return RowLossCase(
      identity: CaseIdentity(
        workload: "W6", name: "m\(dimension)_h\(hidden)_b\(batch)",
        precision: Float.precisionName, threads: threads),
      summary:
        "a training step: \(batch) pairs of states in \(dimension) dimensions, a dissipative "
        + "field with \(hidden) hidden units, one step of Heun's method",
      loss: loss, batch: batch,
      inputs: { loss.pairs(batch) },
      parameters: { loss.firstParameters },
      flopsPerRow: loss.productFlops)
  }
}

extension RecurrentLoss {
  /// Sequences of noise, and the same ten places later.
  fileprivate func sequences(_ batch: Int) -> [[Double]] {
    let x = SplitMix64.uniform(seed: 21, count: batch * length)
    return [x, x.indices.map { $0 % length < 10 ? 0 : x[$0 - 10] }]
  }

  /// W less the identity, U and c.
  fileprivate var firstParameters: [Double] {
    let scale = 1 / Double(hidden).squareRoot()
    let noise = SplitMix64.uniform(seed: 22, count: hidden * hidden, scale: scale)
    return noise.enumerated().map { $0 % (hidden + 1) == 0 ? $1 - 1 : $1 }
      + SplitMix64.uniform(seed: 23, count: hidden)
      + SplitMix64.uniform(seed: 24, count: hidden, scale: scale)
  }
}

extension OnsagerLoss {
  /// States, and states after.
  fileprivate func pairs(_ batch: Int) -> [[Double]] {
    [31, 32].map { SplitMix64.uniform(seed: $0, count: batch * dimension) }
  }

  /// Each segment uniform up to the root of what its matrix takes in, or of the one before it.
  fileprivate var firstParameters: [Double] {
    let (n, m) = (1 / Double(dimension).squareRoot(), 1 / Double(hidden).squareRoot())
    let bounds = [n, n, m, m, n, n, m, m, n, n, n]
    return zip(parameters.segments, bounds).enumerated().flatMap { index, item in
      SplitMix64.uniform(seed: UInt64(33 + index), count: item.0.count, scale: item.1)
    }
  }

  /// The additions and multiplications of matrix products for one row: two evaluations of the field,
  /// and twice as many back; the potential's gradient takes its products once more.
  fileprivate var productFlops: Double {
    let (n, m) = (dimension, hidden)
    let network = m * (n + n * n) + n * n * n + n * n + n * n
    let slope = 2 * (2 * m * n + n * n)
    return Double(2 * 3 * 2 * (network + slope))
  }
}
