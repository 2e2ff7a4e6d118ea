import Calculus
import Tensors

/// W7: training steps of a convolutional residual network.
enum ConvolutionSteps {
  static var cases: [any BenchmarkCase] {
    [1, 2].map { residual(channels: 16, steps: 10, batch: 100, $0) }
  }

  private static func residual(
    channels: Int, steps: Int, batch: Int, _ threads: Int
  ) -> RowLossCase<Float, ConvolutionLoss> {
    let loss = ConvolutionLoss(channels: channels, steps: steps)
    return RowLossCase(
      identity: CaseIdentity(
        workload: "W7", name: "mnist_conv\(channels)_n\(steps)_b\(batch)",
        precision: Float.precisionName, threads: threads),
      summary: "a training step: \(batch) images of 28 by 28, \(steps) residual steps of "
        + "convolutions in \(channels) channels",
      loss: loss, batch: batch,
      inputs: { loss.images(batch) },
      parameters: { loss.firstParameters },
      flopsPerRow: loss.productFlops, lossSteps: 5)
  }
}
