import Calculus
import Control
import Tensors
import Testing

@testable import Benchmarks

@Suite struct ConvolutionLossTests {
  private let loss = ConvolutionLoss(channels: 16, steps: 10)

  /// The loss before the first step of Adam and after five, against those that PyTorch 2.15 prints for
  /// the same network, images and first parameters in single precision: 2.29566 and 2.204134.
  @Test func lossesAreThoseOfAnotherProgram() throws {
    let item = try #require(ConvolutionSteps.cases.first)
    let prepared = item.prepare()
    #expect(prepared.lossSteps == 5)
    let first = prepared.iterate()
    #expect(abs(first - 2.29566) < 1e-6)
    for _ in 1..<5 { _ = prepared.iterate() }
    let last = prepared.loss?() ?? .nan
    #expect(abs(last - 2.204134) < 2e-6)
  }

  @Test func parametersFillTheirLayout() {
    #expect(loss.firstParameters.count == loss.parameters.count)
    #expect(loss.parameters.count == 416 + 10 * 2320 + 7850)
    #expect(loss.images(3).map(\.count) == [3 * 784, 30])
  }

  /// The layouts of other programs: the weight from the second place's first channel to the first
  /// score is the second number that they draw, the kernels' first place comes every 25 numbers.
  @Test func weightsComeInTheOrderOfOtherPrograms() {
    let values = loss.firstParameters
    let kernel = SplitMix64.uniform(seed: 52, count: 400, scale: 1 / 5)
    #expect(values[0] == kernel[0] && values[1] == kernel[25] && values[16] == kernel[1])
    let weights = SplitMix64.uniform(seed: 53, count: 7840, scale: 1.0 / 28)
    let start = 416 + 10 * 2320
    #expect(values[start + 160] == weights[1] && values[start + 10] == weights[49])
  }

  /// 2 · 3 · 9 · 16² multiplications with additions for a place and a step, and twice 25 · 16 more.
  @Test func workIsCountedFromTheFormula() {
    #expect(loss.productFlops == Double(784 * (2 * 3 * 9 * 256 * 10 + 2 * 2 * 25 * 16)))
  }
}
