#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension [Claim] {
  /// The claims as lines of aligned columns: claim, claimed, measured, tolerance, holds.
  var table: [String] {
    let head = ["claim", "claimed", "measured", "tolerance", "holds"]
    let rows = [head] + map(\.cells)
    let widths = head.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      // The last column is not padded, so that no line ends in spaces.
      let cells = row.indices.map { column in
        column == row.count - 1
          ? row[column] : row[column].padded(to: widths[column], column == 0 ? .left : .right)
      }
      return cells.joined(separator: "  ")
    }
  }
}

extension Claim {
  fileprivate var cells: [String] {
    [claim, claimed.brief, measured.brief, tolerance.brief, holds ? "yes" : "NO"]
  }
}

extension Double {
  /// The number with at most four digits that count: `0.9983`, `4`, `2.1e-08`.
  var brief: String {
    var buffer = [CChar](repeating: 0, count: 64)
    let count = withVaList([self]) { vsnprintf(&buffer, buffer.count, "%.4g", $0) }
    return String(decoding: buffer.prefix(Int(count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

/// The side of a column on which words stand.
private enum Side {
  case left, right
}

extension String {
  fileprivate func padded(to width: Int, _ side: Side) -> String {
    let space = String(repeating: " ", count: Swift.max(width - count, 0))
    return side == .left ? self + space : space + self
  }
}
