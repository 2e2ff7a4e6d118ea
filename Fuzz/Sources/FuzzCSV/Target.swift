import DataIO
import Inputs

/// A text is refused with a sentence that names the file, or read into columns of one length that,
/// written again, are read as the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = input(start, count)
  // The first byte chooses the options.
  let choice = bytes.first ?? 0
  let reader = CSVReader(
    options: CSVOptions(
      delimiter: choice & 1 == 0 ? nil : UInt8(ascii: ","),
      header: [.detected, .present, .absent, .detected][Int(choice >> 1 & 3)],
      decimalMark: choice & 8 == 0 ? .point : .comma))
  do throws(DataError) {
    let table = try reader.read(Array(bytes.dropFirst()), source: "f").table
    check(table)
  } catch {
    hold(error.description.hasPrefix("f:"), error.description)
  }
  return 0
}

private func check(_ table: Table) {
  for column in table.columns {
    hold(column.values.count == table.rowCount, column.name)
  }
  var texts: [String] = []
  for column in table.columns {
    if case .text = column.values { texts.append(column.name) }
  }
  let options = CSVOptions(
    delimiter: UInt8(ascii: ","), header: .present, commentMark: nil, categorical: texts)
  // Names and texts that look like other things than names and texts do not survive alone.
  guard let again = try? CSVReader(options: options).read(table.csv(), source: "f").table else {
    return
  }
  hold(again.rowCount == table.rowCount, "\(table.rowCount) rows became \(again.rowCount)")
}
