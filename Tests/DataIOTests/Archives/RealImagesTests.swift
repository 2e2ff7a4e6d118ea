import DataIO
import Testing

@Suite(.enabled(if: RealData.isPresent, RealData.absence))
struct RealImagesTests {
  @Test(arguments: [
    ("mnist", [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]),
    ("fashion-mnist", [Int](repeating: 1000, count: 10)),
  ])
  func labelsHaveTheirFrequencies(_ name: String, _ counts: [Int]) throws {
    let path = "images/\(name)/t10k-labels-idx1-ubyte.gz"
    let labels = try IDXArray(decodingGzip: RealData.bytes(path), source: path)
    #expect(labels.shape == [10_000])
    guard case .uint8(let bytes) = labels.elements else {
      Issue.record("\(path): not bytes")
      return
    }
    #expect((0..<10).map { digit in bytes.count { Int($0) == digit } } == counts)
  }

  @Test(arguments: ["mnist", "fashion-mnist"]) func imagesHaveTheirShape(_ name: String) throws {
    let path = "images/\(name)/t10k-images-idx3-ubyte.gz"
    let images = try IDXArray(decodingGzip: RealData.bytes(path), source: path)
    #expect(images.shape == [10_000, 28, 28])
  }
}
