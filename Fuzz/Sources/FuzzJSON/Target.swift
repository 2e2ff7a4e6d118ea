import DataIO
import Inputs

/// A text is refused, or read and written again as a text of the same value.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let value = try? JSONValue(parsing: input(start, count), source: "f") else { return 0 }
  let again = try? JSONValue(parsing: Array(value.text().utf8), source: "f")
  hold(again == value, "\(value) became \(String(describing: again))")
  return 0
}
