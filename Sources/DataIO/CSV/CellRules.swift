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

  /// What a cell is.
  enum Cell: Equatable {
    case missing
    case number(Double)
    /// A number beyond the range of `Double`.
    case outOfRange
    /// A number but for its commas.
    case numberWithComma
    case text
  }

  /// What a cell is.
  ///
  /// - Parameters:
  ///   - text: the value.
  ///   - bytes: the bytes of the file.
  ///   - range: where the value's bytes lie.
  /// - Returns: its kind.
  func cell(_ text: String, _ bytes: [UInt8], _ range: Range<Int>) -> Cell {
    if text.isEmpty || (text.utf8.count <= longestMarker && markers.contains(text)) {
      return .missing
    }
    switch DecimalNumber(bytes, in: range, mark: decimalMark) {
    case .value(let number): return .number(number)
    case .outOfRange: return .outOfRange
    case .malformed: return isNumberWithComma(bytes, range) ? .numberWithComma : .text
    }
  }

  /// Whether a cell would be a number but for its commas, decimal or between thousands.
  private func isNumberWithComma(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    guard decimalMark == .point, bytes[range].contains(Ascii.comma) else { return false }
    if DecimalNumber(bytes, in: range, mark: .comma) != .malformed { return true }
    let groups = bytes[range].split(separator: Ascii.comma, omittingEmptySubsequences: false)
    let joined = Array(groups.joined())
    return DecimalNumber(joined, in: 0..<joined.count) != .malformed
      && groups.dropFirst().dropLast().allSatisfy { $0.count == 3 }
      && (groups.last?.prefix { Ascii.digit($0) < 10 }.count ?? 0) == 3
  }
}
