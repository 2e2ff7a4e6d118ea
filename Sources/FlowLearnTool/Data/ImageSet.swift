import FlowLearn

/// Labelled images of one size, read from a pair of IDX files.
struct ImageSet {
  /// The file of the images.
  let source: Path
  /// The extents of one image.
  let imageShape: [Int]
  /// The features: bytes scaled from 0...255 to 0...1, other numbers as they are; shape
  /// `[images, pixels]`.
  let features: Tensor<Double>
  /// The label of each image.
  let labels: [String]

  /// The name of the target, for images have no header.
  static let target = "label"

  var count: Int { labels.count }
  var pixelCount: Int { imageShape.reduce(1, *) }
  /// The names of the features.
  var featureNames: [String] { (0..<pixelCount).map { "pixel\($0)" } }
}

extension ImageSet {
  /// The images in an array with the labels in another.
  init(
    images pixels: IDXArray, at source: Path, labels codes: IDXArray, at labelSource: Path
  ) throws(ToolError) {
    guard pixels.shape.count >= 2 else {
      throw .unusable(
        source,
        "images are an array of rank 2 or 3, and this one has rank \(pixels.shape.count)")
    }
    guard codes.shape.count == 1 else {
      throw .unusable(labelSource, "labels are an array of rank 1, not \(codes.shape.count)")
    }
    guard codes.shape[0] == pixels.shape[0] else {
      throw .unusable(
        labelSource,
        "\(codes.shape[0].of("label")) for \(pixels.shape[0].of("image")) in \(source.name)")
    }
    self.source = source
    imageShape = Array(pixels.shape.dropFirst())
    self.labels = codes.labels
    features = pixels.features
    guard features.isFinite else {
      throw .unusable(source, "a number of an image is not finite (replace it)")
    }
  }

  /// The images in some bytes, with the labels in the file beside theirs and its fingerprint.
  static func read(
    _ bytes: [UInt8], at file: Path
  ) throws(ToolError) -> (images: ImageSet, labels: (path: Path, sha256: String)) {
    guard file != .standardInput else {
      throw .unusable(
        file, "images in IDX format have their labels in a file beside theirs: name the file")
    }
    let images = try array(bytes, at: file)
    let candidates = labelPaths(beside: file)
    guard let path = candidates.first(where: { $0.kind == .file }) else {
      let name = candidates.first?.name ?? "labels-idx1-ubyte"
      throw .unusable(file, "these are images, and their labels (\(name)) are not beside them")
    }
    let packed = try path.bytes()
    let labels = try array(try unpacked(packed, source: path), at: path)
    let set = try ImageSet(images: images, at: file, labels: labels, at: path)
    return (set, (path, SHA256.hexDigest(of: packed)))
  }

  private static func array(_ bytes: [UInt8], at file: Path) throws(ToolError) -> IDXArray {
    do throws(DataError) {
      return try IDXArray(bytes, source: file.description)
    } catch {
      throw .data(error)
    }
  }

  /// The path of the labels that belong to a path of images: `…-labels-idx1…` for `…-images-idx3…`,
  /// packed or not.
  static func labelPaths(beside images: Path) -> [Path] {
    let name = images.name.replacing("images", with: "labels").replacing("idx3", with: "idx1")
    guard name != images.name else { return [] }
    let plain = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
    return [plain, plain + ".gz"].map { images.parent.appending($0) }
  }

  /// The path of the images in a directory as MNIST's is, or nil.
  static func images(in directory: Path, for part: DataPart) -> Path? {
    let prefixes = part == .training ? ["train"] : ["t10k", "test", "train"]
    let names = directory.entries.filter { $0.contains("images") && $0.contains("idx3") }
    for prefix in prefixes {
      if let name = names.first(where: { $0.hasPrefix(prefix) }) {
        return directory.appending(name)
      }
    }
    return nil
  }
}

/// Which part of a data set a command wants, where a directory holds both.
enum DataPart {
  case training, evaluation
}

extension IDXArray {
  /// The elements with the first axis counting rows: bytes scaled to 0...1, others as they are.
  fileprivate var features: Tensor<Double> {
    let count = shape.first ?? 0
    let size = shape.dropFirst().reduce(1, *)
    guard case .uint8(let levels) = elements else {
      return Tensor(tensor.elements, shape: [count, size])
    }
    return Tensor(shape: [count, size]) { elements in
      guard let base = elements.baseAddress else { return }
      for index in levels.indices { (base + index).initialize(to: Double(levels[index]) / 255) }
    }
  }

  /// The elements as the names of classes.
  fileprivate var labels: [String] {
    switch elements {
    case .uint8(let values): values.map(\.description)
    case .int8(let values): values.map(\.description)
    case .int16(let values): values.map(\.description)
    case .int32(let values): values.map(\.description)
    case .float32(let values): values.map(\.description)
    case .float64(let values): values.map(\.description)
    }
  }
}

extension String {
  /// The text with the last occurrence of a word replaced.
  fileprivate func replacing(_ word: String, with other: String) -> String {
    var start = endIndex
    while start > startIndex {
      start = index(before: start)
      if self[start...].hasPrefix(word) {
        return self[..<start] + other + self[index(start, offsetBy: word.count)...]
      }
    }
    return self
  }
}
