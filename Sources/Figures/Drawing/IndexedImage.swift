/// A rectangular image whose pixels are numbers into a short table of colours.
public struct IndexedImage: Sendable, Equatable {
  /// Pixels in a row.
  public let width: Int
  /// Rows, the first at the top.
  public let height: Int
  /// The colours; at most 256.
  public let palette: [Color]
  /// The pixels' places in the palette, row by row from the top; `width * height` of them.
  public let pixels: [UInt8]

  /// An image from its pixels.
  ///
  /// - Precondition: the extents are positive and fit the pixels, and each pixel is in the palette.
  public init(width: Int, height: Int, palette: [Color], pixels: [UInt8]) {
    precondition(
      width > 0 && height > 0 && pixels.count == width * height,
      "an image of \(width) by \(height) cannot have \(pixels.count) pixels")
    precondition(palette.count <= 256, "a palette of \(palette.count) colours exceeds 256")
    precondition(
      pixels.allSatisfy { Int($0) < palette.count },
      "pixel \(pixels.max() ?? 0) is not in a palette of \(palette.count) colours")
    self.width = width
    self.height = height
    self.palette = palette
    self.pixels = pixels
  }
}
