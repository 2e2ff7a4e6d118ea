/// How single cells are understood.
struct CellRules {
  let decimalMark: DecimalMark
  /// Whether a marker looks like a number, such as -999, so that it must be looked for first.
  let checksMarkersFirst: Bool
  private let markers: Set<String>
  private let longestMarker: Int

  init(_ options: CSVOptions) {
    decimalMark = options.decimalMark
    markers = options.missingMarkers
    longestMarker = markers.map(\.utf8.count).max() ?? 0
    checksMarkersFirst = markers.contains { marker in
      let bytes = Array(marker.utf8)
      return DecimalNumber(bytes, in: 0..<bytes.count, mark: options.decimalMark) != .malformed
    }
  }

  /// Whether a cell stands for a missing value.
  func isMissing(_ text: String) -> Bool {
    text.isEmpty || (text.utf8.count <= longestMarker && markers.contains(text))
  }

  /// Whether a cell would be a number but for its commas, decimal or between thousands.
  func isNumberWithComma(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    guard decimalMark == .point, bytes[range].contains(Ascii.comma) else { return false }
    if DecimalNumber(bytes, in: range, mark: .comma) != .malformed { return true }
    let groups = bytes[range].split(separator: Ascii.comma, omittingEmptySubsequences: false)
    let joined = Array(groups.joined())
    return DecimalNumber(joined, in: 0..<joined.count) != .malformed
      && groups.dropFirst().dropLast().allSatisfy { $0.count == 3 }
      && (groups.last?.prefix { Ascii.digit($0) < 10 }.count ?? 0) == 3
  }
}
