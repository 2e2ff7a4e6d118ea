import FlowLearn

/// MNIST's four files in a folder, gzip-compressed or not.
///
/// > Source: Y. LeCun, C. Cortes, C. Burges, The MNIST database of handwritten digits.
enum MNISTFiles {
  /// Why a folder's images cannot be read, in one sentence.
  struct Fault: Error, CustomStringConvertible {
    let description: String
  }

  /// The training images, without the last 5,000 of the 60,000 that the sources keep aside, and the
  /// 10,000 test images.
  static func data(in folder: String) throws -> ImageData {
    let training = try images(folder, "train")
    return ImageData(
      training: training.prefix(max(training.count - 5000, 1)), test: try images(folder, "t10k"),
      name: "the images in \(folder)")
  }

  private static func images(_ folder: String, _ part: String) throws -> LabelledImages {
    let pixels = try array(folder, "\(part)-images-idx3-ubyte")
    let labels = try array(folder, "\(part)-labels-idx1-ubyte")
    let side = LabelledImages.side
    guard case .uint8(let grey) = pixels.elements, case .uint8(let classes) = labels.elements,
      pixels.shape.count == 3, pixels.shape[1...] == [side, side],
      labels.shape == [pixels.shape[0]], classes.allSatisfy({ $0 < LabelledImages.classCount })
    else {
      throw Fault(
        description:
          "the \(part) images in \(folder) are \(pixels.shape) with labels \(labels.shape): "
          + "expected [n, \(side), \(side)] bytes with [n] labels below \(LabelledImages.classCount)"
      )
    }
    return LabelledImages(pixels: grey.map { Float($0) / 255 }, labels: classes.map(Int.init))
  }

  private static func array(_ folder: String, _ name: String) throws -> IDXArray {
    let paths = ["", ".gz"].map { "\(folder)/\(name)\($0)" }
    for path in paths {
      if let bytes = read(path) { return try IDXArray(decodingGzip: bytes, source: path) }
    }
    throw Fault(
      description: "cannot read \(paths[0]) or \(paths[1]): \(address) has MNIST's four files, "
        + "train and t10k, images and labels; put them in one folder")
  }

  private static let address = "https://ossci-datasets.s3.amazonaws.com/mnist"
}
