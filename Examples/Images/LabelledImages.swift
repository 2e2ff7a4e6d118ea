import FlowLearn

/// Grey images of ten classes: pixels from 0 to 1, row by row, and the class of each.
struct LabelledImages: Sendable {
  /// The pixels along a side.
  static let side = 28
  /// The pixels of an image.
  static let pixelCount = side * side
  /// The classes: the digits.
  static let classCount = 10

  /// All pixels, image after image.
  var pixels: [Float] = []
  /// The class of each image.
  var labels: [Int] = []

  /// The number of images.
  var count: Int { labels.count }

  /// The first images, all when there are no more.
  func prefix(_ count: Int) -> LabelledImages {
    LabelledImages(
      pixels: Array(pixels.prefix(count * LabelledImages.pixelCount)),
      labels: Array(labels.prefix(count)))
  }

  /// Some images as rows; shape `[numbers, pixels]`.
  func rows(_ numbers: some Collection<Int>) -> Tensor<Float> {
    let count = LabelledImages.pixelCount
    var rows: [Float] = []
    rows.reserveCapacity(numbers.count * count)
    for number in numbers { rows += pixels[number * count..<(number + 1) * count] }
    return Tensor(rows, shape: [numbers.count, count])
  }

  /// For some images a row of numbers each, one for every class; shape `[numbers, classes]`.
  ///
  /// - Parameters:
  ///   - numbers: the images.
  ///   - off: the number at the classes that an image does not have; it is 1 at the one it has.
  /// - Returns: the rows.
  func codes(_ numbers: some Collection<Int>, off: Float) -> Tensor<Float> {
    let classes = LabelledImages.classCount
    var codes = [Float](repeating: off, count: numbers.count * classes)
    for (row, number) in numbers.enumerated() { codes[row * classes + labels[number]] = 1 }
    return Tensor(codes, shape: [numbers.count, classes])
  }

  /// The share of images whose greatest score is that of their class.
  ///
  /// - Parameter scores: from rows of pixels to scores; shapes `[rows, pixels]`, `[rows, classes]`.
  /// - Returns: the share, from 0 to 1.
  func accuracy(of scores: (Tensor<Float>) -> Tensor<Float>) -> Double {
    var correct = 0
    for first in stride(from: 0, to: count, by: 500) {
      let range = first..<min(first + 500, count)
      let scores = scores(rows(range)).elements
      for (row, number) in range.enumerated() {
        let row = scores[row * LabelledImages.classCount..<(row + 1) * LabelledImages.classCount]
        let best = row.indices.max { row[$0] < row[$1] } ?? row.startIndex
        correct += best - row.startIndex == labels[number] ? 1 : 0
      }
    }
    return Double(correct) / Double(max(count, 1))
  }
}

/// Images to learn from, and others to be judged by.
struct ImageData: Sendable {
  /// The images to learn from.
  var training: LabelledImages
  /// The images to be judged by.
  var test: LabelledImages
  /// What they are, for remarks.
  var name: String
}
