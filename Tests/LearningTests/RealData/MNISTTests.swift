#if !DEBUG
import DataIO
import Foundation
import Learning
import Tensors
import Testing

/// MNIST with default options and six epochs: at least 97 of 100 test digits, in under five minutes.
@Suite struct MNISTTests {
  @Test(.enabled(if: RealData.isPresent, RealData.absence))
  func digitsAreRead() throws {
    let (pixels, labels) = try images("train")
    let start = Date()
    let pool = ForkJoinPool(threads: 2)
    let fit = try FlowClassifier<Float>.fit(
      pixels, labels: labels, options: TrainingOptions(epochs: 6), pool: pool)
    let seconds = Date().timeIntervalSince(start)
    let (testPixels, testLabels) = try images("t10k")
    let score = fit.model.score(testPixels, labels: testLabels, pool: pool)
    print("mnist: \(score) of 10,000 after 6 epochs in \(seconds.rounded()) s")
    #expect(score >= 0.97)
    #expect(seconds < 300)
  }

  private func images(_ part: String) throws -> (pixels: Tensor<Double>, labels: [String]) {
    func read(_ kind: String) throws -> IDXArray {
      let name = "images/mnist/\(part)-\(kind)-ubyte.gz"
      return try IDXArray(decodingGzip: try RealData.bytes(of: name), source: name)
    }
    let images: Tensor<Double> = try read("images-idx3").tensor
    let labels: Tensor<Double> = try read("labels-idx1").tensor
    let flat = images.reshaped(to: [images.shape[0], images.count / images.shape[0]])
    return (flat / 255, labels.elements.map { String(Int($0)) })
  }
}
#endif
