extension IndexedImage {
  /// The image as a PNG file: 8 bits a pixel, a palette, and opacities where a colour is not solid.
  ///
  /// Rows are stored as they are or as differences to the row above, whichever is shorter.
  ///
  /// > Source: ISO/IEC 15948 (PNG), colour type 3.
  public func png() -> [UInt8] {
    let depthAndColor: [UInt8] = [8, 3, 0, 0, 0]
    let colors = palette.flatMap { [$0.red, $0.green, $0.blue] }
    let opacities = palette.map { UInt8((min(max($0.opacity, 0), 1) * 255).rounded()) }
    let asIs = Deflate.zlib(filteredRows(.asIs))
    let differences = Deflate.zlib(filteredRows(.differenceToRowAbove))
    var file: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    file += pngChunk(
      "IHDR", bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + depthAndColor)
    file += pngChunk("PLTE", colors)
    if opacities.contains(where: { $0 < 255 }) { file += pngChunk("tRNS", opacities) }
    file += pngChunk("IDAT", asIs.count <= differences.count ? asIs : differences)
    file += pngChunk("IEND", [])
    return file
  }

  private enum Filter: UInt8 {
    case asIs = 0
    case differenceToRowAbove = 2
  }

  private func filteredRows(_ filter: Filter) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(height * (width + 1))
    for row in 0..<height {
      bytes.append(filter.rawValue)
      for place in (row * width)..<((row + 1) * width) {
        let above = filter == .asIs || row == 0 ? 0 : pixels[place - width]
        bytes.append(pixels[place] &- above)
      }
    }
    return bytes
  }
}

/// A chunk of a PNG file: its length, its type, its bytes, and the check of the last two.
func pngChunk(_ type: String, _ bytes: [UInt8]) -> [UInt8] {
  var check = CyclicRedundancyCheck()
  let body = Array(type.utf8) + bytes
  check.update(body)
  return bigEndian(UInt32(bytes.count)) + body + bigEndian(check.value)
}
