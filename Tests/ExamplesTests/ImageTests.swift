import FlowLearn
import Testing

@testable import Examples

@Suite struct ImageTests {
  /// Drawings fill the page without leaving it, differ from one another, and repeat with the seed.
  @Test func drawnDigitsAreImages() {
    func data(_ seed: UInt64) -> ImageData {
      var stream = RandomStream(seed: seed)
      return DrawnDigits.data(training: 40, test: 20, using: &stream)
    }
    let images = data(1).training
    #expect(images.count == 40 && images.pixels.count == 40 * 784)
    #expect(images.labels == (0..<40).map { $0 % 10 })
    #expect(images.pixels.allSatisfy { (0...1).contains($0) })
    for number in 0..<40 {
      let ink = images.rows([number]).elements.reduce(0, +)
      #expect(ink > 25 && ink < 250, "\(number): \(ink)")
    }
    #expect(images.rows([0]) != images.rows([10]))
    #expect(
      data(1).test.pixels == data(1).test.pixels && data(2).test.pixels != data(1).test.pixels)
  }

  /// The nearest mean of a class tells most drawings apart, and not all.
  @Test func drawnDigitsAreClasses() {
    var stream = RandomStream(seed: 3)
    let data = DrawnDigits.data(training: 500, test: 200, using: &stream)
    let means = (0..<10).map { digit in
      data.training.rows((0..<50).map { 10 * $0 + digit }).mean(over: 0)
    }
    let accuracy = data.test.accuracy { rows in
      Tensor(
        stacking: means.map { mean in
          (rows - mean).squared().sum(over: 1).map(.negate)
        }, along: 1)
    }
    #expect(accuracy > 0.6 && accuracy < 0.98, "\(accuracy)")
  }

  @Test func codesMarkTheClass() {
    let images = LabelledImages(pixels: [Float](repeating: 0, count: 3 * 784), labels: [2, 0, 9])
    let codes = images.codes([2, 0], off: -1)
    #expect(codes.shape == [2, 10])
    #expect(codes.elements.indices.filter { codes.elements[$0] == 1 } == [9, 12])
    #expect(codes.elements.count { $0 == -1 } == 18)
    #expect(images.prefix(2).labels == [2, 0] && images.prefix(2).pixels.count == 2 * 784)
  }

  /// What is missing is named, with where to get it.
  @Test func missingFilesAreNamed() {
    let answer = Driver.answer(["discrete-weights", "--data", "no-such-folder"])
    #expect(answer.exitCode == 1 && answer.output.isEmpty && answer.files.isEmpty)
    #expect(
      answer.errors == [
        "Error: cannot read no-such-folder/train-images-idx3-ubyte or "
          + "no-such-folder/train-images-idx3-ubyte.gz: "
          + "https://ossci-datasets.s3.amazonaws.com/mnist has MNIST's four files, train and t10k, "
          + "images and labels; put them in one folder"
      ])
  }

  @Test func dataAreForExamplesOfImages() {
    let answer = Driver.answer(["sincos", "--data", "folder"])
    #expect(answer.exitCode == 64)
    #expect(
      answer.errors.first?.hasPrefix(
        "Error: '--data' is for msa-mnist and discrete-weights") == true)
  }
}
