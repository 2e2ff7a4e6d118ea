#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A curve as one line of text: a bar of eight heights for each part of it.
struct Sparkline {
  private static let bars = Array("▁▂▃▄▅▆▇█")

  /// The bars.
  let text: String

  /// A line of at most so many columns; each shows the mean of its part of the values, on a logarithmic
  /// scale where all are positive and the largest is ten times the smallest.
  ///
  /// Values that are not finite are gaps.
  init(_ values: [Double], width: Int) {
    let known = values.filter(\.isFinite)
    guard let low = known.min(), let high = known.max(), width > 0 else {
      text = ""
      return
    }
    let isLogarithmic = low > 0 && high >= 10 * low
    let scaled = values.map { isLogarithmic ? log($0) : $0 }
    let (bottom, top) = isLogarithmic ? (log(low), log(high)) : (low, high)
    let columns = min(width, values.count)
    text = String(
      (0..<columns).map { column in
        let part = scaled[column * values.count / columns..<(column + 1) * values.count / columns]
          .filter(\.isFinite)
        guard !part.isEmpty else { return " " }
        let mean = part.reduce(0, +) / Double(part.count)
        let height = top > bottom ? (mean - bottom) / (top - bottom) : 0
        return Sparkline.bars[min(Int(8 * height), 7)]
      })
  }
}
